#include "models/cpu/registers.h"

namespace umsim {
namespace {

// splitmix64's finaliser: cheap, bijective, and no value maps to itself in practice.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

}  // namespace

void do_work(Registers& registers) {
  std::uint64_t live = registers.integer + registers.control.user_flags();
  if (registers.control.after_call == 0) {
    live ^= registers.volatiles ^ (registers.extended << 1U);
  }
  registers.integer = mix(live);
  registers.volatiles = mix(registers.integer);
  registers.extended = mix(registers.volatiles);
  registers.control.flags = 0;
  registers.control.after_call = 0;
}

bool is_fresh(const Registers& copy, const Registers& newest) {
  if (copy.integer != newest.integer || !copy.control.same_point(newest.control)) {
    return false;
  }
  const bool reduced = copy.control.after_call != 0;
  return reduced || (copy.volatiles == newest.volatiles && copy.extended == newest.extended);
}

}  // namespace umsim
