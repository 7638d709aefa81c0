// Scheduling mode: a primary is made of a standard thread, and is one again afterwards.

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

const ThreadId kP1(1);

System entering(const std::string& program) {
  return SystemBuilder().cpus(2).primary("P1", program).parked("W1", "compute, sleep").build();
}

Instruction& instruction_of(System& system, std::size_t position) {
  return system.programs[system.thread(kP1).program.at()].instructions[position];
}

// What calls of P1 have returned, one after the other.
std::vector<Status> statuses(const Play& play) {
  std::vector<Status> all;
  for (const Event& event : play.events()) {
    if (event.kind == EventKind::api_return) {
      all.push_back(static_cast<Status>(event.new_value));
    }
  }
  return all;
}

using Statuses = std::vector<Status>;

}  // namespace

TEST_CASE("A standard thread enters scheduling mode and gets the upcall Startup",
          "[THREAD-5][ENTRY-9]") {
  Play play(entering("compute, enter"));
  play.dispatch(0, "P1");
  play.until(0, "API.enter-scheduling");
  CHECK_FALSE(play.machine().is_scheduler_thread(kP1));
  play.through(0, "SERVICE.enter-mode");
  CHECK(play.machine().is_scheduler_thread(kP1));
  CHECK(play.count(EventKind::upcall) == 0);
  play.through(0, "SCHED.entry");
  CHECK(play.last(EventKind::upcall)->thread == kP1);
  CHECK(play.last(EventKind::upcall)->new_value ==
        static_cast<std::uint64_t>(UpcallReason::startup));
}

TEST_CASE("The call returns when the scheduler procedure does, to a standard thread",
          "[THREAD-5]") {
  Play play(entering("enter, compute, system_call"));
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  play.dispatch(1, "W1");
  play.through(1, "SERVICE.block");
  CHECK(statuses(play).empty());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.complete("W1");
  play.until_idle(1);
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.dispatch(0, "P1");
  play.through(0, "SERVICE.leave-mode");
  CHECK_FALSE(play.machine().is_scheduler_thread(kP1));
  CHECK(statuses(play) == Statuses{Status::success});
  CHECK(play.user("P1").hand == ThreadId());
  play.through(0, "ENTRY.return");
  CHECK(play.next(0) == "USER.compute");
  CHECK(play.cpu(0).registers.control.position == 1);
  play.until_idle(0);
  CHECK(play.kthread("P1").state == ThreadState::ended);
}

TEST_CASE("Entering with a wrong version or without the list fails and changes nothing",
          "[THREAD-5]") {
  System system = entering("enter, enter, enter, compute");
  system.lists.push_back({"spare", true});
  instruction_of(system, 0).api.version = 0x0101;
  instruction_of(system, 1).api.list = ListId(1);
  system.lists.push_back({"other"});
  instruction_of(system, 2).api.list = ListId(2);
  Play play(std::move(system));
  play.dispatch(0, "P1");
  play.through(0, "USER.compute");
  CHECK(statuses(play) ==
        Statuses{Status::invalid_parameter, Status::invalid_handle, Status::invalid_parameter});
  CHECK_FALSE(play.machine().is_scheduler_thread(kP1));
  CHECK(play.count(EventKind::upcall) == 0);
  play.until_idle(0);
  CHECK(play.kthread("P1").state == ThreadState::ended);
}

TEST_CASE("A worker cannot enter scheduling mode, and runs on as a worker", "[THREAD-5]") {
  Play play(SystemBuilder().primary("P1").parked("W1", "enter, yield").build());
  play.dispatch(0, "P1");
  play.through(0, "API.enter-scheduling");
  CHECK(statuses(play) == Statuses{Status::not_supported});
  play.through(0, "FIG16.B4.control");
  CHECK(play.last(EventKind::ums_yield)->object == play.thread("W1").value);
}

TEST_CASE("A thread of which no scheduler is known cannot enter scheduling mode", "[THREAD-5]") {
  Play play(SystemBuilder()
                .primary("P1")
                .parked("W1", "compute")
                .standard("T1", "enter, compute")
                .build());
  play.dispatch(0, "T1");
  play.through(0, "USER.compute");
  CHECK(statuses(play) == Statuses{Status::invalid_parameter});
}

TEST_CASE("What a thread is can be asked before it enters scheduling mode and behind",
          "[THREAD-5][EXIT-9]") {
  System system = entering("compute, enter, compute");
  for (const std::size_t position : {std::size_t{0}, std::size_t{2}}) {
    Instruction& question = instruction_of(system, position);
    question.opcode = Opcode::api;
    question.api.call = ApiCall::system_thread_information;
    question.api.subject = kP1;
    question.api.expects_value = true;
    question.api.value = 0;
  }
  system.threads[0].parked = false;
  Play play(std::move(system));
  play.dispatch(0, "P1");
  play.through(0, "API.system-thread-information");
  CHECK_FALSE(play.machine().globals().surprised.valid());
}

TEST_CASE("A CID that names a thread which is no primary any more is that of an idle worker",
          "[THREAD-5][APC-18]") {
  Play play(SystemBuilder()
                .cpus(2)
                .primary("P1", "compute, enter")
                .parked("W1", "compute")
                .apc("apc", ApcKind::get_context, "W1")
                .build());
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.D2");
  play.kthread("W1").seen_cid = kP1;  // as a stale CID would have it
  CHECK(play.kthread("P1").standard == 1);
  play.step(1);
  CHECK(play.count(EventKind::disassociate_sent) == 0);
  play.until_idle(1);
  CHECK(play.count(EventKind::disassociate_sent) == 0);
  CHECK(play.machine().apc(play.apc("apc")).state == ApcState::done);
}

TEST_CASE("A set-context APC reaches the program of a thread that is not in scheduling mode",
          "[THREAD-5]") {
  Play play(SystemBuilder()
                .cpus(2)
                .primary("P1", "compute, sleep, enter")
                .parked("W1", "compute")
                .apc("change", ApcKind::set_context, "P1")
                .build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  const std::uint64_t before = play.machine().newest(kP1).integer;
  play.arrive("change");
  play.dispatch(0, "P1");
  play.until_idle(0);
  CHECK(play.machine().newest(kP1).integer != before);
  CHECK(play.kthread("P1").trap.registers.integer == play.machine().newest(kP1).integer);
}

}  // namespace umsim::test
