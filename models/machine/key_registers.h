// The description of user registers, wherever a state has some: copies are reduced to fresh or
// stale against the newest of the thread that they will be used for. Where registers are is in
// key_description.h, whose they are and what of them is live in key_liveness.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/machine/key_arrays.h"
#include "models/machine/key_fields.h"
#include "models/machine/key_liveness.h"
#include "models/ums/fig15_switch.h"

namespace umsim {

// Liveness must outlive it.
template <class Codec>
class KeyRegisters {
 public:
  using Fields = KeyFields<Codec>;

  KeyRegisters(const Machine& machine, const KeyLiveness& liveness)
      : machine_(machine), arrays_(machine), liveness_(liveness) {}

  // The newest registers of a thread, which come before all copies. Of a primary that runs no
  // program the point never changes. EnterUmsSchedulingMode returns to the newest point.
  void newest(Fields& fields, ThreadId id) {
    Registers& registers = arrays_.newest[id.at()];
    if constexpr (kUnpacks) {
      registers = representative(id);
      arrays_.users[id.at()].reentry = registers.integer;
    }
    if (fields.live(liveness_.runs_program(machine_.system(), id))) {
      program_point(fields, registers.control);
    }
    if constexpr (kUnpacks) {
      arrays_.users[id.at()].return_position = registers.control.position;
    }
  }

  // User registers in a CPU or a trap frame. In the runtime's code only what it has loaded of a
  // worker counts. A worker's trap frame is `own`: whatever migrates there is for this worker.
  void in_use(Fields& fields, Registers& registers, bool full, ThreadId own) {
    const Control& control = registers.control;
    point(fields, registers.control);
    fields.user_frame(registers.control.code);
    const StepRef code = control.code;
    const ThreadId owner = own.valid() ? own : liveness_.user_of(control);
    const bool program = is_in(code, RoutineId::user_program);
    const bool saves = !program && control.stack_owner.value < arrays_.workers;  // or tries to
    const bool loads = fig15_has_loaded(code, Group::integer);
    if (fields.live(program || saves || loads)) {
      group(fields, registers, owner, &Registers::integer);
    }
    std::uint8_t loads_all =
        loads && KeyLiveness::has_upper_groups(machine_.context(owner)) ? 1 : 0;
    if (fields.live(loads)) {
      fields.flag(loads_all);
    }
    const bool all = program && full && control.after_call == 0;
    upper_groups(fields, registers, owner, all, loads_all != 0);
  }

  // The registers that a worker's context holds. Without a safeguard a context may be loaded
  // although it does not count.
  void saved(Fields& fields, Context& context, ThreadId id) {
    Registers& registers = context.saved;
    const SavedGroups groups = liveness_.saved_groups(id);
    const bool counts = groups.control || machine_.system().knock_outs.any();
    if (fields.live(counts)) {
      fields.flag(context.full);
      point(fields, registers.control);
      if (fields.live(machine_.system().knock_outs.any())) {
        fields.user_frame(registers.control.code);
      }
    }
    const bool full = counts && KeyLiveness::has_upper_groups(context);
    if (fields.live(counts || groups.integer)) {
      group(fields, registers, id, &Registers::integer);
    }
    if (fields.live(full || (groups.volatiles && !groups.control))) {
      group(fields, registers, id, &Registers::volatiles);
    }
    if (fields.live(full || (groups.extended && !groups.control))) {
      group(fields, registers, id, &Registers::extended);
    }
  }

 private:
  static constexpr bool kUnpacks = Codec::kUnpacks;

  // The values that stand for "the newest of this thread" in a representative state, different for
  // every thread and group, and 0 for everything stale.
  [[nodiscard]] static Registers representative(ThreadId thread) {
    const std::uint64_t base = 0x100U + 4U * static_cast<std::uint64_t>(thread.value);
    Registers registers;
    registers.integer = base;
    registers.volatiles = base + 1;
    registers.extended = base + 2;
    registers.control.stack_owner = thread;
    return registers;
  }

  void program_point(Fields& fields, Control& control) {
    fields.position(control.position);
    std::uint8_t flags = control.user_flags();
    fields.together(fields.bits(flags), fields.bits(control.after_call));
    if constexpr (kUnpacks) {
      control.flags = flags;
    }
  }

  // ENTRY-12: no part of the point, and nowhere the newest.
  void wild_pointers(Fields& fields, Control& control) {
    if (!fields.live(machine_.system().wild_contexts)) {
      return;
    }
    unsigned wild = control.wild() / kWildInstructionPointer;
    fields.number(wild, 2);
    if constexpr (kUnpacks) {
      control.flags |= static_cast<std::uint8_t>(wild * kWildInstructionPointer);
    }
  }

  // The point of the program: that of the owner's newest registers, or written out.
  void point(Fields& fields, Control& control) {
    fields.thread(control.stack_owner);
    if (!fields.live(control.stack_owner.valid())) {
      return;
    }
    const ThreadId owner = control.stack_owner.valid() ? control.stack_owner : ThreadId(0);
    const Control& newest = arrays_.newest[owner.at()].control;
    std::uint8_t same = control.same_point(newest) ? 1 : 0;
    fields.flag(same);
    if constexpr (kUnpacks) {
      if (same != 0) {
        control.position = newest.position;
        control.flags = newest.flags;
        control.after_call = newest.after_call;
      }
    }
    if (fields.live(same == 0)) {
      program_point(fields, control);
    }
    wild_pointers(fields, control);
  }

  // A group's value counts only as far as it is the newest of the thread that it will be used for.
  template <class Member>
  void group(Fields& fields, Registers& registers, ThreadId owner, Member member) {
    const std::uint64_t newest = owner.valid() ? arrays_.newest[owner.at()].*member : 0;
    std::uint8_t fresh = owner.valid() && registers.*member == newest ? 1 : 0;
    fields.flag(fresh);
    if constexpr (kUnpacks) {
      registers.*member = fresh != 0 ? newest : 0;
    }
  }

  void upper_groups(Fields& fields, Registers& registers, ThreadId owner, bool all,
                    bool loads_all) {
    const StepRef code = registers.control.code;
    if (fields.live(all || (loads_all && fig15_has_loaded(code, Group::volatiles)))) {
      group(fields, registers, owner, &Registers::volatiles);
    }
    if (fields.live(all || (loads_all && fig15_has_loaded(code, Group::extended)))) {
      group(fields, registers, owner, &Registers::extended);
    }
  }

  const Machine machine_;
  const KeyArrays arrays_;
  const KeyLiveness& liveness_;
};

}  // namespace umsim
