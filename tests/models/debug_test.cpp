// DEBUG: hardware debug registers, and the kernel calls that a switch takes with them (FIG. 4).

#include <catch2/catch.hpp>

#include "models/kernel/debug_registers.h"
#include "models/ums/lock.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

constexpr std::uint64_t kOfWorker = 0x401000;
constexpr std::uint64_t kOfPrimary = 0x402000;
constexpr std::uint64_t kKernelAddress = 0xFFFF800000000000;

SystemBuilder debugged(const std::string& program) {
  SystemBuilder builder;
  builder.cpus(2).parked("W1", program).debug_registers(kOfWorker);
  builder.primary("P1").debug_registers(kOfPrimary);
  return builder;
}

std::uint64_t on_cpu(Play& play, std::size_t cpu) {
  return play.machine().debug_registers(CpuId(cpu)).address;
}
std::uint64_t captured(Play& play, std::string_view name) {
  return play.machine().context_holder(play.thread(name)).address;
}

// The debugger's APC is served by W1's kernel portion on CPU 1, which was idle.
void serve(Play& play, std::string_view apc) {
  play.arrive(apc);
  play.dispatch(1, "W1");
  play.until_idle(1);
}

// Up to the first step of the call's kernel part; then the disassociate APC of `name` is answered.
void tear_off_at(Play& play, std::string_view label) {
  play.dispatch(0, "P1");
  play.until(0, label);
  play.arrive("read");
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.until(0, "ENTRY.return");
}

}  // namespace

TEST_CASE("Loading debug registers in user mode is an exception that changes nothing",
          "[DEBUG-1]") {
  SystemBuilder builder;
  builder.standard("S1", "set_debug 4096, load_debug 8192, compute");
  Play play(builder.build());
  play.dispatch(0, "S1");
  play.until(0, "USER.load_debug_registers");
  CHECK(on_cpu(play, 0) == 4096);
  play.through(0, "SERVICE.refuse");
  CHECK(play.last(EventKind::kernel_entry)->new_value ==
        static_cast<std::uint64_t>(Service::privileged_instruction));
  CHECK(play.last(EventKind::debug_registers_refused)->new_value == 8192);
  play.until(0, "USER.compute");
  CHECK(on_cpu(play, 0) == 4096);
  CHECK(captured(play, "S1") == 4096);
}

TEST_CASE("A worker's attempt is refused under its own identity, and its primary is called back",
          "[DEBUG-1][ENTRY-4]") {
  Play play(debugged("load_debug 8192, compute").build());
  play.dispatch(0, "P1");
  play.until(0, "USER.load_debug_registers");
  play.through(0, "FIG2.6.wake");
  play.dispatch(1, "W1");
  play.through(1, "SERVICE.refuse");
  CHECK(play.last(EventKind::debug_registers_refused)->thread == play.thread("W1"));
  play.until_idle(1);
  play.dispatch(0, "P1");
  play.through(0, "SCHED.entry");
  CHECK(play.last(EventKind::upcall)->old_value == 0);  // a trap, no call
  play.until(0, "USER.compute");
  CHECK(on_cpu(play, 0) == kOfWorker);
}

TEST_CASE("Setting debug registers is a service, and captures them in the context holder",
          "[DEBUG-2]") {
  SystemBuilder builder;
  builder.parked("W1", "set_debug 4096, yield").primary("P1");
  Play play(builder.build());
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  CHECK(captured(play, "W1") == 0);
  play.dispatch(0, "W1");
  play.through(0, "FIG4.1");
  CHECK(captured(play, "W1") == 4096);
  CHECK(captured(play, "P1") == 0);
  CHECK(on_cpu(play, 0) == 0);  // no user portion is loaded
}

TEST_CASE("Debug registers that watch the kernel's memory are refused", "[DEBUG-2]") {
  SystemBuilder builder;
  builder.standard("S1", "set_debug 4096, compute").debugger("set", "S1", kKernelAddress);
  Play play(builder.build());
  play.dispatch(0, "S1");
  play.until(0, "USER.compute");
  play.arrive("set");
  play.interrupt(0);
  play.until(0, "USER.compute");
  CHECK(play.last(EventKind::debug_registers_refused)->new_value == kKernelAddress);
  CHECK(on_cpu(play, 0) == 4096);
}

TEST_CASE(
    "What user mode has written to a context holder is not loaded if it is of the kernel's "
    "memory",
    "[DEBUG-3]") {
  Play play(debugged("compute").build());
  play.machine().context_holder(play.thread("W1")).address = kKernelAddress;
  play.dispatch(0, "P1");
  play.until(0, "FIG4.4");
  play.step(0);
  CHECK(on_cpu(play, 0) == 0);
}

TEST_CASE("A switch with debug registers takes exactly one kernel call", "[DEBUG-3]") {
  Play play(debugged("compute, yield").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D2");
  CHECK(play.count(EventKind::kernel_entry) == 0);
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::kernel_entry) == 1);
  CHECK(on_cpu(play, 0) == kOfWorker);
  CHECK(play.cpu(0).teb == play.thread("W1"));
  CHECK(play.cpu(0).current == play.thread("P1"));
}

