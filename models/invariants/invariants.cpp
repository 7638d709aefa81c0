#include "models/invariants/invariants.h"

#include <array>

#include "models/cpu/teb.h"
#include "models/invariants/context_values.h"
#include "models/invariants/debug.h"
#include "models/invariants/locks.h"
#include "models/invariants/memory.h"
#include "models/invariants/places.h"
#include "models/kernel/dispatcher.h"
#include "models/machine/routines.h"
#include "models/ums/fig13_apc.h"
#include "models/ums/list_push.h"
#include "models/ums/lock.h"
#include "models/ums/own_thread.h"

namespace umsim {
namespace {

template <class Predicate>
bool for_all_workers(const Machine& machine, Predicate holds) {
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    if (!holds(ThreadId(i))) {
      return false;
    }
  }
  return true;
}

template <class Predicate>
bool for_all_user_cpus(const Machine& machine, Predicate holds) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (cpu.current.valid() && cpu.mode == Mode::user && !holds(CpuId(i))) {
      return false;
    }
  }
  return true;
}

bool in_routine(StepRef code, RoutineId id) {
  return code.routine == static_cast<std::uint8_t>(id);
}

bool in_program(const Cpu& cpu) {
  return in_routine(cpu.registers.control.code, RoutineId::user_program);
}

bool has_frame(const KThread& kthread, RoutineId id) {
  for (std::size_t i = 0; i < kthread.stack.depth; ++i) {
    if (in_routine(kthread.stack.frames[i], id)) {
      return true;
    }
  }
  return false;
}

bool loaded_once(const Machine& machine) {
  return for_all_workers(machine, [&](ThreadId worker) { return loads_of(machine, worker) <= 1; });
}

// LIST-2: on a worker's own kernel thread its user portion runs, and nobody else's.
bool own_thread_runs_its_own(const Machine& machine) {
  return for_all_user_cpus(machine, [&](CpuId id) {
    const Cpu& cpu = machine.cpu(id);
    const ThreadId own = on_own_thread(machine, cpu);
    return !own.valid() || cpu.registers.control.stack_owner == own;
  });
}

// An APC that only locks and peeks does not yet execute on the worker's behalf.
bool one_portion_executes(const Machine& machine) {
  return for_all_user_cpus(machine, [&](CpuId id) {
    const ThreadId owner = machine.cpu(id).registers.control.stack_owner;
    if (!machine.system().is_worker(owner)) {
      return true;
    }
    const KThread& kthread = machine.kthread(owner);
    return kthread.trap.valid == 0 && !has_frame(kthread, RoutineId::apc_body);
  });
}

// While a service executes on it; an APC on top may be about to change it.
bool trap_is_fresh(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  const Registers& saved = kthread.trap.registers;
  const bool in_use = kthread.trap.valid != 0 && kthread.stack.depth != 0 &&
                      in_routine(kthread.stack.top(), RoutineId::service) &&
                      in_routine(saved.control.code, RoutineId::user_program);
  return !in_use || is_fresh(saved, machine.newest(saved.control.stack_owner));
}

// ENTRY-13: whoever finds its lock free may load the context.
bool is_free_and_stale(const Machine& machine, ThreadId worker) {
  const Context& context = machine.context(worker);
  return is_free(context.lock) && context.terminated == 0 &&
         !is_fresh(context.saved, machine.newest(worker));
}

bool no_torn_context(const Machine& machine) {
  if (!for_all_workers(machine,
                       [&](ThreadId worker) { return !is_free_and_stale(machine, worker); })) {
    return false;
  }
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    if (!trap_is_fresh(machine, ThreadId(i))) {
      return false;
    }
  }
  return !machine.globals().torn.valid() && for_all_user_cpus(machine, [&](CpuId id) {
    const Registers& live = machine.cpu(id).registers;
    return !in_program(machine.cpu(id)) || is_fresh(live, machine.newest(live.control.stack_owner));
  });
}

bool service_has_own_identity(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (!cpu.current.valid() || cpu.mode == Mode::user) {
      continue;
    }
    const KThread& kthread = machine.kthread(cpu.current);
    const bool serving = has_frame(kthread, RoutineId::service) && kthread.trap.valid != 0;
    if (serving && kthread.trap.registers.control.stack_owner != cpu.current) {
      return false;
    }
  }
  return true;
}

// Inside a switch or yield the TEB changes before or after the registers; everywhere else they
// belong together.
bool teb_fits_registers(const Machine& machine) {
  return for_all_user_cpus(machine, [&](CpuId id) {
    const Control& control = machine.cpu(id).registers.control;
    const bool changing = in_routine(control.code, RoutineId::fig15_switch) ||
                          in_routine(control.code, RoutineId::fig16_yield) ||
                          in_routine(control.code, RoutineId::direct_switch);
    const bool forged = machine.cpu(id).forged_teb != 0;  // the program's doing, not the protocol's
    return changing || forged || loaded_teb(machine, id) == control.stack_owner;
  });
}

bool in_one_place(const Machine& machine) {
  return for_all_workers(machine, [&](ThreadId worker) {
    const unsigned places = exclusive_places(machine, worker);
    return places == 1 || (places == 0 && is_in_scheduler(machine, worker));
  });
}

bool programs_expect_it(const Machine& machine) { return !machine.globals().surprised.valid(); }

template <Misuse misuse>
bool is_not_misused(const Machine& machine) {
  return machine.globals().misuse != misuse;
}

// Only the kernel queues, and it marks what it queues.
bool kernel_alone_queues(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().lists.size(); ++i) {
    const ThreadId head = machine.list(ListId(i)).head;
    if (head.valid() && machine.context(head).on_list == 0) {
      return false;
    }
  }
  return true;
}

