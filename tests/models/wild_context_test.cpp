// ENTRY-12: programs that write wild values over contexts, and every place where the kernel would
// go by them.

#include <algorithm>

#include <catch2/catch.hpp>

#include "models/cpu/debug_registers.h"
#include "models/invariants/invariants.h"
#include "models/machine/key.h"
#include "models/ums/context_values.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

constexpr const char* kPointers[] = {"ip", "sp"};

SystemBuilder victim(const std::string& part, const std::string& program) {
  SystemBuilder builder;
  builder.cpus(2).parked("W1", program).primary("P1");
  return builder.standard("Thief", "write_context W1 " + part);
}

// W1 has debug registers, so that the kernel loads its context.
SystemBuilder watched_victim(const std::string& part, const std::string& program) {
  SystemBuilder builder;
  builder.cpus(2).parked("W1", program).debug_registers(0x1000).primary("P1");
  return builder.standard("Thief", "write_context W1 " + part);
}

// Thief writes, on CPU 1, and ends.
void write(Play& play) {
  play.dispatch(1, "Thief");
  play.through(1, "USER.write_context");
  play.until_idle(1);
}

// What is left to be done until all threads have ended.
void finish(Play& play) {
  for (int i = 0; i < 10'000 && !all_ended(play.machine()); ++i) {
    std::vector<Choice> choices;
    enabled_choices(play.machine(), choices);
    const auto next = std::find_if(choices.begin(), choices.end(), [](const Choice& choice) {
      return choice.kind != ChoiceKind::interrupt;
    });
    REQUIRE(next != choices.end());
    play.make(*next);
  }
  REQUIRE(all_ended(play.machine()));
}

bool has_run(const Play& play, std::string_view label) {
  const auto same = [&](const Ran& ran) { return ran.label == label; };
  return std::any_of(play.ran().begin(), play.ran().end(), same);
}

// P1 has found the wild pointer, and goes on for W1, whose exception it is, with sane ones.
void check_exception(Play& play) {
  CHECK(play.kthread("P1").trap.service == Service::invalid_context);
  CHECK(play.kthread("P1").trap.registers.control.wild() == 0);
  CHECK(play.last(EventKind::context_sanitised)->thread == play.thread("W1"));
  play.through(0, "FIG2.6.wake");
  CHECK(play.user("P1").payload == 0);  // a trap (BLOCK-3)
  finish(play);
  CHECK(play.last(EventKind::invalid_context)->thread == play.thread("W1"));
  CHECK(play.context("W1").terminated == 1);
  CHECK(play.count(EventKind::invalid_context) == 1);
  CHECK(play.count(EventKind::list_push) == 1);
}

}  // namespace

TEST_CASE("The kernel loads no context with a wild pointer, and the worker ends",
          "[ENTRY-12][DEBUG-3]") {
  for (const char* part : kPointers) {
    for (const char* step : {"FIG15.B1", "FIG4.3.integer", "FIG4.3.control"}) {
      INFO(part << " " << step);
      Play play(watched_victim(part, "compute").build());
      play.dispatch(0, "P1");
      play.until(0, step);
      write(play);
      play.through(0, "FIG4.3.control");
      CHECK(play.next(0) == "FIG9.complete");
      play.step(0);
      check_exception(play);
      CHECK_FALSE(has_run(play, "FIG4.4"));
      CHECK_FALSE(has_run(play, "USER.compute"));
    }
  }
}

TEST_CASE("A switch in user mode faults with its last register, and the worker ends",
          "[ENTRY-12][SWITCH-1]") {
  for (const char* part : kPointers) {
    INFO(part);
    Play play(victim(part, "compute").build());
    play.dispatch(0, "P1");
    play.until(0, "FIG15.B7.control");
    write(play);
    play.step(0);
    CHECK(play.next(0) == "FIG2.4");
    CHECK(play.cpu(0).mode == Mode::kernel);
    CHECK(play.kthread("P1").trap.full == 1);
    CHECK(play.kthread("P1").trap.registers.control.stack_owner == play.thread("P1"));
    CHECK(play.count(EventKind::ums_switch) == 0);
    play.through(0, "FIG9.complete");
    check_exception(play);
    CHECK_FALSE(has_run(play, "USER.compute"));
  }
}

TEST_CASE("A fault in the middle of a load becomes the exception of a context with a wild pointer",
          "[ENTRY-12][APC-8]") {
  for (const AsyncKind what : {AsyncKind::soft_fault, AsyncKind::hard_fault}) {
    for (const char* step : {"FIG15.B6", "FIG15.B7.integer", "FIG15.B7.control"}) {
      INFO(step);
      Play play(victim("ip", "compute").happens("fault", what, "P1").build());
      play.dispatch(0, "P1");
      play.until(0, step);
      write(play);
      play.arrive("fault");
      play.through(0, "FIG9.complete");
      CHECK(play.kthread("P1").trap.placed == 0);
      check_exception(play);
      CHECK(play.count(EventKind::block) <= 1);  // P1's own, and none for a page
    }
  }
}

