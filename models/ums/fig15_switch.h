// FIG. 15: the UMS switch from a primary to the worker in its hand, all in user mode. Its rows up
// to B6 also serve a worker that switches directly to another one (models/ums/direct_switch.h).
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

// For FIG. 4, which does in the kernel what the rows from D3 on do in user mode. The second test;
// if the answer is yes, its reason is told to the primary.
[[nodiscard]] bool fig15_is_kernel_locked(const Execution& execution, ThreadId primary,
                                          ThreadId worker);
void fig15_record_reference(const Execution& execution, ThreadId primary, ThreadId worker);
// The last group: `registers` are the worker's now, and the call does not return (SWITCH-6).
void fig15_load_control(const Execution& execution, ThreadId primary, Registers& registers);
// Where the switch goes on after a failed second test, and after a passed one.
[[nodiscard]] StepRef fig15_failed_test_step(const System& system);
[[nodiscard]] StepRef fig15_record_step();
[[nodiscard]] StepRef fig15_load_step(Group group);

// The group is the worker's already, because the load has passed it.
[[nodiscard]] bool fig15_has_loaded(StepRef code, Group group);

}  // namespace umsim
