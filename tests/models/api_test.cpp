// The user-mode API: what each call does, and every way in which it fails.

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

Instruction call_of(ApiCall call, ThreadId subject) {
  Instruction instruction;
  instruction.opcode = Opcode::api;
  instruction.api.call = call;
  instruction.api.subject = subject;
  return instruction;
}

// One standard thread T1 and one parked worker W1, whose programs a test fills in.
System two_threads() {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", "exit")
      .worker("W2", "exit")
      .primary("P1")
      .standard("T1", "exit")
      .build();
}

const ThreadId kW1(0);
const ThreadId kW2(1);
const ThreadId kP1(2);
const ThreadId kT1(3);

Instruction query(InfoClass info, std::uint16_t length, ThreadId subject) {
  Instruction instruction = call_of(ApiCall::query_information, subject);
  instruction.api.info = info;
  instruction.api.length = length;
  return instruction;
}

Instruction set(InfoClass info, std::uint16_t length, std::uint8_t value) {
  Instruction instruction = query(info, length, kW1);
  instruction.api.call = ApiCall::set_information;
  instruction.api.value = value;
  return instruction;
}

Instruction list_call(ApiCall call) {
  Instruction instruction = call_of(call, ThreadId());
  instruction.api.list = ListId(0);
  return instruction;
}

System with_calls(System system, ThreadId caller, std::vector<Instruction> calls) {
  calls.emplace_back();
  system.programs[system.thread(caller).program.at()].instructions = std::move(calls);
  return system;
}

// What the calls of T1 return, one after the other.
std::vector<Status> statuses_of(Play& play) {
  play.dispatch(0, "T1");
  play.until_idle(0);
  return play.statuses();
}

std::vector<Status> statuses(std::vector<Instruction> calls) {
  Play play(with_calls(two_threads(), kT1, std::move(calls)));
  return statuses_of(play);
}

using Statuses = std::vector<Status>;

}  // namespace

TEST_CASE("A thread that is no worker cannot yield, and nothing changes", "[YIELD-7]") {
  Instruction plain;
  plain.opcode = Opcode::yield;
  CHECK(statuses({plain, call_of(ApiCall::yield, kW1)}) ==
        Statuses{Status::not_supported, Status::not_supported});
}

TEST_CASE("A worker yields by the API as by the step", "[YIELD-3][YIELD-6]") {
  Play play(with_calls(two_threads(), kW1, {call_of(ApiCall::yield, ThreadId())}));
  play.dispatch(0, "P1");
  play.until(0, "API.yield");
  play.through(0, "FIG16.B4.control");
  CHECK(play.last(EventKind::ums_yield)->object == kW1.value);
}

TEST_CASE("A thread that is no scheduler cannot execute a worker", "[SWITCH-8]") {
  CHECK(statuses({call_of(ApiCall::execute, kW1)}) == Statuses{Status::not_supported});
}

TEST_CASE("A query needs a worker, a class that can be read, and the right length", "[EXIT-9]") {
  CHECK(statuses({query(InfoClass::teb, 8, kP1), query(InfoClass::invalid, 8, kW1),
                  query(InfoClass::priority, 8, kW1), query(InfoClass::teb, 4, kW1),
                  query(InfoClass::is_suspended, 8, kW1), query(InfoClass::is_suspended, 1, kW1),
                  query(InfoClass::teb, 8, kW1)}) ==
        Statuses{Status::invalid_parameter, Status::invalid_info_class, Status::invalid_info_class,
                 Status::info_length_mismatch, Status::info_length_mismatch, Status::success,
                 Status::success});
}

TEST_CASE("The user context is set and read; the rest is read only", "[EXIT-9]") {
  Instruction read = query(InfoClass::user_context, 8, kW1);
  read.api.value = 7;
  read.api.expects_value = true;
  CHECK(statuses({set(InfoClass::user_context, 8, 7), read, set(InfoClass::teb, 8, 1),
                  set(InfoClass::is_suspended, 1, 1), set(InfoClass::is_terminated, 1, 1),
                  set(InfoClass::user_context, 4, 1)}) ==
        Statuses{Status::success, Status::success, Status::invalid_info_class,
                 Status::invalid_info_class, Status::invalid_info_class,
                 Status::info_length_mismatch});
}

