// FIG. 15: the UMS switch from a primary to the worker in its hand, all in user mode.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig15_switch_steps();

// Where a switch begins: how the lock is taken is the profile's (LOCK-2).
[[nodiscard]] StepRef fig15_first_step(const System& system);

// The claim is in progress or has failed: the second test is not passed, and the worker is not the
// primary's yet.
[[nodiscard]] bool fig15_claims(StepRef code);

// The claim is in progress and holds the CID: from the taken CID to its release, the second test
// not passed.
[[nodiscard]] bool fig15_holds_claim(StepRef code);

// The second test is passed and the load not complete.
[[nodiscard]] bool fig15_loads(StepRef code);

// The switch has failed and is on its way to report so.
[[nodiscard]] bool fig15_has_failed(StepRef code);

// Where a claim that is rolled back goes on: the failure exit of the switch (APC-12).
[[nodiscard]] StepRef fig15_failure_step();

// The group is the worker's already, because the load has passed it.
[[nodiscard]] bool fig15_has_loaded(StepRef code, Group group);

}  // namespace umsim
