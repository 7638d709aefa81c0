// Systems whose schedulers have procedures, or whose threads enter scheduling mode.

#include "tests/models/sample_systems.h"

namespace umsim::test {
namespace {

using Row = ProcedureRow;

constexpr QueueId kReady{std::size_t{0}};
constexpr QueueId kArrived{std::size_t{1}};

ProcedureStep go(Row row, std::uint16_t next, QueueId queue = QueueId()) {
  ProcedureStep step;
  step.row = row;
  step.next = next;
  step.queue = queue;
  return step;
}

ProcedureStep ask(Question question, std::uint16_t next, std::uint16_t otherwise) {
  ProcedureStep step = go(question == Question::item ? Row::test : Row::look, next, kReady);
  step.question = question;
  step.otherwise = otherwise;
  return step;
}

ProcedureStep ask_reason(UpcallReason reason, std::uint16_t next, std::uint16_t otherwise) {
  ProcedureStep step = ask(Question::reason, next, otherwise);
  step.row = Row::test;
  step.accepted = static_cast<std::uint16_t>(1U << static_cast<unsigned>(reason));
  return step;
}

ProcedureStep ask_status(unsigned accepted, std::uint16_t next, std::uint16_t otherwise) {
  ProcedureStep step = ask(Question::status, next, otherwise);
  step.row = Row::test;
  step.accepted = static_cast<std::uint16_t>(accepted);
  return step;
}

constexpr unsigned bit(Status status) { return 1U << static_cast<unsigned>(status); }

ProcedureStep poll(std::uint16_t next) {
  ProcedureStep step = go(Row::dequeue, next);
  step.waits = false;
  return step;
}

// Uses every kind of step: the hint first, else the one that came last; whoever leaves work behind
// wakes another primary. Suspended workers are looked at again and again.
std::vector<ProcedureStep> everything() {
  ProcedureStep wait = go(Row::dequeue, 16);
  wait.cycles = 40;
  return {
      ask_reason(UpcallReason::yield, 1, 3),  // 0
      go(Row::push_head, 2, kReady),          // 1
      go(Row::take_hint, 4, kReady),          // 2
      go(Row::pop_tail, 4, kReady),           // 3
      ask(Question::item, 5, 13),             // 4
      ask(Question::empty, 7, 6),             // 5
      go(Row::wake, 7),                       // 6
      ask(Question::suspended, 19, 8),        // 7
      go(Row::execute, 9),                    // 8
      ask(Question::terminated, 10, 11),      // 9
      go(Row::retire, 13),                    // 10
      ask_status(bit(Status::busy), 12, 19),  // 11
      go(Row::pop_head, 4, kArrived),         // 12: it is another primary's
      ask(Question::all_ended, 14, 15),       // 13
      go(Row::leave, 0),                      // 14
      wait,                                   // 15
      go(Row::next_item, 17),                 // 16
      ask(Question::item, 18, 20),            // 17
      go(Row::push_tail, 16, kReady),         // 18
      go(Row::push_tail, 13, kArrived),       // 19: again later
      go(Row::enter, 21),                     // 20
      go(Row::pop_head, 22, kArrived),        // 21
      ask(Question::item, 23, 3),             // 22
      go(Row::push_tail, 3, kReady),          // 23
  };
}

System by_hand(std::vector<ProcedureStep> procedure) {
  return SystemBuilder()
      .cpus(2)
      .procedure(std::move(procedure), {"ready", "arrived"})
      .primary("P1")
      .primary("P2")
      .parked("W1", "compute, yield W2, system_call, yield, sleep")
      .worker("W2", "yield W1, hard_fault, yield")
      .parked("W3", "repeat 2 (yield, compute)")
      .apc("suspend", ApcKind::suspend, "W3")
      .apc("resume", ApcKind::resume, "W3")
      .apc("read", ApcKind::get_context, "W1")
      .build();
}

// Who comes first takes the only worker, and the other primary returns at once. Before that the
// procedure tries to run a primary.
std::vector<ProcedureStep> first_come(ThreadId primary) {
  constexpr std::uint16_t kFifo = 6;
  std::vector<ProcedureStep> steps = {
      ask_reason(UpcallReason::startup, 1, kFifo),  // 0
      go(Row::execute, 2),                          // 1
      poll(3),                                      // 2
      go(Row::next_item, 4),                        // 3
      ask(Question::item, kFifo + 1, 5),            // 4
      go(Row::leave, 0),                            // 5
  };
  steps[1].thread = primary;
  for (ProcedureStep step : fifo_procedure()) {
    step.next = static_cast<std::uint16_t>(step.next + kFifo);
    step.otherwise = static_cast<std::uint16_t>(step.otherwise + kFifo);
    steps.push_back(step);
  }
  return steps;
}

System early_return() {
  return SystemBuilder()
      .cpus(2)
      .procedure(first_come(ThreadId(1)), {"ready", "arrived"})
      .primary("P1")
      .primary("P2", "compute, enter, compute")
      .parked("W1", "yield, sleep")
      .build();
}

System entering(const std::string& program) {
  return SystemBuilder()
      .cpus(2)
      .primary("P1", program)
      .primary("P2")
      .parked("W1", "yield, sleep, compute")
      .worker("W2", "enter, hard_fault")
      .standard("T1", "enter")
      .apc("read P1", ApcKind::get_context, "P1")
      .apc("change P1", ApcKind::set_context, "P1")
      .apc("read W1", ApcKind::get_context, "W1")
      .build();
}

System entering_with_page_tables() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1", "compute, enter, compute, sleep")
      .teb(0xB0000'0100)
      .parked("W1", "yield, sleep")
      .build();
}

System entering_a_list_that_is_gone() {
  System system = entering("enter, compute");
  system.lists.push_back({"spare", true});
  Instruction wrong_list = system.programs[system.thread(ThreadId(2)).program.at()].instructions[0];
  wrong_list.api.list = ListId(1);
  Instruction wrong_version = wrong_list;
  wrong_version.api.version = 0;
  auto& program = system.programs[system.thread(ThreadId(2)).program.at()].instructions;
  program.insert(program.begin(), {wrong_list, wrong_version});
  return system;
}

}  // namespace

std::vector<ProcedureStep> fifo_procedure() {
  return {
      ask_reason(UpcallReason::yield, 1, 2),                              // 0
      go(Row::push_tail, 2, kReady),                                      // 1
      go(Row::pop_head, 3, kReady),                                       // 2
      ask(Question::item, 4, 9),                                          // 3
      go(Row::execute, 5),                                                // 4
      ask_status(bit(Status::invalid_state), 6, 7),                       // 5
      go(Row::retire, 9),                                                 // 6
      ask_status(bit(Status::retry) | bit(Status::was_suspended), 8, 9),  // 7
      go(Row::push_tail, 9, kReady),                                      // 8
      ask(Question::all_ended, 10, 11),                                   // 9
      go(Row::leave, 0),                                                  // 10
      ask(Question::empty, 12, 13),                                       // 11
      go(Row::dequeue, 14),                                               // 12
      poll(14),                                                           // 13
      go(Row::next_item, 15),                                             // 14
      ask(Question::item, 16, 17),                                        // 15
      go(Row::push_head, 14, kArrived),                                   // 16
      go(Row::pop_head, 18, kArrived),                                    // 17
      ask(Question::item, 19, 2),                                         // 18
      go(Row::push_tail, 17, kReady),                                     // 19
  };
}

std::vector<Sample> procedure_samples() {
  return {
      {"a procedure: FIFO", by_hand(fifo_procedure())},
      {"a procedure: everything", by_hand(everything())},
      {"a procedure that returns early", early_return()},
      {"entering scheduling mode", entering("compute, enter, compute, sleep, enter, compute")},
      {"entering with page tables", entering_with_page_tables()},
      {"entering without a list", entering_a_list_that_is_gone()},
  };
}

}  // namespace umsim::test