TEST_CASE("A status or a value that a program does not expect is a finding") {
  Instruction call = call_of(ApiCall::current_thread, ThreadId());
  call.api.accepted = 1U << static_cast<unsigned>(Status::success);
  Play play(with_calls(two_threads(), kT1, {call}));
  CHECK_THROWS_WITH(statuses_of(play),
                    "API: a call of the user-mode API returned what its program "
                    "does not expect");
  Instruction kind = call_of(ApiCall::system_thread_information, kP1);
  kind.api.value = 2;
  kind.api.expects_value = true;
  Play other(with_calls(two_threads(), kT1, {kind}));
  CHECK_THROWS_AS(statuses_of(other), BrokenInvariant);
}

TEST_CASE("Of every thread it can be asked of what kind it is") {
  std::vector<Instruction> calls;
  for (const auto& [thread, kind] : {std::pair{kW1, 2}, std::pair{kP1, 1}, std::pair{kT1, 0}}) {
    Instruction call = call_of(ApiCall::system_thread_information, thread);
    call.api.value = static_cast<std::uint8_t>(kind);
    call.api.expects_value = true;
    calls.push_back(call);
  }
  CHECK(statuses(calls) == Statuses{Status::success, Status::success, Status::success});
}

TEST_CASE("A list that a live worker refers to is not deleted", "[LIST-10]") {
  CHECK(statuses({list_call(ApiCall::delete_list), list_call(ApiCall::create_list),
                  list_call(ApiCall::list_event)}) ==
        Statuses{Status::busy, Status::not_enough_memory, Status::success});
}

TEST_CASE("A list is created and deleted once each", "[LIST-10]") {
  System system = two_threads();
  system.lists.push_back({"spare", true});
  std::vector<Instruction> calls;
  for (const ApiCall call : {ApiCall::list_event, ApiCall::delete_list, ApiCall::create_list,
                             ApiCall::create_list, ApiCall::list_event, ApiCall::delete_list}) {
    calls.push_back(list_call(call));
    calls.back().api.list = ListId(1);
  }
  Play play(with_calls(std::move(system), kT1, calls));
  CHECK(statuses_of(play) == Statuses{Status::invalid_handle, Status::invalid_handle,
                                      Status::success, Status::not_enough_memory, Status::success,
                                      Status::success});
}

TEST_CASE("The context of a worker that lives is not deleted", "[EXIT-4]") {
  CHECK(statuses({call_of(ApiCall::delete_context, kW1), call_of(ApiCall::delete_context, kP1),
                  call_of(ApiCall::create_context, kW1), call_of(ApiCall::create_context, kT1),
                  call_of(ApiCall::create_thread, kW1), call_of(ApiCall::create_thread, kP1)}) ==
        Statuses{Status::busy, Status::invalid_parameter, Status::not_enough_memory,
                 Status::invalid_parameter, Status::busy, Status::invalid_parameter});
}

TEST_CASE("A worker is made on demand, queues itself and parks, and runs", "[THREAD-11]") {
  System system = two_threads();
  system.threads[kW2.at()].on_demand = true;
  Play play(
      with_calls(std::move(system), kT1,
                 {call_of(ApiCall::create_thread, kW2), call_of(ApiCall::create_context, kW2),
                  call_of(ApiCall::create_thread, kW2), call_of(ApiCall::create_context, kW2)}));
  CHECK(play.kthread("W2").state == ThreadState::ended);
  CHECK(statuses_of(play) == Statuses{Status::invalid_handle, Status::success, Status::success,
                                      Status::not_enough_memory});
  CHECK(play.kthread("W2").state == ThreadState::ready);
  play.dispatch(0, "W2");
  play.until_idle(0);
  CHECK(play.context("W2").on_list == 1);
  play.dispatch(0, "P1");
  play.through(0, "FIG15.B7.control");
  CHECK(play.last(EventKind::ums_switch)->object == kW1.value);
}

TEST_CASE("The context of a worker that has ended can be deleted, once", "[EXIT-4]") {
  Play play(
      with_calls(two_threads(), kT1,
                 {call_of(ApiCall::delete_context, kW1), call_of(ApiCall::delete_context, kW1),
                  query(InfoClass::is_terminated, 1, kW1), call_of(ApiCall::create_context, kW1)}));
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.dispatch(0, "P1");
  play.until_idle(0);  // its scheduler knows now
  CHECK(statuses_of(play) == Statuses{Status::success, Status::invalid_handle,
                                      Status::invalid_handle, Status::not_enough_memory});
}

}  // namespace umsim::test
