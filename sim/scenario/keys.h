// Keys: which keys each object of a scenario file and of a machine profile has.
//
// These tables are the one place that says so: the reader refuses what is not in them, messages
// list them, and a test holds the JSON Schema against them.
#pragma once

#include <span>
#include <string_view>

namespace umsim::loading {

struct Key {
  std::string_view name;
  bool required = false;
};

struct KeyTable {
  std::string_view id;    // the definition's name in the JSON Schema
  std::string_view what;  // "a thread", for messages
  std::span<const Key> keys;
};

extern const KeyTable kScenarioKeys;
extern const KeyTable kMachineKeys;
extern const KeyTable kProtocolKeys;
extern const KeyTable kProcessKeys;
extern const KeyTable kListKeys;
extern const KeyTable kSchedulerKeys;
extern const KeyTable kThreadKeys;
extern const KeyTable kObjectKeys;
extern const KeyTable kWaitKeys;
extern const KeyTable kIoKeys;
extern const KeyTable kYieldKeys;
extern const KeyTable kCallKeys;
extern const KeyTable kConditionKeys;
extern const KeyTable kExecuteKeys;
extern const KeyTable kDequeueKeys;
extern const KeyTable kEventKeys;
extern const KeyTable kPlaceKeys;
extern const KeyTable kExpectationKeys;
extern const KeyTable kPatternKeys;
extern const KeyTable kRunKeys;
extern const KeyTable kCheckKeys;
extern const KeyTable kPlacementsKeys;
extern const KeyTable kRacesKeys;
extern const KeyTable kWindowsKeys;

extern const KeyTable kProfileKeys;
extern const KeyTable kCacheKeys;
extern const KeyTable kStepCyclesKeys;

[[nodiscard]] std::span<const KeyTable* const> scenario_key_tables();
[[nodiscard]] std::span<const KeyTable* const> profile_key_tables();

}  // namespace umsim::loading
