// Systems for random walks whose threads wait: for time, events, timers and devices.
#include "tests/models/sample_parts.h"

namespace umsim::test {

System time_outs() {
  return SystemBuilder()
      .cpus(2)
      .time_out(1000)
      .primary("P1")
      .primary("P2")
      .worker("W1", "sleep, yield, sleep")
      .parked("W2", "hard_fault")
      .build();
}

// APCs come to threads that wait in the kernel.
System disturbed_sleepers() {
  SystemBuilder builder;
  builder.cpus(3).primary("P1").worker("W1", "repeat 3 (sleep, system_call)");
  for (const char* target : {"W1", "P1"}) {
    for (const char* time : {"first", "second", "third", "fourth"}) {
      builder.apc(std::string(time) + " to " + target, ApcKind::routine, target);
    }
  }
  return builder.build();
}

// Threads of all kinds wait for events and timers and set them.
System events() {
  return SystemBuilder()
      .cpus(2)
      .object("Done", ObjectKind::notification_event)
      .object("Next", ObjectKind::synchronization_event)
      .object("Tick", ObjectKind::notification_timer)
      .object("Tock", ObjectKind::synchronization_timer)
      .primary("P1")
      .primary("P2")
      .parked("W1", "repeat 2 (wait Next 500, set_timer Tick 100, wait Tick)")
      .parked("W2", "wait Next 500, set_event Next, wait Done")
      .worker("W3", "set_event Next, set_timer Tock 50, wait Tock, set_event Done")
      .standard("T1", "wait Done, reset_event Done, set_event Next, set_event Done")
      .apc("call", ApcKind::routine, "W1")
      .apc("call T1", ApcKind::routine, "T1")
      .apc("end", ApcKind::terminate, "W2")
      .build();
}

// More transfers than the devices work on at a time, some of threads that end.
System devices() {
  return SystemBuilder()
      .cpus(2)
      .device("Disk", 1)
      .device("Wire", 2)
      .primary("P1")
      .primary("P2")
      .parked("W1", "io Disk 2, io Wire, compute")
      .parked("W2", "io Wire, io Disk 2")
      .worker("W3", "io Disk, hard_fault, io Wire")
      .standard("T1", "io Disk, io Wire 2, io Disk")
      .apc("call", ApcKind::routine, "W1")
      .apc("end", ApcKind::terminate, "W2")
      .apc("end of T1", ApcKind::terminate, "T1")
      .build();
}

}  // namespace umsim::test
