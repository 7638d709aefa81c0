// Systems in which primaries are ended, and processes deleted.

#include "tests/models/sample_parts.h"

namespace umsim::test {

// A primary is ended while it may host a worker.
System dying_primary() {
  SystemBuilder builder;
  builder.cpus(3).primary("P1").primary("P2");
  builder.parked("W1", "repeat 3 (compute, yield, system_call)");
  builder.parked("W2", "repeat 3 (compute, soft_fault)");
  for (const char* name : {"a", "b", "c"}) {
    builder.apc(std::string(name) + " to W1", ApcKind::get_context, "W1");
    builder.apc(std::string(name) + " to W2", ApcKind::routine, "W2");
  }
  return builder.apc("end", ApcKind::terminate, "P1").build();
}

// A primary is ended just before it sleeps while its worker is in the kernel.
System dying_asleep_without(KnockOut safeguard) {
  return SystemBuilder()
      .cpus(3)
      .primary("P1")
      .primary("P2")
      .parked("W1", "system_call, compute")
      .without(safeguard)
      .apc("end", ApcKind::terminate, "P1")
      .when("P1", "FIG2.6.wake", 1)
      .build();
}

// Two of three primaries that take work from each other's schedulers are ended.
System dying_thief() {
  return SystemBuilder()
      .cpus(2)
      .policy(SchedulerPolicy::work_stealing)
      .primary("P1")
      .parked("W1", "repeat 3 (yield, compute)")
      .worker("W2", "repeat 2 (yield, sleep)")
      .scheduler("second pool")
      .policy(SchedulerPolicy::work_stealing)
      .primary("P2")
      .primary("P3")
      .parked("W3", "repeat 3 (compute, yield W3)")
      .apc("end of P1", ApcKind::terminate, "P1")
      .apc("end of P2", ApcKind::terminate, "P2")
      .build();
}

// A process with everything in it is deleted, and another one goes on.
System deleted_process() {
  SystemBuilder builder;
  builder.cpus(2)
      .object("E", ObjectKind::synchronization_event)
      .object("T", ObjectKind::notification_timer);
  builder.primary("P1").primary("P2");
  builder.parked("W1", "repeat 3 (compute, yield, system_call)");
  builder.worker("W2", "set_timer T, wait T, sleep, hard_fault");
  builder.standard("S1", "compute, wait E, sleep");
  for (const char* target : {"W1", "W2", "P1", "S1"}) {
    const std::string name(target);
    builder.apc("read " + name, ApcKind::get_context, name);
    builder.apc("stop " + name, ApcKind::suspend, name);
  }
  builder.happens("delete", AsyncKind::process_deletion, "main");
  builder.process("other").scheduler("other pool").primary("P3").parked("W3", "compute, yield");
  return builder.standard("S2", "compute, set_event E, wait E")
      .standard("S3", "set_event E")
      .build();
}

// A process is deleted while a primary waits for the APC that leads in the lock of its worker.
System deleted_while_deferring() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").parked("W1", "repeat 4 (system_call)");
  for (std::uint32_t entry = 1; entry <= 4; ++entry) {
    builder.apc("read " + std::to_string(entry), ApcKind::get_context, "W1");
    builder.when("P1", "FIG2.4", entry);
  }
  builder.happens("delete", AsyncKind::process_deletion, "main").when("P1", "FIG8.await", 1);
  return builder.build();
}

System deleted_with_page_tables() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .teb(0x7ff000001000)
      .parked("W1", "compute, yield, system_call")
      .standard("S1", "compute, system_call")
      .process("other")
      .standard("S2", "repeat 3 (compute, system_call)")
      .happens("delete", AsyncKind::process_deletion, "main")
      .build();
}

// The queues of a scheduler procedure go with the process.
System deleted_with_procedure() {
  return SystemBuilder()
      .cpus(2)
      .procedure(fifo_procedure(), {"ready", "arrived"})
      .primary("P1")
      .primary("P2")
      .parked("W1", "repeat 2 (compute, yield)")
      .parked("W2", "repeat 2 (system_call, yield)")
      .happens("delete", AsyncKind::process_deletion, "main")
      .build();
}

}  // namespace umsim::test
