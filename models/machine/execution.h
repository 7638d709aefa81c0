// Execution: what a step function gets: the state, which CPU it runs on, and where to report
// events.
//
// It offers the vocabulary in which steps are written (self, user, next, call, report) and keeps no
// state of its own beyond one step.
#pragma once

#include <cstdint>
#include <limits>

#include "models/machine/image.h"
#include "models/machine/routines.h"
#include "models/machine/step.h"

namespace umsim {

inline constexpr std::uint64_t kAllCycles = std::numeric_limits<std::uint64_t>::max();

class Execution {
 public:
  // `reporter` may be null: the search reports nothing.
  Execution(Machine on, CpuId cpu, Reporter* reporter)
      : machine(on), cpu_id(cpu), reporter_(reporter) {}

  Machine machine;
  CpuId cpu_id;
  StepRef step;                               // the row that runs
  std::uint64_t granted_cycles = kAllCycles;  // how much of a compute instruction may be done
  std::uint64_t extra_cycles = 0;             // work that the step did beyond its cost class
  ThreadId dispatched;                        // dispatch: the thread that gets the CPU

  [[nodiscard]] const System& system() const { return machine.system(); }
  [[nodiscard]] Cpu& cpu() const { return machine.cpu(cpu_id); }
  [[nodiscard]] ThreadId self() const { return cpu().current; }
  [[nodiscard]] KThread& kthread() const { return machine.kthread(self()); }
  // The thread on whose user stack the CPU is, and its user portion.
  [[nodiscard]] ThreadId stack_owner() const { return cpu().registers.control.stack_owner; }
  [[nodiscard]] UserPortion& user() const { return machine.user(stack_owner()); }

  // True unless a scenario has switched this safeguard off.
  [[nodiscard]] bool keeps(KnockOut safeguard) const { return !system().knocked_out(safeguard); }

  [[nodiscard]] Next next() const { return go(static_cast<std::uint8_t>(step.row + 1U)); }
  template <class Row>
  [[nodiscard]] Next go(Row row) const {
    return {Next::Kind::row, {step.routine, static_cast<std::uint8_t>(row)}, 0};
  }
  template <class Row>
  [[nodiscard]] static Next jump(RoutineId to, Row row) {
    return {Next::Kind::row, step_ref(to, static_cast<std::uint8_t>(row)), 0};
  }
  // A call of `to`; the return comes back to row `resume` of this routine.
  template <class Row>
  [[nodiscard]] static Next call(RoutineId to, Row resume) {
    return call(step_ref(to, 0), resume);
  }
  template <class Row>
  [[nodiscard]] static Next call(StepRef to, Row resume) {
    return {Next::Kind::call, to, static_cast<std::uint8_t>(resume)};
  }
  [[nodiscard]] static Next jump_to(StepRef to) { return {Next::Kind::row, to, 0}; }
  [[nodiscard]] static Next back() { return {Next::Kind::back, {}, 0}; }
  [[nodiscard]] static Next leave() { return {Next::Kind::leave, {}, 0}; }

  [[nodiscard]] bool reports() const { return reporter_ != nullptr; }
  void report(EventKind kind, ThreadId thread, std::uint16_t object = 0xFFFF,
              std::uint64_t old_value = 0, std::uint64_t new_value = 0) const;

 private:
  Reporter* reporter_;
};

// Position of an enumerator in its table.
template <class Row>
[[nodiscard]] constexpr std::uint8_t row_of(Row row) {
  return static_cast<std::uint8_t>(row);
}

}  // namespace umsim
