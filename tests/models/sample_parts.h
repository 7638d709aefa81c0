// Parts of the collection of systems for random walks, a file a theme.
#pragma once

#include "tests/models/sample_systems.h"

namespace umsim::test {

// Programs that several of them have.
inline constexpr const char* kEverything =
    "repeat 2 (compute, system_call, sleep, soft_fault, hard_fault, compute, yield, compute)";
inline constexpr const char* kShort = "system_call, compute, yield, sleep";

// sample_waits.cpp
[[nodiscard]] System time_outs();
[[nodiscard]] System disturbed_sleepers();
[[nodiscard]] System events();
[[nodiscard]] System devices();

// sample_paging.cpp
[[nodiscard]] System paged();
[[nodiscard]] System paged_ia32();
[[nodiscard]] System paged_without(KnockOut safeguard);

// sample_policies.cpp
[[nodiscard]] System two_schedulers();
[[nodiscard]] System policy(SchedulerPolicy policy);
[[nodiscard]] System thieves();
[[nodiscard]] System thief_alone();
[[nodiscard]] System poller_alone();

// sample_ends.cpp
[[nodiscard]] System dying_primary();
[[nodiscard]] System dying_asleep_without(KnockOut safeguard);
[[nodiscard]] System dying_thief();
[[nodiscard]] System deleted_process();
[[nodiscard]] System deleted_while_deferring();
[[nodiscard]] System deleted_with_page_tables();
[[nodiscard]] System deleted_with_procedure();

// sample_disturbances.cpp
// APCs that read and change the thread's context, stop it and let it go on.
void add_context_apcs(SystemBuilder& builder, const std::string& thread);
[[nodiscard]] System tearing_off();
[[nodiscard]] System deferring();
[[nodiscard]] System struck();
[[nodiscard]] System placed();
[[nodiscard]] System struck_without(KnockOut safeguard);
[[nodiscard]] System debugged();
[[nodiscard]] System debugged_without(KnockOut safeguard);
[[nodiscard]] System deferring_without(KnockOut safeguard);
[[nodiscard]] System hostile_programs();
[[nodiscard]] System wild_contexts();
[[nodiscard]] System wild_contexts_without(KnockOut safeguard);

// sample_direct_switches.cpp
[[nodiscard]] std::vector<Sample> direct_switch_samples();
[[nodiscard]] System direct_switches_without(KnockOut safeguard);

// sample_windows.cpp
[[nodiscard]] System own_threads();
[[nodiscard]] System own_threads_on_the_way_out();
[[nodiscard]] System under_windows(System system);

}  // namespace umsim::test
