// Registers: work depends on every live group, so that a lost or stale group is never forgiven.

#include "models/cpu/registers.h"

#include <set>

#include <catch2/catch.hpp>

namespace umsim::test {
namespace {

Registers some_registers() {
  Registers registers;
  registers.integer = 0x1111;
  registers.volatiles = 0x2222;
  registers.extended = 0x4444;
  registers.control.stack_owner = ThreadId(0);
  return registers;
}

Registers after_work(Registers registers) {
  do_work(registers);
  return registers;
}

Registers after_call(Registers registers) {
  registers.control.after_call = 1;
  return registers;
}

}  // namespace

TEST_CASE("Work depends on every live group", "[INV-14]") {
  const Registers before = some_registers();
  Registers integer = before;
  Registers volatiles = before;
  Registers extended = before;
  Registers flags = before;
  integer.integer += 0x10;
  volatiles.volatiles += 0x100;
  extended.extended += 0x1000;
  flags.control.flags = 1;
  std::set<std::uint64_t> results;
  for (const Registers& start : {before, integer, volatiles, extended, flags}) {
    results.insert(after_work(start).integer);
  }
  CHECK(results.size() == 5);
}

TEST_CASE("Work changes every group", "[INV-14]") {
  const Registers before = some_registers();
  const Registers after = after_work(before);
  CHECK(after.integer != before.integer);
  CHECK(after.volatiles != before.volatiles);
  CHECK(after.extended != before.extended);
}

TEST_CASE("Work consumes the flags and the mark of a call") {
  Registers registers = after_call(some_registers());
  registers.control.flags = 1;
  do_work(registers);
  CHECK(registers.control.flags == 0);
  CHECK(registers.control.after_call == 0);
}

TEST_CASE("A long run of work never comes back to a value that it had") {
  Registers registers = some_registers();
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10'000; ++i) {
    do_work(registers);
    seen.insert(registers.integer);
  }
  CHECK(seen.size() == 10'000);
}

TEST_CASE("After a call the groups that it may destroy do not count", "[SWITCH-7]") {
  const Registers before = after_call(some_registers());
  Registers other = before;
  other.volatiles = 77;
  other.extended = 78;
  CHECK(after_work(before) == after_work(other));
  CHECK(is_fresh(other, before));
  other.integer = 79;
  CHECK(after_work(before).integer != after_work(other).integer);
}

TEST_CASE("A copy is fresh when every live group is the newest", "[INV-3]") {
  const Registers newest = some_registers();
  const auto fresh_with = [&](auto change) {
    Registers copy = newest;
    change(copy);
    return is_fresh(copy, newest);
  };
  CHECK(fresh_with([](Registers&) {}));
  CHECK_FALSE(fresh_with([](Registers& copy) { copy.integer ^= 1; }));
  CHECK_FALSE(fresh_with([](Registers& copy) { copy.volatiles ^= 1; }));
  CHECK_FALSE(fresh_with([](Registers& copy) { copy.extended ^= 1; }));
  CHECK_FALSE(fresh_with([](Registers& copy) { copy.control.position = 1; }));
  CHECK_FALSE(fresh_with([](Registers& copy) { copy.control.stack_owner = ThreadId(1); }));
  CHECK_FALSE(fresh_with([](Registers& copy) { copy.control.flags = 1; }));
  CHECK_FALSE(fresh_with([](Registers& copy) { copy.control.after_call = 1; }));
}

TEST_CASE("The routine that happens to execute is no part of the point of the program") {
  const Registers newest = some_registers();
  Registers copy = newest;
  copy.control.code = {3, 2};
  CHECK(is_fresh(copy, newest));
  CHECK(copy != newest);
}

TEST_CASE("A group is copied alone") {
  const Registers from = some_registers();
  Registers to;
  copy_group(Group::integer, from, to);
  CHECK(to.integer == from.integer);
  CHECK(to.volatiles == 0);
  copy_group(Group::control, from, to);
  CHECK(to.control == from.control);
  CHECK(to.extended == 0);
  copy_group(Group::volatiles, from, to);
  copy_group(Group::extended, from, to);
  CHECK(to == from);
}

}  // namespace umsim::test
