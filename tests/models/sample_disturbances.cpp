// Systems with APCs and faults that come where they hurt, debug registers and hostile programs.

#include "tests/models/sample_parts.h"

namespace umsim::test {

void add_context_apcs(SystemBuilder& builder, const std::string& thread) {
  builder.apc("read " + thread, ApcKind::get_context, thread);
  builder.apc("stop " + thread, ApcKind::suspend, thread);
  builder.apc("change " + thread, ApcKind::set_context, thread);
  builder.apc("go " + thread, ApcKind::resume, thread);
}

// Everything that an APC can do, to workers on primaries.
System tearing_off() {
  SystemBuilder builder;
  builder.cpus(3).primary("P1").primary("P2");
  builder.parked("W1", "repeat 3 (compute, yield, system_call)");
  builder.parked("W2", "repeat 3 (yield, hard_fault, compute)");
  builder.standard("S1", "repeat 2 (compute, sleep)");
  for (const char* target : {"W1", "W2", "P1", "S1"}) {
    add_context_apcs(builder, target);
  }
  return builder.build();
}

// An APC is sure to find its worker in a directed switch sooner or later.
System deferring() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").parked("W1", "repeat 4 (system_call)");
  for (const char* name : {"a", "b", "c", "d"}) {
    builder.apc(name, ApcKind::suspend, "W1");
    builder.apc(std::string(name) + " again", ApcKind::resume, "W1");
  }
  return builder.build();
}

// Page faults in the middle of switches, claims and yields, beside APCs.
System struck() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").primary("P2");
  builder.parked("W1", "repeat 3 (yield, compute, hard_fault)");
  builder.parked("W2", "repeat 3 (soft_fault, yield)");
  for (const char* target : {"P1", "P2", "W1", "W2"}) {
    const std::string name(target);
    builder.happens("soft " + name, AsyncKind::soft_fault, name);
    builder.happens("hard " + name, AsyncKind::hard_fault, name);
    builder.happens("interrupt " + name, AsyncKind::interrupt, name);
  }
  builder.happens("page of W1", AsyncKind::completion, "W1");
  builder.apc("read", ApcKind::get_context, "W1");
  return builder.apc("change", ApcKind::set_context, "W2").build();
}

// Faults and APCs that come where they hurt, some at a certain visit.
System placed() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").parked("W1", "repeat 4 (yield, compute, hard_fault)");
  builder.happens("load", AsyncKind::hard_fault, "P1").when("P1", "FIG15.B7.control");
  builder.happens("claim", AsyncKind::soft_fault, "P1").when("P1", "FIG15.D3", 2);
  builder.happens("save", AsyncKind::soft_fault, "W1").when("W1", "FIG16.B1.control");
  builder.happens("saved", AsyncKind::hard_fault, "P1").when("P1", "FIG16.B2", 2);
  builder.happens("entry", AsyncKind::interrupt, "P1").when("P1", "FIG2.6.control");
  builder.happens("page", AsyncKind::completion, "W1");
  return builder.apc("read", ApcKind::get_context, "W1").when("P1", "FIG15.B6", 3).build();
}

System struck_without(KnockOut safeguard) {
  System system = struck();
  system.knock_outs.set(static_cast<std::size_t>(safeguard));
  return system;
}

// Debug registers of all kinds of threads, set and cleared by programs and by a debugger.
System debugged() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .debug_registers(0x1000)
      .primary("P2")
      .worker("W1", "set_debug 8192, compute, yield, system_call, clear_debug, yield")
      .parked("W2", "repeat 2 (yield, compute, hard_fault), load_debug 4096, yield")
      .debug_registers(0x4000)
      .standard("S1", "set_debug 20480, compute, load_debug 1, clear_debug, compute")
      .debugger("set W1", "W1", 0x6000)
      .debugger("clear W2", "W2", 0)
      .debugger("set P2", "P2", 0x7000)
      .debugger("set S1", "S1", std::uint64_t{1} << 48U)
      .apc("read", ApcKind::get_context, "W1")
      .apc("stop", ApcKind::suspend, "W2")
      .apc("go", ApcKind::resume, "W2")
      .build();
}

System debugged_without(KnockOut safeguard) {
  System system = debugged();
  system.knock_outs.set(static_cast<std::size_t>(safeguard));
  return system;
}

System deferring_without(KnockOut safeguard) {
  System system = deferring();
  system.knock_outs.set(static_cast<std::size_t>(safeguard));
  return system;
}

// User code that does not cooperate.
System hostile_programs() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .primary("P2")
      .parked("W1", "compute, load_teb, system_call, yield")
      .parked("W3", "system_call, load_teb, soft_fault")
      .parked("W2", "touch_context W1, load_teb W1, compute, hard_fault")
      .standard("T1", "load_teb W2, compute, sleep")
      .apc("read", ApcKind::get_context, "W1")
      .apc("change", ApcKind::set_context, "W2")
      .build();
}

// Programs that write wild values over contexts, with faults, APCs and debug registers beside.
System wild_contexts() {
  SystemBuilder builder;
  builder.cpus(2).primary("P1").primary("P2").debug_registers(0x1000);
  builder.parked("W1", "repeat 2 (compute, yield, system_call), write_context W2 sp, yield");
  builder.parked("W2", "repeat 2 (yield, soft_fault), write_context W3 ip").debug_registers(0x2000);
  builder.parked("W3", "set_debug 12288, repeat 3 (yield, system_call)");
  builder.standard("T1", "compute, write_context W3 debug, sleep, write_context W1 ip, compute");
  builder.happens("fault", AsyncKind::soft_fault, "P1");
  builder.happens("interrupt", AsyncKind::interrupt, "P2");
  builder.apc("read", ApcKind::get_context, "W1").apc("change", ApcKind::set_context, "W2");
  return builder.apc("stop", ApcKind::suspend, "W1").apc("go", ApcKind::resume, "W1").build();
}

System wild_contexts_without(KnockOut safeguard) {
  System system = wild_contexts();
  system.knock_outs.set(static_cast<std::size_t>(safeguard));
  return system;
}

}  // namespace umsim::test
