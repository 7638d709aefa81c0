// Prints what the reader knows, as JSON: keys of every object, names of every enumerator, limits.
// schema_test.py holds the JSON Schemas against it.
#include <algorithm>
#include <cstdio>
#include <exception>

#include <nlohmann/json.hpp>

#include "sim/scenario/keys.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/quantity.h"

namespace umsim::loading {
namespace {

using Json = nlohmann::ordered_json;

Json tables(std::span<const KeyTable* const> key_tables) {
  Json result = Json::object();
  for (const KeyTable* table : key_tables) {
    Json keys = Json::object();
    for (const Key& key : table->keys) keys[std::string(key.name)] = key.required;
    result[std::string(table->id)] = std::move(keys);
  }
  return result;
}

Json values() {
  std::vector<std::string> all;
  for (std::size_t kind = 0; kind < event_kind_names().size(); ++kind) {
    for (const std::string& word : words(value_names(static_cast<EventKind>(kind)))) {
      if (std::find(all.begin(), all.end(), word) == all.end()) all.push_back(word);
    }
  }
  return all;
}

Json names() {
  return {{"thread_kinds", words(thread_kind_names())},
          {"opcodes", words(opcode_names())},
          {"calls", words(api_call_names())},
          {"procedure_steps", words(procedure_step_names())},
          {"upcall_reasons", words(value_names(EventKind::upcall))},
          {"statuses", words(status_names())},
          {"info_classes", words(info_class_names())},
          {"object_kinds", words(object_kind_names())},
          {"policies", words(policy_names())},
          {"apcs", words(apc_kind_names())},
          {"safeguards", words(knock_out_names())},
          {"final_states", words(final_state_names())},
          {"events", words(event_kind_names())},
          {"values", values()},
          {"starts", words(start_names())},
          {"verdicts", words(verdict_names())},
          {"fairness", words(fairness_names())},
          {"protocol_profiles", words(protocol_profile_names())},
          {"cost_classes", words(cost_class_names())}};
}

Json limits() {
  return {{"cpus", kMostCpus},           {"processes", kMostProcesses},
          {"threads", kMostThreads},     {"schedulers", kMostSchedulers},
          {"lists", kMostLists},         {"queues", kMostQueues},
          {"objects", kMostObjects},     {"queue_depth", kMostQueueDepth},
          {"transfers", kMostTransfers}, {"events", kMostEvents},
          {"repeats", kMostRepeats},     {"occurrences", kMostOccurrences},
          {"states", kMostStates},       {"preemptions", kMostPreemptions},
          {"families", kMostFamilies},   {"whole", kMostWhole},
          {"name", kLongestName},        {"megahertz", kMostMegahertz},
          {"cost", kMostCostCycles},     {"least_line", kLeastLineBytes},
          {"most_line", kMostLineBytes}};
}

}  // namespace
}  // namespace umsim::loading

int main() {
  try {
    const nlohmann::ordered_json all{
        {"scenario", umsim::loading::tables(umsim::loading::scenario_key_tables())},
        {"profile", umsim::loading::tables(umsim::loading::profile_key_tables())},
        {"names", umsim::loading::names()},
        {"limits", umsim::loading::limits()}};
    std::puts(all.dump(1).c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
