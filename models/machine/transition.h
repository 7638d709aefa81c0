// The transition relation: which choices a state offers, and what each does.
//
// Both engines move the machine only through these functions: the timed engine picks by the clock,
// the search tries all, replay reads a list.
#pragma once

#include <cstdint>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/step.h"

namespace umsim {

enum class ChoiceKind : std::uint8_t {
  step,       // CPU `cpu` runs its next step
  dispatch,   // idle CPU `cpu` gets thread `index`
  interrupt,  // CPU `cpu` takes an interrupt (a TLB shootdown, end of quantum, or an APC for its
              // thread in user mode)
  complete,   // what thread `index` waits for in a timed wait has come
  time_out,   // the time-out of thread `index`'s wait has come
  arrive,     // APC or other event `index` comes
  expire      // the time of timer `index` has come
};

struct Choice {
  ChoiceKind kind = ChoiceKind::step;
  CpuId cpu;                // none for complete, time_out, arrive and expire
  std::uint16_t index = 0;  // thread, APC or object
  friend bool operator==(const Choice&, const Choice&) = default;
};

// A choice as one number, and back.
[[nodiscard]] std::uint32_t to_code(const Choice& choice);
[[nodiscard]] Choice from_code(std::uint32_t code);

// Appends all choices that the state offers, in a fixed order. Empty: nothing can happen any more.
void enabled_choices(const Machine& machine, std::vector<Choice>& choices);
[[nodiscard]] bool is_enabled(const Machine& machine, const Choice& choice);

struct Outcome {
  StepRef step;                    // the row that ran; meaningless where no CPU acts
  std::uint64_t extra_cycles = 0;  // work beyond the row's cost class
};

// Performs an enabled choice. `granted_cycles` limits how much of a compute instruction is done;
// with less than what is left of it, the instruction stays the next one. Throws InternalError when
// the choice is not enabled.
Outcome apply(const Machine& machine, const Choice& choice, Reporter* reporter,
              std::uint64_t granted_cycles);
Outcome apply(const Machine& machine, const Choice& choice, Reporter* reporter);

// The row that CPU `id` would run next; it must not be idle.
[[nodiscard]] StepRef next_step(const Machine& machine, CpuId id);

// Whose step that is: in user mode the thread on whose user stack the CPU is, in kernel mode the
// kernel's current thread. Traces and places name steps by this thread. The CPU must not be idle.
[[nodiscard]] ThreadId acting_thread(const Machine& machine, CpuId id);

// What is left of the compute instruction that the CPU is about to run, 0 if it is at no such
// instruction.
[[nodiscard]] std::uint64_t compute_left(const Machine& machine, CpuId id);

// The declared footprint of the CPU's next step, resolved to byte ranges of the block, own CPU and
// KTHREAD included.
struct ResolvedAccess {
  Rights rights = Rights::read;
  ByteRange range;
};
void resolve_footprint(const Machine& machine, CpuId id, std::vector<ResolvedAccess>& accesses);

// What a kernel portion looks at behind every step, to take what is pending (APC-21). A processor
// has it in the KTHREAD, so that it costs nothing.
void resolve_delivery(const Machine& machine, CpuId id, std::vector<ResolvedAccess>& accesses);

// True when CPU `cpu` has taken an interrupt and is about to decide whether its thread keeps it.
// Until then the interrupt could as well come later, so that the search takes it and decides in one
// step (decision 0016); not in a system with page tables, where the return to user mode may fill
// the TLB.
[[nodiscard]] bool decides_interrupt(const Machine& machine, CpuId id);

// True when every thread has ended: the machine may stop here.
[[nodiscard]] bool all_ended(const Machine& machine);

}  // namespace umsim