TEST_CASE("A yield that has saved its worker is not taken back from a context with a wild pointer",
          "[ENTRY-12][APC-7]") {
  Play play(victim("sp", "yield").happens("fault", AsyncKind::hard_fault, "P1").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG16.B2");
  write(play);
  play.arrive("fault");
  play.through(0, "FIG10.reset");
  CHECK(play.machine().newest(play.thread("W1")).control.wild() == 0);
  check_exception(play);
}

TEST_CASE("What is written over a context that is not in use is overwritten in turn",
          "[ENTRY-12][APC-7]") {
  for (const char* step : {"USER.yield", "FIG16.B1.integer", "FIG16.B1.control"}) {
    INFO(step);
    Play play(victim("ip", "yield, compute").build());
    play.dispatch(0, "P1");
    play.until(0, step);
    write(play);
    CHECK(play.context("W1").saved.control.wild() == kWildInstructionPointer);
    finish(play);
    CHECK(play.count(EventKind::context_written) == 1);
    CHECK(play.count(EventKind::invalid_context) == 0);
    CHECK(has_run(play, "USER.compute"));
  }
}

TEST_CASE("A fault in a yield that has not saved its pointers takes nothing from the context",
          "[ENTRY-12][APC-7]") {
  Play play(victim("ip", "yield, compute").happens("fault", AsyncKind::soft_fault, "W1").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG16.B1.control");
  write(play);
  play.arrive("fault");
  play.through(0, "FIG10.reset");
  CHECK(play.kthread("P1").trap.service == Service::soft_fault);
  finish(play);
  CHECK(play.count(EventKind::invalid_context) == 0);
  CHECK(has_run(play, "USER.compute"));
}

TEST_CASE("A worker that is torn off in the middle of a load keeps its context as it stands",
          "[ENTRY-12][APC-6][APC-14]") {
  for (const bool watched : {false, true}) {
    INFO(watched);
    SystemBuilder builder = watched ? watched_victim("sp", "compute") : victim("sp", "compute");
    Play play(builder.apc("read", ApcKind::get_context, "W1").build());
    play.dispatch(0, "P1");
    play.until(0, watched ? "FIG4.3.extended" : "FIG15.B7.extended");
    write(play);
    play.arrive("read");
    play.dispatch(1, "W1");
    play.until_idle(1);
    if (!watched) {
      play.interrupt(0);
    }
    play.through(0, "FIG9.complete");
    CHECK(play.next(0) == "FIG14.B6.teb");
    CHECK(play.kthread("P1").trap.registers.control.wild() == 0);
    play.through(0, "FIG14.B8");
    CHECK(play.context("W1").saved.control.wild() == kWildStackPointer);
    CHECK(play.context("W1").on_list == 1);
    play.dispatch(1, "W1");
    play.until_idle(1);
    CHECK(play.count(EventKind::context_read) == 1);
    finish(play);
    CHECK(play.count(EventKind::invalid_context) == 1);
    CHECK_FALSE(has_run(play, "USER.compute"));
  }
}

TEST_CASE("A primary that ends in the middle of a load gives the context back as it stands",
          "[ENTRY-12][EXIT-6]") {
  SystemBuilder builder = victim("ip", "compute");
  Play play(builder.primary("P2").apc("end", ApcKind::terminate, "P1").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B7.control");
  write(play);
  play.arrive("end");
  play.interrupt(0);
  play.until_idle(0);
  CHECK(play.kthread("P1").state == ThreadState::ended);
  CHECK(has_run(play, "FIG9.complete"));
  CHECK(play.context("W1").saved.control.wild() == kWildInstructionPointer);
  finish(play);
  CHECK(play.count(EventKind::invalid_context) == 1);
}

TEST_CASE("APCs on an idle worker work on its context where it is, and take nothing from it",
          "[ENTRY-12][APC-2]") {
  for (const ApcKind kind : {ApcKind::get_context, ApcKind::set_context}) {
    Play play(victim("ip", "compute").apc("debugger", kind, "W1").build());
    write(play);
    play.arrive("debugger");
    play.dispatch(0, "W1");
    play.until_idle(0);
    CHECK(play.kthread("W1").state == ThreadState::parked);
    CHECK(play.context("W1").saved.control.wild() == kWildInstructionPointer);
    CHECK(play.context("W1").saved.control.user_flags() ==
          (kind == ApcKind::set_context ? kUserFlags : 0));
    finish(play);
    CHECK(play.count(EventKind::invalid_context) == 1);
  }
}

TEST_CASE("The kernel loads no debug registers that watch kernel memory, and the worker goes on",
          "[ENTRY-12][DEBUG-3][INV-11]") {
  for (const Architecture architecture :
       {Architecture::x64, Architecture::ia32, Architecture::ia64}) {
    Play play(victim("debug", "compute, yield, compute").architecture(architecture).build());
    write(play);
    CHECK(play.machine().context_holder(play.thread("W1")).address == kernel_memory(architecture));
    CHECK(kernel_memory(architecture) >= user_memory_end(architecture));
    play.dispatch(0, "P1");
    play.through(0, "FIG4.4");
    CHECK(play.last(EventKind::context_sanitised)->new_value ==
          static_cast<std::uint64_t>(ContextPart::debug_registers));
    play.until(0, "USER.compute");
    CHECK(play.machine().debug_registers(CpuId(0U)).address == 0);
    finish(play);
    CHECK(play.count(EventKind::debug_registers_loaded) == 0);
    CHECK(play.count(EventKind::ums_yield) == 1);
  }
}

TEST_CASE("Debug registers that are loaded stay what they are when the holder is written over",
          "[ENTRY-12][INV-11]") {
  Play play(watched_victim("debug", "compute, compute").standard("Other", "compute").build());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  write(play);
  CHECK(play.machine().debug_registers(CpuId(0U)).address == 0x1000);
  play.dispatch(1, "Other");
  finish(play);
  CHECK(play.kthread("W1").state == ThreadState::ended);
}

TEST_CASE("Under windows the return to a worker's own kernel thread drops them as well",
          "[ENTRY-12][LIST-2]") {
  Play play(
      watched_victim("debug", "system_call, compute").profile(ProtocolProfile::windows).build());
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  write(play);
  play.dispatch(0, "W1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).current == play.thread("W1"));
  CHECK(play.machine().debug_registers(CpuId(0U)).address == 0);
  CHECK(play.count(EventKind::context_sanitised) >= 1);
}

TEST_CASE("A wild pointer is no part of the program's point", "[ENTRY-12][INV-3]") {
  Registers registers;
  Registers written = registers;
  written.control.flags |= kWildInstructionPointer | kWildStackPointer;
  CHECK(written.control.same_point(registers.control));
  CHECK(is_fresh(written, registers));
  CHECK(written.control.user_flags() == 0);
  do_work(registers);
  do_work(written);
  CHECK(registers.integer == written.integer);
}

TEST_CASE("Wherever the kernel has a wild pointer, ENTRY-12 is broken", "[ENTRY-12]") {
  const auto broken = [](Play& play) {
    const Invariant* invariant = broken_invariant(play.machine());
    return std::string(invariant != nullptr ? invariant->id : "none");
  };
  Play in_frame(watched_victim("ip", "compute").without(KnockOut::context_sanitising).build());
  in_frame.dispatch(0, "P1");
  in_frame.until(0, "FIG4.3.control");
  write(in_frame);
  CHECK(broken(in_frame) == "none");
  in_frame.step(0);
  CHECK(broken(in_frame) == "ENTRY-12");
  in_frame.until(0, "USER.compute");  // as it returns to user mode
  CHECK(in_frame.kthread("P1").trap.valid == 0);
  CHECK(in_frame.cpu(0).registers.control.wild() == kWildInstructionPointer);
  CHECK(broken(in_frame) == "ENTRY-12");

  Play staged(victim("ip", "compute").build());
  TrapFrame& staging = staged.machine().staging(staged.thread("W1"));
  staging.registers.control.flags = kWildStackPointer;
  CHECK(broken(staged) == "none");
  staging.valid = 1;
  CHECK(broken(staged) == "ENTRY-12");

  Play watching(watched_victim("debug", "compute").without(KnockOut::context_sanitising).build());
  write(watching);
  CHECK(broken(watching) == "none");
  watching.dispatch(0, "P1");
  watching.through(0, "FIG4.4");
  CHECK(broken(watching) == "ENTRY-12");
}

TEST_CASE("Only systems whose programs write wild pointers have them in their keys", "[ENTRY-12]") {
  const auto bytes = [](System system, bool wild) {
    system.wild_contexts = wild;
    return key_bytes(system, Layout(system));
  };
  const System touched = victim("ip", "compute").build();
  CHECK(writes_wild_pointers(touched));
  CHECK(bytes(touched, true) > bytes(touched, false));
  const System watched = watched_victim("debug", "compute").build();
  CHECK_FALSE(writes_wild_pointers(watched));
  CHECK(watched.debug_registers);

  Play play(touched);
  const auto key = [&] {
    std::vector<std::byte> packed(key_bytes(play.system(), play.machine().layout()));
    pack_key(play.machine(), packed);
    return packed;
  };
  const auto before = key();
  play.context("W1").saved.control.flags = kWildStackPointer;
  const auto after = key();
  CHECK(before != after);
  Image image(play.system(), play.machine().layout());
  unpack_key(after, image.machine());
  CHECK(image.machine().context(play.thread("W1")).saved.control.flags == kWildStackPointer);
}

}  // namespace umsim::test
