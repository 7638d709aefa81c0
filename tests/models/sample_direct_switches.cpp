// Systems whose workers switch directly to each other (THREAD-8).

#include "tests/models/sample_parts.h"

namespace umsim::test {
namespace {

SystemBuilder switchers() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").primary("P2");
  builder.parked("W1", "repeat 3 (switch W2, compute, switch W3)");
  builder.parked("W2", "repeat 3 (switch W1, system_call)");
  builder.worker("W3", "repeat 2 (yield, switch W2, switch W1, hard_fault)");
  return builder;
}

// APCs to the worker that is left, and to the one that is switched to.
System disturbed() {
  SystemBuilder builder = switchers();
  for (const char* target : {"W1", "W2"}) {
    add_context_apcs(builder, target);
  }
  return builder.apc("end", ApcKind::terminate, "W3").build();
}

// Page faults and interrupts in the middle of direct switches.
System struck_switches() {
  SystemBuilder builder = switchers();
  for (const char* target : {"P1", "P2", "W1", "W2"}) {
    const std::string name(target);
    builder.happens("soft " + name, AsyncKind::soft_fault, name);
    builder.happens("hard " + name, AsyncKind::hard_fault, name);
    builder.happens("interrupt " + name, AsyncKind::interrupt, name);
  }
  return builder.apc("change", ApcKind::set_context, "W2").build();
}

// At every row of the switch, at least once.
System placed_switches() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1");
  builder.parked("W1", "repeat 4 (switch W2, compute)").parked("W2", "repeat 4 (switch W1)");
  builder.happens("taken", AsyncKind::soft_fault, "W1").when("W1", "FIG15.B1");
  builder.happens("claimed", AsyncKind::hard_fault, "W1").when("W1", "FIG15.D3", 2);
  builder.happens("saved", AsyncKind::soft_fault, "P1").when("P1", "DIRECT.release");
  builder.happens("released", AsyncKind::soft_fault, "P1").when("P1", "DIRECT.queue", 2);
  builder.apc("lock", ApcKind::get_context, "W2").when("W1", "FIG15.D1");
  builder.apc("lock late", ApcKind::set_context, "W2").when("W1", "FIG15.D3", 3);
  return builder.apc("left", ApcKind::get_context, "W1").when("P1", "DIRECT.release", 2).build();
}

System dying() {
  return switchers()
      .apc("end P1", ApcKind::terminate, "P1")
      .apc("read", ApcKind::get_context, "W1")
      .happens("fault", AsyncKind::hard_fault, "W1")
      .build();
}

System stealing() {
  return SystemBuilder()
      .cpus(2)
      .policy(SchedulerPolicy::work_stealing)
      .primary("P1")
      .parked("W1", "repeat 3 (switch W2, yield)")
      .parked("W3", "switch W4, compute, switch W5")
      .scheduler("second pool")
      .policy(SchedulerPolicy::work_stealing)
      .primary("P2")
      .parked("W2", "repeat 3 (switch W1, sleep)")
      .parked("W4", "switch W3")
      .scheduler("third pool")
      .primary("P3")
      .parked("W5", "compute")
      .apc("read", ApcKind::get_context, "W2")
      .build();
}

System polled() {
  return SystemBuilder()
      .cpus(2)
      .policy(SchedulerPolicy::poller)
      .time_out(1000)
      .primary("P1")
      .parked("W1", "repeat 4 (switch W2, compute)")
      .parked("W2", "repeat 2 (switch W1, yield)")
      .apc("stop", ApcKind::suspend, "W2")
      .apc("go", ApcKind::resume, "W2")
      .build();
}

System in_a_ring() {
  return SystemBuilder()
      .policy(SchedulerPolicy::round_robin)
      .primary("P1")
      .parked("W1", "repeat 2 (switch W3, yield)")
      .parked("W2", "switch W1, yield")
      .parked("W3", "yield, switch W2")
      .build();
}

System debugged_switches() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .parked("W1", "repeat 3 (switch W2, compute)")
      .parked("W2", "repeat 3 (switch W1, compute)")
      .debugger("set W1", "W1", 0x6000)
      .debugger("set W2", "W2", 0x4000)
      .debugger("clear W1", "W1", 0)
      .debugger("set P1", "P1", 0x7000)
      .build();
}

System paged_switches() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .teb(0xB00000100)
      .parked("W1", "switch W2, yield, switch W2")
      .teb(0x7EFDD000)
      .parked("W2", "switch W1, system_call")
      .apc("read", ApcKind::get_context, "W1")
      .apc("change", ApcKind::set_context, "W2")
      .happens("fault", AsyncKind::soft_fault, "W1")
      .build();
}

// THREAD-5: workers that become standard threads again, and what comes to them before and after.
System converting() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").primary("P2");
  builder.parked("W1", "compute, convert, convert, yield, system_call, sleep, compute");
  builder.worker("W2", "yield, switch W1, convert, switch W1, hard_fault, soft_fault, compute");
  builder.parked("W3", "repeat 2 (yield, switch W1, sleep)").standard("T1", "convert, compute");
  for (const char* target : {"W1", "W2"}) {
    const std::string name(target);
    add_context_apcs(builder, name);
    builder.happens("fault " + name, AsyncKind::soft_fault, name);
    builder.happens("interrupt " + name, AsyncKind::interrupt, name);
  }
  return builder.build();
}

System converting_and_ending() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .teb(0xB00000100)
      .primary("P2")
      .teb(0xC00000100)
      .parked("W1", "convert, compute, sleep, compute")
      .teb(0x7EFDD000)
      .parked("W2", "convert, hard_fault, compute")
      .apc("end W1", ApcKind::terminate, "W1")
      .apc("end P1", ApcKind::terminate, "P1")
      .happens("delete", AsyncKind::process_deletion, "main")
      .build();
}

System converting_debugged() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .parked("W1", "set_debug 8192, convert, compute, clear_debug, system_call")
      .parked("W2", "convert, compute, sleep, compute")
      .debugger("set W2", "W2", 0x6000)
      .debugger("set P1", "P1", 0x7000)
      .build();
}

System deleted() {
  return switchers().happens("delete", AsyncKind::process_deletion, "main").build();
}

}  // namespace

std::vector<Sample> direct_switch_samples() {
  return {
      {"direct switches: disturbed", disturbed()},
      {"direct switches: struck", struck_switches()},
      {"direct switches: placed", placed_switches()},
      {"direct switches: dying primary", dying()},
      {"direct switches: stealing", stealing()},
      {"direct switches: poller", polled()},
      {"direct switches: round robin", in_a_ring()},
      {"direct switches: debug registers", debugged_switches()},
      {"direct switches: page tables", paged_switches()},
      {"direct switches: deletion", deleted()},
      {"workers that convert back", converting()},
      {"workers that convert back and are ended", converting_and_ending()},
      {"workers that convert back, with debug registers", converting_debugged()},
      {"windows: workers that convert back", under_windows(converting())},
      {"windows: direct switches", under_windows(disturbed())},
  };
}

System direct_switches_without(KnockOut safeguard) {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .primary("P2")
      .parked("W1", "yield, repeat 3 (switch W2, compute)")
      .parked("W2", "yield, repeat 3 (switch W1, system_call)")
      .apc("read", ApcKind::get_context, "W1")
      .apc("change", ApcKind::set_context, "W2")
      .without(safeguard)
      .build();
}

}  // namespace umsim::test
