// Which steps the protocol keeps to one thread (decision 0093).
#include "models/machine/exclusive_steps.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "models/kernel/arrivals.h"
#include "models/kernel/dispatcher.h"
#include "models/machine/row_table.h"
#include "models/machine/transition.h"
#include "models/ums/hosting.h"

namespace umsim {
namespace {

// What a condition looks at: the thread on a CPU.
struct Actor {
  const Machine& machine;
  CpuId cpu_id;
  ThreadId thread;

  [[nodiscard]] const System& system() const { return machine.system(); }
  [[nodiscard]] const KThread& kthread() const { return machine.kthread(thread); }
  [[nodiscard]] const UserPortion& user() const { return machine.user(thread); }
  [[nodiscard]] ThreadId stack_owner() const {
    return machine.cpu(cpu_id).registers.control.stack_owner;
  }
};

// Nothing is still to come to the thread from outside, but what is in service.
bool is_spared(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    const ApcState state = machine.apc(ApcId(i)).state;
    const bool is_over = state == ApcState::done || state == ApcState::active;
    if (system.apcs[i].target == thread && !is_over) {
      return false;
    }
  }
  return true;
}

// And nothing is in service: nobody will look at what it is in the middle of.
bool is_undisturbed(const Machine& machine, ThreadId thread) {
  return is_spared(machine, thread) && !machine.kthread(thread).apc.valid();
}

bool is_in_somebodys_hands(const Machine& machine, ThreadId worker) {
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    if (has_in_hands(machine, ThreadId(i), worker)) {
      return true;
    }
  }
  return false;
}

// FIG. 13. What a directed switch gives to the kernel portion stays there.
bool is_awake(const Actor& actor) {
  return actor.kthread().wake_pending != 0 || actor.kthread().trap.valid != 0;
}

bool found_unlocked(const Actor& actor) { return actor.kthread().seen_locked == 0; }

bool has_no_hold(const Actor& actor) { return actor.kthread().apc_locked == 0; }

// No primary ends before the workers have.
bool primaries_stay(const Actor& actor) {
  return std::ranges::none_of(actor.system().apcs, [&](const ApcSpec& event) {
    return event.kind == ApcKind::terminate && !actor.system().is_worker(event.target);
  });
}

// On what the kernel portion has, or on a context that the APC's own hold on the lock keeps for it:
// whoever tries it now fails at one of the two tests of FIG. 15, and nobody is past them.
bool serves_alone(const Actor& actor) {
  const KThread& kthread = actor.kthread();
  if (!actor.system().is_worker(actor.thread)) {
    return false;
  }
  if (kthread.apc_on_user == 0) {
    return kthread.trap.valid != 0;
  }
  return kthread.apc_locked != 0 && !is_in_somebodys_hands(actor.machine, actor.thread);
}

bool is_last_apc(const Actor& actor) {
  return actor.kthread().suspensions == 0 && is_spared(actor.machine, actor.thread);
}

// FIG. 14. The worker waits for the answer, and the CID is this primary's.
bool is_asked(const Actor& actor) { return actor.kthread().asked_by.valid(); }

// The worker is asleep until it has the answer, and has a CPU as soon as it has it.
bool wakes_asker(const Actor& actor) {
  const ThreadId asker = actor.kthread().asked_by;
  return asker.valid() && actor.machine.kthread(asker).state == ThreadState::waiting &&
         has_cpu_for_all(actor.machine);
}

bool always(const Actor& /*actor*/) { return true; }

// FIG. 8. Each waits for the other, and what it has waited for stays.
bool has_deferred(const Actor& actor) {
  const KThread& worker = actor.machine.kthread(actor.kthread().peer);
  return worker.asks == actor.thread && worker.answer == Answer::deferred &&
         is_undisturbed(actor.machine, actor.thread);
}

bool is_pulled(const Actor& actor) {
  return actor.kthread().trap.valid == 0 && is_undisturbed(actor.machine, actor.thread);
}

// FIG. 2. Under the lock, and no APC comes that would lead.
bool is_woken(const Actor& actor) {
  return actor.kthread().wake_pending != 0 && is_undisturbed(actor.machine, actor.thread);
}

bool migrates_undisturbed(const Actor& actor) {
  return is_undisturbed(actor.machine, actor.kthread().peer) &&
         is_undisturbed(actor.machine, actor.thread);
}

// Where a worker is tried out of the ready queue alone, nobody has a look at its lock.
bool leaves_unwatched(const Actor& actor) {
  return actor.machine.layout().queued_only && migrates_undisturbed(actor);
}

bool locks_unwatched(const Actor& actor) {
  return leaves_unwatched(actor) && actor.machine.context(actor.kthread().peer).lock.holders == 0;
}