TEST_CASE("The call makes the second test, then records, migrates and loads, in FIG. 15's order",
          "[DEBUG-3][SWITCH-1][LOCK-4]") {
  Play play(debugged("compute").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG4.2");
  const std::size_t before = play.ran().size();
  play.until(0, "USER.compute");
  CHECK(play.labels(before) ==
        std::vector<std::string>{"FIG4.2", "FIG2.4", "FIG2.5", "FIG4.3.teb", "FIG4.3.test",
                                 "FIG4.3.reference", "FIG4.3.integer", "FIG4.3.volatiles",
                                 "FIG4.3.extended", "FIG4.3.control", "FIG4.4", "ENTRY.return"});
  CHECK(play.context("W1").primary == play.thread("P1"));
}

TEST_CASE("A yield takes one call to restore the primary's debug registers, before the CID goes",
          "[DEBUG-3][YIELD-2]") {
  Play play(debugged("yield").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG16.B2.debug");
  CHECK(on_cpu(play, 0) == kOfWorker);
  const std::size_t calls = play.count(EventKind::kernel_entry);
  play.until(0, "FIG16.B3");
  CHECK(play.count(EventKind::kernel_entry) == calls + 1);
  CHECK(on_cpu(play, 0) == kOfPrimary);
  CHECK(play.context("W1").lock.cid == play.thread("P1"));
}

TEST_CASE("The directed switch restores the primary's debug registers without a further call",
          "[DEBUG-3]") {
  Play play(debugged("system_call").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG2.6.teb");
  CHECK(on_cpu(play, 0) == kOfWorker);
  play.step(0);
  CHECK(on_cpu(play, 0) == kOfPrimary);
}

TEST_CASE("A failed second test of the call ends in FIG. 15's failure, with one's own registers",
          "[DEBUG-3][LOCK-5]") {
  Play play(debugged("compute").apc("read", ApcKind::get_context, "W1").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D1");
  play.arrive("read");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.B2");  // it has seen no CID
  play.until(0, "FIG4.3.test");
  play.until(0, "FIG15.D3.restore");
  CHECK(play.cpu(0).teb == play.thread("W1"));
  CHECK(on_cpu(play, 0) == kOfPrimary);
  play.until(0, "SCHED.failed");
  CHECK(play.cpu(0).teb == play.thread("P1"));
  CHECK(play.last(EventKind::switch_failed)->new_value ==
        static_cast<std::uint64_t>(SwitchOutcome::locked));
  CHECK_FALSE(play.context("W1").lock.cid.valid());
}

TEST_CASE("An APC before the call's second test rolls the claim back and gives the call up",
          "[DEBUG-3][APC-12]") {
  for (const char* label : {"FIG2.5", "FIG4.3.teb", "FIG4.3.test"}) {
    INFO(label);
    Play play(debugged("compute").apc("read", ApcKind::get_context, "W1").build());
    tear_off_at(play, label);
    CHECK(play.last(EventKind::disassociate_answered)->new_value ==
          static_cast<std::uint64_t>(Answer::not_running));
    CHECK_FALSE(play.context("W1").lock.cid.valid());
    play.step(0);
    CHECK(play.next(0) == "FIG15.B5");
    CHECK(on_cpu(play, 0) == kOfPrimary);
    CHECK(play.cpu(0).teb == play.thread("P1"));
  }
}

TEST_CASE("An APC in the middle of the call tears the worker off, its registers as they were",
          "[DEBUG-3][APC-6][APC-14]") {
  for (const char* label : {"FIG4.3.reference", "FIG4.3.integer", "FIG4.3.volatiles",
                            "FIG4.3.extended", "FIG4.3.control", "FIG4.4"}) {
    INFO(label);
    Play play(debugged("compute").apc("read", ApcKind::get_context, "W1").build());
    tear_off_at(play, label);
    CHECK(play.last(EventKind::disassociate_answered)->new_value ==
          static_cast<std::uint64_t>(Answer::torn_off));
    CHECK(play.context("W1").saved == play.machine().newest(play.thread("W1")));
    CHECK(captured(play, "W1") == kOfWorker);
    CHECK(on_cpu(play, 0) == kOfPrimary);
    play.through(0, "SCHED.entry");
    CHECK(play.last(EventKind::upcall)->new_value ==
          static_cast<std::uint64_t>(UpcallReason::blocked));
  }
}

TEST_CASE("An APC in a yield's call takes the yield back, and the primary has its own registers",
          "[DEBUG-3][APC-7]") {
  for (const char* label : {"FIG16.B2.debug", "FIG2.5", "FIG4.5"}) {
    INFO(label);
    Play play(debugged("yield, compute").apc("read", ApcKind::get_context, "W1").build());
    play.dispatch(0, "P1");
    play.until(0, "FIG16.B2.debug");
    play.until(0, label);
    play.arrive("read");
    play.dispatch(1, "W1");
    play.until_idle(1);
    if (play.cpu(0).mode == Mode::user) {
      play.interrupt(0);
    }
    play.through(0, "FIG14.B8");
    CHECK(on_cpu(play, 0) == kOfPrimary);
    play.dispatch(1, "W1");
    play.until_idle(1);
    play.until(0, "FIG16.B1.integer");  // the yield runs again
    CHECK(on_cpu(play, 0) == kOfWorker);
  }
}

TEST_CASE("Debug registers follow a worker to another primary and another CPU", "[DEBUG-4]") {
  Play play(debugged("system_call, compute").primary("P2").build());
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.dispatch(1, "P2");
  play.until(1, "USER.compute");
  CHECK(on_cpu(play, 1) == kOfWorker);
  CHECK(on_cpu(play, 0) == 0);
  CHECK(play.cpu(1).current == play.thread("P2"));
}

TEST_CASE("They follow a primary that is preempted while it runs the worker", "[DEBUG-4]") {
  Play play(
      debugged("compute, compute").standard("S1", "compute").standard("S2", "compute").build());
  play.dispatch(0, "P1");
  play.dispatch(1, "S1");
  play.until(0, "USER.compute");
  play.interrupt(0);
  play.until_idle(0);
  CHECK(on_cpu(play, 0) == 0);
  play.dispatch(0, "S2");
  CHECK(on_cpu(play, 0) == 0);
  play.until_idle(1);
  play.dispatch(1, "P1");
  CHECK(on_cpu(play, 1) == kOfWorker);
  play.until(1, "USER.compute");
  CHECK(on_cpu(play, 1) == kOfWorker);
}

TEST_CASE("Once they are disabled, switches and yields stay in user mode", "[DEBUG-4]") {
  SystemBuilder builder;
  builder.parked("W1", "yield, clear_debug, yield, yield, yield").debug_registers(kOfWorker);
  Play play(builder.primary("P1").build());
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  CHECK(play.count(EventKind::kernel_entry) == 4);  // two switches, a yield, and the service
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.dispatch(0, "P1");
  play.until(0, "USER.exit");
  CHECK(play.count(EventKind::ums_yield) == 4);
  CHECK(play.count(EventKind::kernel_entry) == 4);
}

TEST_CASE("Debug registers that come into use between the two tests of a switch make it fail",
          "[DEBUG-3][INV-11]") {
  SystemBuilder builder;
  builder.cpus(2).parked("W1", "compute").primary("P1").debugger("set", "W1", kOfWorker);
  Play play(builder.build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D1");
  play.arrive("set");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.B2");  // it has seen no CID
  play.until(0, "FIG15.B3");    // D2 has seen no debug registers
  play.until_idle(1);           // the APC has come and gone
  CHECK(is_free({ThreadId(), play.context("W1").lock.holders, 0}));
  play.through(0, "FIG15.B3");
  play.step(0);
  CHECK(play.next(0) == "FIG15.D3.restore");
  play.until(0, "USER.compute");
  CHECK(on_cpu(play, 0) == kOfWorker);
}

TEST_CASE("A debugger changes an idle worker's registers, and the next switch loads them",
          "[DEBUG-2][APC-2]") {
  Play play(debugged("compute").debugger("set", "W1", 0x7000).build());
  serve(play, "set");
  CHECK(captured(play, "W1") == 0x7000);
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(on_cpu(play, 0) == 0x7000);
}

TEST_CASE("A hosting primary's own registers can be set, and the worker keeps its own",
          "[DEBUG-3][INV-11]") {
  SystemBuilder builder;
  builder.cpus(2).parked("W1", "compute, yield").primary("P1").debugger("set", "P1", kOfPrimary);
  Play play(builder.build());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  play.arrive("set");
  play.interrupt(0);
  play.until(0, "USER.compute");
  CHECK(captured(play, "P1") == kOfPrimary);
  CHECK(on_cpu(play, 0) == 0);
  play.until(0, "SCHED.entry");
  CHECK(on_cpu(play, 0) == kOfPrimary);
}

TEST_CASE("A standard thread's debug registers leave the CPU with it and come back with it",
          "[DEBUG-4][THREAD-9]") {
  SystemBuilder builder;
  builder.standard("S1", "set_debug 4096, compute, clear_debug, compute");
  Play play(builder.standard("S2", "compute").build());
  play.dispatch(0, "S1");
  play.until(0, "USER.compute");
  play.interrupt(0);
  play.until_idle(0);
  play.dispatch(0, "S2");
  CHECK(on_cpu(play, 0) == 0);
  play.until_idle(0);
  play.dispatch(0, "S1");
  CHECK(on_cpu(play, 0) == 4096);
  play.through(0, "FIG4.1");
  CHECK(on_cpu(play, 0) == 0);
}

TEST_CASE("A system without debug registers has no word of them in its state", "[DEBUG-4]") {
  SystemBuilder builder;
  const System without = builder.parked("W1", "compute").primary("P1").build();
  const System with = debugged("compute").build();
  CHECK_FALSE(uses_debug_registers(without));
  CHECK(uses_debug_registers(with));
  CHECK(Layout(without).context_holders == Layout(without).bytes);
  CHECK(Layout(with).context_holders < Layout(with).bytes);
}

}  // namespace umsim::test
