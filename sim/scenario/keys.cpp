#include "sim/scenario/keys.h"

#include <array>

namespace umsim::loading {

namespace {

constexpr bool kRequired = true;

constexpr std::array kScenario{Key{"$schema"},
                               Key{"umsim", kRequired},
                               Key{"title", kRequired},
                               Key{"description"},
                               Key{"figure"},
                               Key{"covers"},
                               Key{"differences"},
                               Key{"seed"},
                               Key{"machine", kRequired},
                               Key{"protocol"},
                               Key{"processes"},
                               Key{"lists"},
                               Key{"schedulers"},
                               Key{"objects"},
                               Key{"programs"},
                               Key{"threads", kRequired},
                               Key{"events"},
                               Key{"expect"},
                               Key{"run"},
                               Key{"check"},
                               Key{"windows"}};
constexpr std::array kMachine{Key{"cpus", kRequired}, Key{"architecture"}, Key{"profile"},
                              Key{"quantum"}};
constexpr std::array kProtocol{Key{"profile"}, Key{"knock_out"}};
constexpr std::array kProcess{Key{"name", kRequired}};
constexpr std::array kList{Key{"name", kRequired}};
constexpr std::array kScheduler{Key{"name", kRequired}, Key{"policy"}, Key{"list"},
                                Key{"dequeue_timeout"}, Key{"queues"}, Key{"procedure"}};
constexpr std::array kThread{
    Key{"name", kRequired}, Key{"kind", kRequired}, Key{"process"}, Key{"scheduler"},
    Key{"start"},           Key{"priority"},        Key{"program"}, Key{"teb"},
    Key{"debug_registers"}};
constexpr std::array kObject{Key{"name", kRequired}, Key{"kind", kRequired}, Key{"process"},
                             Key{"shared"},          Key{"signalled"},       Key{"latency"},
                             Key{"queue_depth"}};
constexpr std::array kWait{Key{"timeout", kRequired}};
constexpr std::array kIo{Key{"transfers", kRequired}};
constexpr std::array kCall{Key{"thread"}, Key{"list"},      Key{"class"},   Key{"length"},
                           Key{"value"},  Key{"scheduler"}, Key{"version"}, Key{"expect"}};
constexpr std::array kCondition{Key{"reason"},     Key{"status"},   Key{"item"},
                                Key{"empty"},      Key{"filled"},   Key{"all_ended"},
                                Key{"terminated"}, Key{"suspended"}};
constexpr std::array kExecute{Key{"thread", kRequired}};
constexpr std::array kDequeue{Key{"timeout", kRequired}};
constexpr std::array kYield{Key{"hint", kRequired}};
constexpr std::array kEvent{
    Key{"name", kRequired}, Key{"apc"}, Key{"happens"}, Key{"to", kRequired}, Key{"takes"},
    Key{"after"},           Key{"at"},  Key{"when"},    Key{"address"}};
constexpr std::array kPlace{Key{"thread", kRequired}, Key{"reaches", kRequired}, Key{"occurrence"}};
constexpr std::array kExpectation{Key{"always"},    Key{"never"},   Key{"eventually"},
                                  Key{"order"},     Key{"count"},   Key{"equals"},
                                  Key{"at_least"},  Key{"at_most"}, Key{"final"},
                                  Key{"sometimes"}, Key{"why"}};
constexpr std::array kPattern{Key{"event"}, Key{"thread"}, Key{"object"},
                              Key{"value"}, Key{"step"},   Key{"cpu"}};
constexpr std::array kRun{Key{"stop_at"}};
constexpr std::array kCheck{
    Key{"expect"}, Key{"invariant"},  Key{"catches"},     Key{"redundant"}, Key{"placements"},
    Key{"races"},  Key{"max_states"}, Key{"preemptions"}, Key{"fairness"},  Key{"properties"}};
constexpr std::array kPlacements{Key{"steps", kRequired}, Key{"to", kRequired}};
constexpr std::array kRaces{Key{"steps", kRequired}, Key{"of", kRequired}, Key{"to", kRequired}};
constexpr std::array kWindows{Key{"differs", kRequired}, Key{"expect"}, Key{"check"}};

constexpr std::array kProfile{
    Key{"$schema"},           Key{"umsim_machine", kRequired}, Key{"title", kRequired},
    Key{"source", kRequired}, Key{"clock_mhz", kRequired},     Key{"quantum", kRequired},
    Key{"cache", kRequired},  Key{"step_cycles", kRequired}};
constexpr std::array kCache{Key{"line_bytes", kRequired}, Key{"hit_cycles", kRequired},
                            Key{"transfer_cycles", kRequired}};
constexpr std::array kStepCycles{Key{"user_instruction", kRequired}, Key{"user_step", kRequired},
                                 Key{"register_group", kRequired},   Key{"segment_load", kRequired},
                                 Key{"interlocked", kRequired},      Key{"kernel_entry", kRequired},
                                 Key{"kernel_exit", kRequired},      Key{"kernel_step", kRequired},
                                 Key{"context_switch", kRequired}};

}  // namespace

const KeyTable kScenarioKeys{"scenario", "a scenario", kScenario};
const KeyTable kMachineKeys{"machine", "\"machine\"", kMachine};
const KeyTable kProtocolKeys{"protocol", "\"protocol\"", kProtocol};
const KeyTable kProcessKeys{"process", "a process", kProcess};
const KeyTable kListKeys{"list", "a list", kList};
const KeyTable kSchedulerKeys{"scheduler", "a scheduler", kScheduler};
const KeyTable kThreadKeys{"thread", "a thread", kThread};
const KeyTable kObjectKeys{"object", "an object", kObject};
const KeyTable kWaitKeys{"wait_options", "a wait", kWait};
const KeyTable kIoKeys{"io_options", "an io", kIo};
const KeyTable kYieldKeys{"yield_options", "a yield", kYield};
const KeyTable kCallKeys{"call_options", "a call", kCall};
const KeyTable kConditionKeys{"condition", "a condition", kCondition};
const KeyTable kExecuteKeys{"execute_options", "ExecuteUmsThread", kExecute};
const KeyTable kDequeueKeys{"dequeue_options", "DequeueUmsCompletionListItems", kDequeue};
const KeyTable kEventKeys{"event", "an event", kEvent};
const KeyTable kPlaceKeys{"place", "a place", kPlace};
const KeyTable kExpectationKeys{"expectation", "an expectation", kExpectation};
const KeyTable kPatternKeys{"pattern", "an event pattern", kPattern};
const KeyTable kRunKeys{"run", "\"run\"", kRun};
const KeyTable kCheckKeys{"check", "\"check\"", kCheck};
const KeyTable kPlacementsKeys{"placement_family", "a family of placements", kPlacements};
const KeyTable kRacesKeys{"race_case", "a race case", kRaces};
const KeyTable kWindowsKeys{"windows", "\"windows\"", kWindows};

const KeyTable kProfileKeys{"profile", "a machine profile", kProfile};
const KeyTable kCacheKeys{"cache", "\"cache\"", kCache};
const KeyTable kStepCyclesKeys{"step_cycles", "\"step_cycles\"", kStepCycles};

std::span<const KeyTable* const> scenario_key_tables() {
  static constexpr std::array kTables{
      &kScenarioKeys,  &kMachineKeys,    &kProtocolKeys,    &kProcessKeys, &kListKeys,
      &kSchedulerKeys, &kThreadKeys,     &kObjectKeys,      &kWaitKeys,    &kIoKeys,
      &kYieldKeys,     &kCallKeys,       &kConditionKeys,   &kExecuteKeys, &kDequeueKeys,
      &kEventKeys,     &kPlaceKeys,      &kExpectationKeys, &kPatternKeys, &kRunKeys,
      &kCheckKeys,     &kPlacementsKeys, &kRacesKeys,       &kWindowsKeys};
  return kTables;
}

std::span<const KeyTable* const> profile_key_tables() {
  static constexpr std::array kTables{&kProfileKeys, &kCacheKeys, &kStepCyclesKeys};
  return kTables;
}

}  // namespace umsim::loading