bool wakes_unwatched(const Actor& actor) {
  return leaves_unwatched(actor) && has_cpu_for_all(actor.machine);
}

// What it leaves behind comes to nobody before it is on its list.
bool ends_unwatched(const Actor& actor) {
  return actor.machine.layout().queued_only && is_undisturbed(actor.machine, actor.thread) &&
         !is_in_somebodys_hands(actor.machine, actor.thread);
}

bool gives_back_alone(const Actor& actor) {
  return actor.machine.context(actor.thread).lock.holders != 0 &&
         !actor.system().follows_windows() && !is_in_somebodys_hands(actor.machine, actor.thread);
}

// FIGS. 15 and 16. The CID is the primary's; what it does with the worker is of interest to the
// worker's APCs alone.
bool is_on_own_stack(const Actor& actor) { return actor.stack_owner() == actor.thread; }

bool has_hand_undisturbed(const Actor& actor) {
  return is_on_own_stack(actor) && actor.user().hand.valid() &&
         is_undisturbed(actor.machine, actor.user().hand) &&
         is_undisturbed(actor.machine, actor.thread);
}

// And its kernel portion is parked: what D2 asks for stays as it is.
bool has_idle_hand_undisturbed(const Actor& actor) {
  return has_hand_undisturbed(actor) && actor.machine.context(actor.user().hand).lock.holders == 0;
}

// And nobody else tries it.
bool has_queued_hand_undisturbed(const Actor& actor) {
  return actor.machine.layout().queued_only && !actor.system().follows_windows() &&
         actor.user().hand_owned != 0 && has_idle_hand_undisturbed(actor);
}

// What has been dequeued is this primary's, and so are the links; nobody will take it over
// (EXIT-6).
bool walks_own_chain(const Actor& actor) {
  return actor.machine.layout().queued_only && primaries_stay(actor);
}

bool runs_undisturbed(const Actor& actor) {
  return is_undisturbed(actor.machine, actor.stack_owner()) &&
         is_undisturbed(actor.machine, actor.thread);
}

// The worker is another primary's now, and is forgotten.
bool has_lost_hand(const Actor& actor) {
  return is_on_own_stack(actor) && actor.user().hand_owned == 0;
}

struct ExclusiveStep {
  std::string_view label;
  bool (*when)(const Actor& actor);
};

constexpr std::array kExclusiveSteps = {
    ExclusiveStep{"FIG13.D2", is_awake},
    ExclusiveStep{"FIG13.D4", found_unlocked},
    ExclusiveStep{"FIG13.D5", primaries_stay},
    ExclusiveStep{"FIG13.unlock", has_no_hold},
    ExclusiveStep{"FIG13.end", is_last_apc},
    ExclusiveStep{"APC.run", serves_alone},
    ExclusiveStep{"APC.read.integer", serves_alone},
    ExclusiveStep{"APC.read.control", serves_alone},
    ExclusiveStep{"APC.change.integer", serves_alone},
    ExclusiveStep{"APC.change.control", serves_alone},
    ExclusiveStep{"FIG14.D7", always},
    ExclusiveStep{"FIG14.D8", is_asked},
    ExclusiveStep{"FIG14.D9", is_asked},
    ExclusiveStep{"FIG9.complete", is_asked},
    ExclusiveStep{"FIG10.reset", is_asked},
    ExclusiveStep{"FIG14.B4.integer", is_asked},
    ExclusiveStep{"FIG14.B4.volatiles", is_asked},
    ExclusiveStep{"FIG14.B4.extended", is_asked},
    ExclusiveStep{"FIG14.B4.control", is_asked},
    ExclusiveStep{"FIG14.B6.teb", is_asked},
    ExclusiveStep{"FIG14.B6.pc", is_asked},
    ExclusiveStep{"FIG14.B5", is_asked},
    ExclusiveStep{"FIG14.D8.teb", is_asked},
    ExclusiveStep{"FIG14.D8.pc", is_asked},
    ExclusiveStep{"FIG8.await", has_deferred},
    ExclusiveStep{"FIG8.released", is_pulled},
    ExclusiveStep{"FIG14.B10.integer", always},
    ExclusiveStep{"FIG14.B10.volatiles", always},
    ExclusiveStep{"FIG14.B10.extended", always},
    ExclusiveStep{"FIG14.B11", always},
    ExclusiveStep{"FIG14.B12", always},
    ExclusiveStep{"FIG14.D8.answer", wakes_asker},
    ExclusiveStep{"FIG2.6.lock", locks_unwatched},
    ExclusiveStep{"FIG2.6.integer", migrates_undisturbed},
    ExclusiveStep{"FIG2.6.volatiles", migrates_undisturbed},
    ExclusiveStep{"FIG2.6.extended", migrates_undisturbed},
    ExclusiveStep{"FIG2.6.control", migrates_undisturbed},
    ExclusiveStep{"FIG2.6.cid", leaves_unwatched},
    ExclusiveStep{"FIG2.6.wake", wakes_unwatched},
    ExclusiveStep{"FIG2.6.sleep", is_woken},
    ExclusiveStep{"FIG2.8.integer", gives_back_alone},
    ExclusiveStep{"FIG2.8.volatiles", gives_back_alone},
    ExclusiveStep{"FIG2.8.extended", gives_back_alone},
    ExclusiveStep{"FIG2.8.control", gives_back_alone},
    ExclusiveStep{"FIG2.8.terminate", ends_unwatched},
    ExclusiveStep{"SCHED.failed", has_lost_hand},
    ExclusiveStep{"SCHED.walk", walks_own_chain},
    ExclusiveStep{"FIG15.B1", has_queued_hand_undisturbed},
    ExclusiveStep{"FIG15.D1", has_queued_hand_undisturbed},
    ExclusiveStep{"FIG15.D3", has_idle_hand_undisturbed},
    ExclusiveStep{"FIG15.D2", has_idle_hand_undisturbed},
    ExclusiveStep{"FIG15.B3", has_hand_undisturbed},
    ExclusiveStep{"FIG15.D3.restore", has_hand_undisturbed},
    ExclusiveStep{"FIG15.B2", is_on_own_stack},
    ExclusiveStep{"FIG15.B5", is_on_own_stack},
    ExclusiveStep{"FIG15.B6", has_hand_undisturbed},
    ExclusiveStep{"FIG15.B7.integer", has_hand_undisturbed},
    ExclusiveStep{"FIG15.B7.volatiles", has_hand_undisturbed},
    ExclusiveStep{"FIG15.B7.extended", has_hand_undisturbed},
    ExclusiveStep{"FIG15.B7.control", has_hand_undisturbed},
    ExclusiveStep{"USER.exit", runs_undisturbed},
    ExclusiveStep{"USER.system_call", runs_undisturbed},
    ExclusiveStep{"USER.sleep", runs_undisturbed},
    ExclusiveStep{"USER.yield", runs_undisturbed},
    ExclusiveStep{"FIG16.B1.integer", runs_undisturbed},
    ExclusiveStep{"FIG16.B1.control", runs_undisturbed},
    ExclusiveStep{"FIG16.B2", has_hand_undisturbed},
    ExclusiveStep{"FIG16.B4.integer", is_on_own_stack},
    ExclusiveStep{"FIG16.B4.control", is_on_own_stack},
};

