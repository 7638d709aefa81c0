// The registers that make up a user context, in groups that are saved and loaded one by one.
//
// Groups stand for what they hold on x64: `integer` the nonvolatile integer registers (here: the
// checksum of the program's work), `control` the instruction and stack pointer, `volatiles` the
// registers that a call may destroy, `extended` the vector state. A synchronous entry or a yield
// needs only the reduced set, integer and control; an interrupted program needs all of them
// (ENTRY-6, SWITCH-7).
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "traces/vocabulary/event.h"
#include "traces/vocabulary/ids.h"

namespace umsim {

enum class Group : std::uint8_t { integer, control, volatiles, extended };

// Bits of Control::flags.
inline constexpr std::uint8_t kUserFlags = 1;  // a set-context APC changes them, the next
                                               // instruction consumes them
// ENTRY-12: a program has written over the saved pointer, and it points where user code cannot be:
// the instruction pointer is not canonical, the stack pointer outside of the TEB's stack bounds.
// Everything else in the group is what it was before.
inline constexpr std::uint8_t kWildInstructionPointer = 2;
inline constexpr std::uint8_t kWildStackPointer = 4;
inline constexpr std::uint8_t kWildPointers = kWildInstructionPointer | kWildStackPointer;

// Where a user portion is: the position in its program or in a routine of the user-mode runtime,
// and the thread on whose user stack it is.
struct Control {
  std::uint16_t position = 0;  // instruction of the owner's program
  ThreadId stack_owner;        // whose user stack the stack pointer points into
  StepRef code;  // the routine that the instruction pointer is in; user_program for the program
  std::uint8_t flags = 0;       // user flags, and which pointers are wild
  std::uint8_t after_call = 0;  // 1: a call has just returned, so volatiles and extended hold
                                // nothing of value

  [[nodiscard]] constexpr std::uint8_t user_flags() const { return flags & kUserFlags; }
  [[nodiscard]] constexpr std::uint8_t wild() const { return flags & kWildPointers; }
  // The same point of the same program; the runtime routine that happens to be executing is not
  // part of it, nor is what a program has written over the pointers.
  [[nodiscard]] constexpr bool same_point(const Control& other) const {
    return position == other.position && stack_owner == other.stack_owner &&
           user_flags() == other.user_flags() && after_call == other.after_call;
  }
  friend constexpr bool operator==(const Control&, const Control&) = default;
};

struct Registers {
  std::uint64_t integer = 0;
  Control control;
  std::uint64_t volatiles = 0;
  std::uint64_t extended = 0;
  friend constexpr bool operator==(const Registers&, const Registers&) = default;
};
static_assert(std::has_unique_object_representations_v<Registers>);

inline void copy_group(Group group, const Registers& from, Registers& to) {
  switch (group) {
    case Group::integer: to.integer = from.integer; return;
    case Group::control: to.control = from.control; return;
    case Group::volatiles: to.volatiles = from.volatiles; return;
    case Group::extended: to.extended = from.extended; return;
  }
}

// What one instruction of work does to the registers: every group depends on what was live before,
// so that a lost or stale group changes the checksum for good (INV-14).
void do_work(Registers& registers);

// True when every live group of `copy` is the one in `newest` (INV-3).
[[nodiscard]] bool is_fresh(const Registers& copy, const Registers& newest);

}  // namespace umsim
