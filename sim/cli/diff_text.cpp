// What umsim diff says in words.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/diff_output.h"
#include "sim/cli/layout.h"
#include "sim/cli/trace_files.h"
#include "traces/alignment_words.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

std::string event_text(const Trace& trace, std::size_t position, std::string_view mark) {
  const Event& event = trace.at(position);
  return fmt::format("{} {:>6} {:>14}  {:<5} {:<22} {}\n", mark, event.id,
                     time_text(trace.header, event.time_cycles),
                     event.cpu.valid() ? cpu_name(event.cpu) : "", step_label(event),
                     Phrases(*trace.system).of(event));
}

std::string part_text(const DiffSide& side, std::size_t from, std::uint64_t context,
                      std::string_view mark) {
  const std::size_t size = side.trace.size();
  std::string text;
  const std::size_t end = std::min<std::uint64_t>(size, from + context);
  for (std::size_t i = from; i < end; ++i) text += event_text(side.trace, i, mark);
  if (from >= size) text += fmt::format("{}        {} ends\n", mark, side.path);
  return text;
}

std::string sides_text(const Difference& difference) {
  std::string text;
  for (const DiffSide* side : {difference.left, difference.right}) {
    const TraceHeader& header = side->trace.header;
    text += fmt::format("{} {}: {}, {}, seed {}, {}\n", side == difference.left ? '<' : '>',
                        side->path, printable(header.scenario), printable(header.engine),
                        header.seed, counted(side->trace.size(), "event"));
  }
  if (!difference.headers.empty()) {
    text += fmt::format("the headers differ in {}\n", fmt::join(difference.headers, ", "));
  }
  return text;
}

// Where they part.
std::string first_text(const Difference& difference, std::uint64_t context) {
  const std::size_t same = difference.alignment.same_from_beginning();
  std::string text;
  const std::size_t first = same - std::min<std::uint64_t>(same, context);
  for (std::size_t i = first; i < same; ++i) text += event_text(difference.left->trace, i, " ");
  text += part_text(*difference.left, same, context, "<");
  return text + part_text(*difference.right, same, context, ">");
}

// A row a thread, with its first event that is not the same in either trace below.
std::string threads_text(const Difference& difference) {
  const Alignment& alignment = difference.alignment;
  std::size_t width = 6;
  for (const ThreadComparison& thread : alignment.threads()) {
    width = std::max(width, printable(thread.name).size());
  }
  std::string text = fmt::format("{:<{}}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}\n", "thread",
                                 width, "same", "changed", "moved", "only <", "only >", "parts at");
  for (const ThreadComparison& thread : alignment.threads()) {
    text += fmt::format("{:<{}}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}\n",
                        printable(thread.name), width, thread.same, thread.changed, thread.moved,
                        thread.only_left(), thread.only_right(),
                        thread.parts() ? fmt::format("{}", thread.before + 1) : "-");
    const auto side = [&](const DiffSide& from, std::uint32_t position, std::string_view mark) {
      if (position != kNoEvent) text += event_text(from.trace, position, mark);
    };
    side(*difference.left, thread.first_left, "<");
    side(*difference.right, thread.first_right, ">");
  }
  return text;
}

std::string_view mark_of(Alike how) {
  switch (how) {
    case Alike::same: return " ";
    case Alike::shifted: return "~";
    case Alike::changed: return "!";
    case Alike::moved_left: return "(";
    case Alike::moved_right: return ")";
    case Alike::only_left: return "<";
    case Alike::only_right: return ">";
    case Alike::count_: break;
  }
  return "";
}

// When and where the same happens in the second trace.
std::string there_text(const Trace& trace, std::uint32_t position) {
  const Event& event = trace.at(position);
  return fmt::format("  [#{}, {}{}]\n", event.id, time_text(trace.header, event.time_cycles),
                     event.cpu.valid() ? ", " + cpu_name(event.cpu) : "");
}

// What is the same stands once, what has changed as it is in either trace.
std::string row_text(const Difference& difference, const AlignedRow& row) {
  const std::string_view mark = mark_of(row.how);
  const Trace& second = difference.right->trace;
  if (row.left == kNoEvent) return event_text(second, row.right, mark);
  std::string text = event_text(difference.left->trace, row.left, mark);
  if (row.how == Alike::shifted || row.how == Alike::moved_left) {
    text.pop_back();
    return text + there_text(second, difference.alignment.partner(row.left));
  }
  return row.how == Alike::changed ? text + event_text(second, row.right, mark) : text;
}

void print_rows(const Difference& difference, std::ostream& out) {
  out << "all events; ~ the same at another time, on another CPU or for another cause, ! changed,\n"
         "( ) in another order, < > only in one\n\n";
  for (const AlignedRow& row : difference.alignment.rows()) out << row_text(difference, row);
}

}  // namespace

void print_difference(const Difference& difference, const DiffRequest& request, std::ostream& out) {
  const Alignment& alignment = difference.alignment;
  out << sides_text(difference);
  out << fmt::format("\n{} {} the same", counted(alignment.same_from_beginning(), "event"),
                     alignment.same_from_beginning() == 1 ? "is" : "are");
  if (!alignment.differ()) {
    out << "\n";
    return;
  }
  if (!difference.keys.empty()) {
    out << fmt::format("; the next differ in {}", fmt::join(difference.keys, ", "));
  }
  out << "\n\n";
  if (request.aligned) {
    print_rows(difference, out);
  } else {
    out << first_text(difference, request.context);
  }
  out << "\n";
  for (const std::string& sentence : alignment_sentences(alignment)) out << sentence << "\n";
  out << "\n" << threads_text(difference);
}

}  // namespace umsim
