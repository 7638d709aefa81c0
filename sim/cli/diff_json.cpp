// What umsim diff says as JSON.
#include <string_view>

#include "sim/cli/diff_output.h"
#include "traces/alignment_words.h"

namespace umsim {
namespace {

Json id_json(const Trace& trace, std::uint32_t position) {
  return position == kNoEvent ? Json(nullptr) : Json(trace.at(position).id);
}

Json thread_json(const Difference& difference, const ThreadComparison& thread) {
  Json json;
  json["name"] = thread.name;
  json["events"] = {thread.left_events, thread.right_events};
  json["same"] = thread.same;
  json["changed"] = thread.changed;
  json["moved"] = thread.moved;
  json["only_left"] = thread.only_left();
  json["only_right"] = thread.only_right();
  json["same_events"] = thread.before;
  json["left"] = id_json(difference.left->trace, thread.first_left);
  json["right"] = id_json(difference.right->trace, thread.first_right);
  json["shortest"] = thread.shortest;
  return json;
}

Json row_json(const Difference& difference, const AlignedRow& row) {
  Json json;
  json["how"] = word_for(row.how);
  json["left"] = id_json(difference.left->trace, row.left);
  json["right"] = id_json(difference.right->trace, row.right);
  if (row.how == Alike::moved_left) {
    json["moved_to"] = id_json(difference.right->trace, difference.alignment.partner(row.left));
  }
  return json;
}

Json alignment_json(const Difference& difference, bool rows) {
  const Alignment& alignment = difference.alignment;
  Json json;
  for (const Alike how :
       {Alike::same, Alike::shifted, Alike::changed, Alike::only_left, Alike::only_right}) {
    json[std::string(word_for(how))] = alignment.count(how);
  }
  json["moved"] = alignment.count(Alike::moved_left);
  json["said"] = alignment_sentences(alignment);
  json["threads"] = Json::array();
  for (const ThreadComparison& thread : alignment.threads()) {
    json["threads"].push_back(thread_json(difference, thread));
  }
  if (!rows) return json;
  json["rows"] = Json::array();
  for (const AlignedRow& row : alignment.rows()) json["rows"].push_back(row_json(difference, row));
  return json;
}

}  // namespace

std::string_view word_for(Alike how) {
  switch (how) {
    case Alike::same: return "same";
    case Alike::shifted: return "shifted";
    case Alike::changed: return "changed";
    case Alike::moved_left: return "moved_left";
    case Alike::moved_right: return "moved_right";
    case Alike::only_left: return "only_left";
    case Alike::only_right: return "only_right";
    case Alike::count_: break;
  }
  return "";
}

Json difference_json(const Difference& difference, const DiffRequest& request, ExitCode code) {
  const Trace& left = difference.left->trace;
  const Trace& right = difference.right->trace;
  const std::size_t same = difference.alignment.same_from_beginning();
  const bool differ = difference.alignment.differ();
  Json result = result_of("diff", code);
  result["files"] = {difference.left->path, difference.right->path};
  result["events"] = {left.size(), right.size()};
  result["same"] = !differ;
  result["same_events"] = same;
  result["header_keys"] = difference.headers;
  result["keys"] = difference.keys;
  result["left"] = differ ? event_json(left, same) : Json(nullptr);
  result["right"] = differ ? event_json(right, same) : Json(nullptr);
  result["alignment"] = alignment_json(difference, request.aligned);
  return result;
}

}  // namespace umsim
