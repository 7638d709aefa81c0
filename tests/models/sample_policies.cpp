// Systems for random walks with a scheduler of each policy, and with several schedulers.
#include "tests/models/sample_parts.h"

namespace umsim::test {

System two_schedulers() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .worker("W1", kShort)
      .scheduler("second pool")
      .time_out(1000)
      .primary("P2")
      .parked("W2", kEverything)
      .standard("S1", "system_call, compute")
      .apc("change", ApcKind::set_context, "W2")
      .build();
}

System policy(SchedulerPolicy policy) {
  return SystemBuilder()
      .cpus(2)
      .policy(policy)
      .time_out(1000)
      .primary("P1")
      .primary("P2")
      .worker("W1", kShort)
      .parked("W2", "compute, yield, sleep, yield")
      .parked("W3", "yield, system_call, yield, hard_fault")
      .priority("W3", 12)
      .apc("read", ApcKind::get_context, "W2")
      .apc("stop", ApcKind::suspend, "W2")
      .apc("go", ApcKind::resume, "W2")
      .apc("end", ApcKind::terminate, "W3")
      .build();
}

System thieves() {
  return SystemBuilder()
      .cpus(2)
      .policy(SchedulerPolicy::work_stealing)
      .primary("P1")
      .parked("W1", "yield, sleep, yield")
      .parked("W2", kShort)
      .worker("W3", "yield")
      .scheduler("second pool")
      .policy(SchedulerPolicy::work_stealing)
      .time_out(1000)
      .primary("P2")
      .parked("W4", "sleep, compute")
      .scheduler("third pool")
      .policy(SchedulerPolicy::work_stealing)
      .primary("P3")
      .parked("W5", "compute")
      .build();
}

System thief_alone() {
  return SystemBuilder()
      .policy(SchedulerPolicy::work_stealing)
      .primary("P1")
      .parked("W1", "yield, sleep")
      .build();
}

System poller_alone() {
  return SystemBuilder()
      .policy(SchedulerPolicy::poller)
      .time_out(1000)
      .primary("P1")
      .parked("W1", "yield, sleep")
      .build();
}

}  // namespace umsim::test