// A primary that defers is released before the APC may suspend its worker (APC-4).
bool waits_for_a_suspended_worker(const Machine& machine, ThreadId primary) {
  const KThread& kthread = machine.kthread(primary);
  return kthread.wait == WaitReason::pull && kthread.peer.valid() && kthread.trap.valid != 0 &&
         waits_suspended(machine.kthread(kthread.peer));
}

bool queue_wait_has_a_reason(const Machine& machine) {
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    const ThreadId primary(i);
    const bool sleeps_alone =
        sleeps_on_queue(machine.kthread(primary)) && active_workers(machine, primary) == 0;
    if (sleeps_alone || waits_for_a_suspended_worker(machine, primary)) {
      return false;
    }
  }
  return true;
}

// LIST-2: whoever runs in user mode on its own kernel thread is active through a primary's queue.
bool is_admitted(const Machine& machine, CpuId id) {
  const ThreadId own = on_own_thread(machine, machine.cpu(id));
  return !own.valid() || waiting_primary(machine, own).valid();
}

bool queue_admits_one(const Machine& machine) {
  if (!for_all_user_cpus(machine, [&](CpuId id) { return is_admitted(machine, id); })) {
    return false;
  }
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    const ThreadId primary(i);
    const unsigned workers = active_workers(machine, primary);
    const unsigned own = sleeps_on_queue(machine.kthread(primary)) ? 0 : 1;
    if (workers != 0 && workers + own > 1) {
      return false;
    }
  }
  return true;
}

// A pusher that found the list empty stands at the signalling step until it has set the event.
bool event_follows_list(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().lists.size(); ++i) {
    const CompletionList& list = machine.list(ListId(i));
    std::uint32_t under_way = 0;
    for (std::size_t t = 0; t < machine.system().threads.size(); ++t) {
      const ThreadId pusher(t);
      const bool here = is_about_to_signal(machine.kthread(pusher)) &&
                        list_pushed_to(machine, pusher) == ListId(i);
      under_way += here ? 1U : 0U;
    }
    if (list.filled != list.signals + under_way) {
      return false;
    }
  }
  return true;
}

// APC-7: an interrupted yield is run again, so that its upcall comes.
bool no_yield_is_lost(const Machine& machine) { return !machine.globals().lost_yield.valid(); }

// APC-12: with claims rolled back, every primary can send an APC round once.
bool no_storm(const Machine& machine) {
  const std::size_t most = most_rounds(machine.system());
  return for_all_workers(machine, [&](ThreadId worker) {
    const KThread& kthread = machine.kthread(worker);
    return !kthread.asks.valid() || kthread.rounds <= most;
  });
}

constexpr std::array kInvariants = {
    Invariant{"INV-1", "a worker's user portion is loaded on more than one CPU", loaded_once},
    Invariant{"INV-2",
              "a worker's user portion runs in user mode while its kernel portion executes",
              one_portion_executes},
    Invariant{"INV-2", "another's user portion runs on a worker's own kernel thread",
              own_thread_runs_its_own},
    Invariant{"INV-3", "a torn or stale context was used, or may be", no_torn_context},
    Invariant{"INV-4", "a service executes under another thread's identity",
              service_has_own_identity},
    Invariant{"INV-5", "in user mode the segment reaches another thread's TEB than the registers'",
              teb_fits_registers},
    Invariant{"ENTRY-12", "the kernel has taken a wild pointer from a context",
              no_wild_pointer_taken},
    Invariant{"ENTRY-12", "a CPU watches an address of kernel memory", no_kernel_address_watched},
    Invariant{"LIST-9", "scheduler error: an item runs before the dequeued chain is fully walked",
              walked_before_run},
    Invariant{"LIST-9", "scheduler error: user mode has put an item on a completion list",
              kernel_alone_queues},
    Invariant{"INV-6", "a worker is lost, or in two places at once", in_one_place},
    Invariant{"INV-7", "a primary waits on its kernel queue with nobody to wake it",
              queue_wait_has_a_reason},
    Invariant{"INV-8", "a kernel lock was released that nobody held, or is held for nobody",
              locks_are_released},
    Invariant{"INV-9", "a CID names a primary that has nothing to do with the worker",
              claims_have_a_primary},
    Invariant{"INV-10", "a kernel queue has more than one active thread", queue_admits_one},
    Invariant{"INV-11", "a CPU has the debug registers of another thread than the registers'",
              debug_registers_fit},
    Invariant{"INV-12", "a page-table entry or a TLB entry refers to a page that is free",
              no_view_of_free_pages},
    Invariant{"INV-12", "something refers to what a deleted process has had",
              nothing_refers_to_the_deleted},
    Invariant{"INV-13", "the list event was not set once for each time the list was filled",
              event_follows_list},
    Invariant{"INV-14", "a worker went on after a yield whose upcall never came", no_yield_is_lost},
    Invariant{"INV-15", "an APC asks primaries without end (interrupt storm)", no_storm},
    Invariant{"API", "a call of the user-mode API returned what its program does not expect",
              programs_expect_it},
    Invariant{"PROC", "scheduler error: a queue was given no worker",
              is_not_misused<Misuse::queued_nothing>},
    Invariant{"PROC", "scheduler error: a worker that is in a queue was put into one again",
              is_not_misused<Misuse::queued_twice>},
    Invariant{"PROC", "scheduler error: a worker that has not ended was taken for ended",
              is_not_misused<Misuse::retired_alive>},
};

}  // namespace

std::span<const Invariant> all_invariants() { return kInvariants; }

const Invariant* broken_invariant(const Machine& machine) {
  for (const Invariant& invariant : kInvariants) {
    if (!invariant.holds(machine)) {
      return &invariant;
    }
  }
  return nullptr;
}

}  // namespace umsim
