// What of a state is live: the predicates that say which fields can still matter. They look at a
// state and know nothing of keys; that a field is left out where its predicate does not hold is
// key_description.h's and key_registers.h's doing. While unpacking they see the fields that have
// been written so far.
#pragma once

#include <cstddef>

#include "models/machine/key.h"
#include "models/machine/key_arrays.h"
#include "models/machine/routines.h"
#include "models/ums/fig08_staging.h"

namespace umsim {

[[nodiscard]] inline bool is_in(StepRef code, RoutineId id) {
  return code.routine == static_cast<std::uint8_t>(id);
}

// Which groups of a worker's saved registers count.
struct SavedGroups {
  bool integer = true;
  bool volatiles = true;
  bool extended = true;
  bool control = true;  // and whether the full set is there
};

class KeyLiveness {
 public:
  // The bounds must outlive it.
  KeyLiveness(const Machine& machine, const KeyFormat::Bounds& bounds)
      : arrays_(machine), bounds_(bounds) {}

  [[nodiscard]] const SchedulerFeatures& schedulers() const { return bounds_.schedulers; }
  [[nodiscard]] const std::vector<std::uint64_t>& debug_addresses() const {
    return bounds_.debug_addresses;
  }

  [[nodiscard]] const ApiFeatures& api() const { return bounds_.api; }
  [[nodiscard]] bool has_placed_faults() const { return bounds_.placed_faults; }
  [[nodiscard]] bool forged_tebs() const { return bounds_.forged_tebs; }

  [[nodiscard]] bool several_askers() const { return bounds_.several_askers; }

  [[nodiscard]] bool is_primary(ThreadId id) const {
    return id.value >= arrays_.workers && id.value < bounds_.primaries_end;
  }

  // It runs a program, all the time or until it enters scheduling mode and behind that.
  [[nodiscard]] bool runs_program(const System& system, ThreadId id) const {
    return !is_primary(id) || (bounds_.schedulers.enter && system.enters_scheduling(id));
  }

  // For whom registers in a CPU or in a trap frame will be used: during a load for the worker in
  // hand.
  [[nodiscard]] ThreadId user_of(const Control& control) const {
    const bool loads = is_in(control.code, RoutineId::fig15_switch) &&
                       control.stack_owner.valid() && control.stack_owner.value >= arrays_.workers;
    return loads ? arrays_.users[control.stack_owner.at()].hand : control.stack_owner;
  }

  // Volatiles and extended registers, that is; after a call they are dead, though they may have
  // been saved.
  [[nodiscard]] static bool has_upper_groups(const Context& context) {
    return context.full != 0 && context.saved.control.after_call == 0;
  }

  // The trap frame of the primary from which the worker's context is on its way, or null.
  [[nodiscard]] const TrapFrame* source_of(ThreadId id) const {
    for (const KThread& kthread : arrays_.beside_workers()) {
      if (kthread.peer == id) {
        return &kthread.trap;
      }
    }
    return nullptr;
  }

  // What is on its way and dead at the source is dead where it arrives.
  [[nodiscard]] static bool is_full(const TrapFrame& trap, const TrapFrame* source) {
    if (trap.valid != 0 || source == nullptr) {
      return trap.full != 0;
    }
    return source->full != 0 && source->registers.control.after_call == 0;
  }

  // The worker is about to pull, or has begun to pull, a context into its staging area.
  [[nodiscard]] bool is_pulling(ThreadId id) const {
    const KernelStack& stack = arrays_.kthreads[id.at()].stack;
    return stack.depth != 0 && pulls(stack.top());
  }

  // The thread puts a context on a list, and has chosen which.
  [[nodiscard]] bool is_pushing(ThreadId id) const {
    const KernelStack& stack = arrays_.kthreads[id.at()].stack;
    return stack.depth != 0 && is_in(stack.top(), RoutineId::list_push) && stack.top().row != 0;
  }

  // The kernel has been entered and the registers are not yet saved.
  [[nodiscard]] bool is_entering(ThreadId id) const {
    const KernelStack& stack = arrays_.kthreads[id.at()].stack;
    return stack.depth != 0 && stack.top().row == 0 &&
           (is_in(stack.top(), RoutineId::kernel_entry) ||
            is_in(stack.top(), RoutineId::interrupt));
  }

  // An attempt to switch to the worker in hand is under way, or has failed and is yet to be dealt
  // with.
  [[nodiscard]] bool is_attempting(ThreadId id) const;

  // The attempt has failed, and the scheduler has not dealt with it.
  [[nodiscard]] bool has_failed(ThreadId id) const;

  // The reference to the primary counts from its record in FIG. 15 until the worker leaves the
  // primary; on its own kernel thread nobody asks for it.
  [[nodiscard]] bool knows_primary(ThreadId id) const;

  // While the worker's state is in a CPU, in a primary's trap frame or in its kernel portion, what
  // the context holds will be overwritten; it is, group by group, when the state is given back or a
  // yield saves it.
  [[nodiscard]] SavedGroups saved_groups(ThreadId id) const;

 private:
  // The thread's user registers, in its trap frame or in its CPU; null when it has none.
  [[nodiscard]] const Registers* in_user_mode(ThreadId id) const;
  [[nodiscard]] bool attempts(const Registers& registers, ThreadId id) const;
  [[nodiscard]] bool attempts_directly(const Registers& registers) const;
  [[nodiscard]] bool is_next(const Registers& registers, ThreadId primary, ThreadId id) const;
  [[nodiscard]] bool hosts(const Registers& registers, ThreadId primary, ThreadId id) const;
  [[nodiscard]] SavedGroups being_given_back(const KThread& worker) const;
  [[nodiscard]] SavedGroups being_captured(const KThread& primary) const;

  const KeyArrays arrays_;
  const KeyFormat::Bounds& bounds_;
};

}  // namespace umsim