constexpr std::array kExclusiveEvents = {EventKind::teb_load,
                                         EventKind::context_read,
                                         EventKind::context_changed,
                                         EventKind::context_saved,
                                         EventKind::apc_end,
                                         EventKind::switch_failed,
                                         EventKind::ums_switch,
                                         EventKind::ums_yield,
                                         EventKind::kernel_entry,
                                         EventKind::unblock,
                                         EventKind::api_return,
                                         EventKind::apc_taken,
                                         EventKind::context_moved,
                                         EventKind::lock_transition,
                                         EventKind::directed_switch,
                                         EventKind::unpark,
                                         EventKind::block,
                                         EventKind::cpu_idle,
                                         EventKind::thread_ready,
                                         EventKind::disassociate_answered,
                                         EventKind::context_terminated};

std::span<const ExclusiveStep> exclusive_cases(StepRef step) {
  static const RowTable<ExclusiveStep> rows(kExclusiveSteps);
  return rows.of(step);
}

bool touches_contexts(const Program& program) {
  return std::ranges::any_of(program.instructions, [](const Instruction& instruction) {
    return instruction.opcode == Opcode::touch_context ||
           instruction.opcode == Opcode::write_context;
  });
}

bool deletes_process(const ApcSpec& event) { return event.what == AsyncKind::process_deletion; }

}  // namespace

bool has_exclusive_steps(const System& system) {
  return system.knock_outs.none() && !system.paged && !system.debug_registers &&
         std::ranges::none_of(system.programs, touches_contexts) &&
         std::ranges::none_of(system.apcs, deletes_process);
}

bool may_be_exclusive(StepRef row) { return !exclusive_cases(row).empty(); }

bool may_be_reported_exclusively(EventKind kind) {
  return std::ranges::find(kExclusiveEvents, kind) != kExclusiveEvents.end();
}

bool is_exclusive(const Machine& machine, CpuId id) {
  const ThreadId thread = machine.cpu(id).current;
  if (!thread.valid()) {
    return false;
  }
  const Actor actor{machine, id, thread};
  return std::ranges::any_of(exclusive_cases(next_step(machine, id)),
                             [&](const ExclusiveStep& one) { return one.when(actor); }) &&
         !may_come_here(machine, id);
}

}  // namespace umsim
