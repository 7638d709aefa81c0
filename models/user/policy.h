// What makes a policy of the user-mode scheduler: which ready worker is next, and the rows at which
// it leaves the common path. The path itself is scheduler.cpp's.
#pragma once

#include "models/machine/image.h"

namespace umsim {

// The rows of the user-mode scheduler's table.
enum class SchedulerRow : std::uint8_t {
  entry,
  keep,
  hint,
  pick,
  failed,
  dequeue,
  walk,
  append,
  wait,
  leave,
  returned,
  attempt,
  wake,
  resume,
  steal,
  raid,
  poll,
  run_early,
  requeue,
  adopt
};

struct Policy {
  // The worker of the scheduler's queue that runs next, or none.
  ThreadId (*choose)(const Machine&, SchedulerId) = nullptr;
  SchedulerRow yielded = SchedulerRow::keep;   // where a yielded worker goes
  SchedulerRow dequeued = SchedulerRow::walk;  // where dequeued items go
  SchedulerRow nothing = SchedulerRow::wait;   // what a primary does that has nothing to run
  bool sets_aside = false;                     // a suspended worker is not tried until looked at
};

[[nodiscard]] const Policy& policy_of(const System& system, SchedulerId id);

// What the schedulers of a system use of the state; the search's key leaves out the rest.
struct SchedulerFeatures {
  bool help_out = false;  // some primary has others that take work from it
  bool lines = false;     // some have more than one: their waits are ended in order (LIST-7)
  bool steal = false;
  bool go_round = false;
  bool set_aside = false;
  bool departures = false;  // some primary may be ended from outside
  bool procedures = false;  // some have a procedure of the scenario's
  bool enter = false;       // some primary begins as a standard thread
};
[[nodiscard]] SchedulerFeatures features_of(const System& system);

// The same for what calls of the API change.
struct ApiFeatures {
  bool contexts = false;       // some are created or deleted
  bool user_contexts = false;  // some are written
  bool lists = false;          // some are created or deleted
  bool conversions = false;    // some worker may convert back (THREAD-5)
};
[[nodiscard]] ApiFeatures api_features_of(const System& system);

// Nobody tries a worker that he has not taken from a ready queue: by no hint (YIELD-5), no call of
// the API, no procedure of a scenario's, and no policy that takes from other places.
[[nodiscard]] bool tries_queued_only(const System& system);

// A program loads TEBs by itself (ENTRY-10).
[[nodiscard]] bool forges_tebs(const System& system);

}  // namespace umsim
