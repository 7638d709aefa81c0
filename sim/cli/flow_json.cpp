// umsim flow as JSON.
#include "sim/cli/flow_output.h"
#include "sim/cli/flow_words.h"

namespace umsim {
namespace {

std::string_view rights_name(Rights rights) {
  switch (rights) {
    case Rights::read: return "read";
    case Rights::write: return "write";
    case Rights::interlocked: return "interlocked";
  }
  return "";
}

Json step_as_json(const Step& step) {
  Json json = {{"label", step.label},        {"what", step.what},
               {"cost", word_of(step.cost)}, {"guard", word_of(step.guard)},
               {"exits", Json::array()},     {"footprint", Json::array()}};
  for (const Exit& exit : step.exits) {
    json["exits"].push_back({{"when", exit.when}, {"to", exit.to}});
  }
  for (const Access& access : step.footprint) {
    json["footprint"].push_back({{"rights", rights_name(access.rights)},
                                 {"place", word_of(access.place)},
                                 {"role", word_of(access.role)}});
  }
  return json;
}

}  // namespace

Json flow_as_json(const std::vector<FlowPart>& parts) {
  Json routines = Json::array();
  for (const FlowPart& part : parts) {
    Json routine = {{"name", part.routine->name},
                    {"title", part.routine->title},
                    {"mode", part.routine->user_mode ? "user" : "kernel"},
                    {"steps", Json::array()}};
    for (const std::size_t row : part.rows) {
      routine["steps"].push_back(step_as_json(part.routine->steps[row]));
    }
    routines.push_back(std::move(routine));
  }
  return routines;
}

}  // namespace umsim
