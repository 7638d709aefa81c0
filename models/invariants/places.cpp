#include "models/invariants/places.h"

#include "models/cpu/teb.h"
#include "models/ums/fig13_apc.h"
#include "models/ums/fig14_disassociate.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/list_push.h"
#include "models/ums/own_thread.h"
#include "models/user/remains.h"

namespace umsim {
namespace {

bool chain_holds(const Machine& machine, ThreadId first, ThreadId worker) {
  std::size_t left = machine.system().workers;  // a broken chain may be a ring
  for (ThreadId at = first; at.valid() && left > 0; at = machine.context(at).next, --left) {
    if (at == worker) {
      return true;
    }
  }
  return false;
}

enum class Threads : std::uint8_t { all, no_workers };

// On how many CPUs, those of these threads, and in how many trap frames of threads that are no
// workers `loaded` holds. A TEB that a program has loaded by itself is nowhere: it takes nothing
// from whose it is (ENTRY-10).
template <class Loaded>
unsigned count_loads(const Machine& machine, Threads threads, Loaded loaded) {
  unsigned loads = 0;
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    const bool of_worker = cpu.current.valid() && machine.system().is_worker(cpu.current);
    const bool counts = threads == Threads::all || !of_worker;
    const bool in_user_mode = counts && cpu.current.valid() && cpu.mode == Mode::user;
    const bool forged = cpu.forged_teb != 0;
    const ThreadId teb = in_user_mode && !forged ? loaded_teb(machine, CpuId(i)) : ThreadId();
    loads += in_user_mode && loaded(teb, cpu.registers.control) ? 1U : 0U;
  }
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    const KThread& kthread = machine.kthread(ThreadId(i));
    const TrapFrame& trap = kthread.trap;
    const ThreadId teb = kthread.forged_teb == 0 ? trap.teb : ThreadId();
    loads += trap.valid != 0 && loaded(teb, trap.registers.control) ? 1U : 0U;
  }
  return loads;
}

// A claim that has not passed the second test may still be rolled back: the worker is where it was.
bool is_on_primary(const Machine& machine, ThreadId worker) {
  const auto is_loaded = [&](ThreadId teb, const Control& control) {
    return control.stack_owner == worker || (teb == worker && !fig15_claims(control.code));
  };
  if (count_loads(machine, Threads::no_workers, is_loaded) != 0) {
    return true;
  }
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    const KThread& kthread = machine.kthread(ThreadId(i));
    const bool gives_back = kthread.torn_off == worker && is_giving_back(kthread);
    if (kthread.peer == worker || gives_back) {
      return true;
    }
  }
  return false;
}

// The primary runs a worker, or enters the kernel for it.
bool has_left_scheduler(const Machine& machine, ThreadId primary) {
  const auto runs_worker = [&](const Control& control) {
    return control.stack_owner.valid() && machine.system().is_worker(control.stack_owner);
  };
  const KThread& kthread = machine.kthread(primary);
  if (kthread.trap.valid != 0) {
    return runs_worker(kthread.trap.registers.control);
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (cpu.current == primary && cpu.mode == Mode::user) {
      return runs_worker(cpu.registers.control);
    }
  }
  return false;
}

// From the start of a service, or of the thread, until the context is published; under windows also
// in user mode on its own kernel thread (LIST-2).
bool is_in_kernel(const Machine& machine, ThreadId worker) {
  const KThread& kthread = machine.kthread(worker);
  return kthread.state != ThreadState::parked && kthread.state != ThreadState::ended;
}

// Put on a list and not taken from it; with a broken chain before it, it is on none (LIST-8).
bool is_on_list(const Machine& machine, ThreadId worker) {
  const ListId list = completion_list_of(machine, worker);
  return machine.context(worker).on_list != 0 &&
         chain_holds(machine, machine.list(list).head, worker);
}

// EXIT-1: suspended while it was idle, and not resumed: its lock keeps every primary off.
bool is_suspended_idle(const Machine& machine, ThreadId worker) {
  return machine.kthread(worker).suspend_holds != 0;
}

}  // namespace

unsigned loads_of(const Machine& machine, ThreadId worker) {
  return count_loads(machine, Threads::all, [&](ThreadId teb, const Control& control) {
    return teb == worker || control.stack_owner == worker;
  });
}

unsigned exclusive_places(const Machine& machine, ThreadId worker) {
  const bool on_list = is_on_list(machine, worker);
  const bool on_primary = is_on_primary(machine, worker);
  if (on_primary && is_suspended_idle(machine, worker)) {
    return 2;
  }
  if (on_list || on_primary) {
    // From the publishing on the kernel portion only parks; with user state in it, it has begun
    // another service.
    const KThread& kthread = machine.kthread(worker);
    const bool in_user_mode = is_in_kernel(machine, worker) && kthread.stack.depth == 0;
    // One that converts back is queued for its scheduler to know, and goes on.
    const bool lives = machine.context(worker).terminated == 0;
    const bool in_service = on_list && lives && (kthread.trap.valid != 0 || in_user_mode);
    return (on_list ? 1U : 0U) + (on_primary ? 1U : 0U) + (in_service ? 1U : 0U);
  }
  const bool ended = machine.note(worker).retired != 0;
  return ended || is_in_kernel(machine, worker) ? 1 : 0;
}

bool is_in_scheduler(const Machine& machine, ThreadId worker) {
  if (machine.note(worker).queued != Queued::no) {
    return true;
  }
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    const UserPortion& user = machine.user(ThreadId(i));
    const bool in_hand = user.hand == worker && (user.departed == 0 || answers_for_hand(user));
    if (in_hand || chain_holds(machine, user.chain, worker) ||
        chain_holds(machine, user.walked, worker)) {
      return true;
    }
  }
  return false;
}

bool walked_before_run(const Machine& machine) {
  for (std::size_t w = 0; w < machine.system().workers; ++w) {
    const ThreadId worker(w);
    const bool idle = machine.kthread(worker).trap.valid == 0;
    if (machine.context(worker).on_list != 0 && idle && is_on_primary(machine, worker)) {
      return false;
    }
  }
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    const ThreadId chain = machine.user(ThreadId(i)).chain;
    if (!chain.valid()) {
      continue;
    }
    if (has_left_scheduler(machine, ThreadId(i))) {
      return false;
    }
    for (std::size_t w = 0; w < machine.system().workers; ++w) {
      if (chain_holds(machine, chain, ThreadId(w)) && is_on_primary(machine, ThreadId(w))) {
        return false;
      }
    }
  }
  return true;
}

ThreadId stopped_by_suspension(const Machine& machine) {
  const System& system = machine.system();
  const auto has_ended = [&](std::size_t i) {
    return machine.kthread(ThreadId(i)).state == ThreadState::ended;
  };
  for (std::size_t w = 0; w < system.workers; ++w) {
    bool some = false;
    bool all = true;
    for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
      const bool could_run = system.threads[i].kind == ThreadKind::primary &&
                             system.drains(ThreadId(i), system.list_of(ThreadId(w)));
      if (could_run && !has_ended(i)) {
        some = true;
        all = all && waits_suspended(machine.kthread(ThreadId(i)));
      }
    }
    if (some && all && !has_ended(w) && machine.is_worker_now(ThreadId(w))) {
      return ThreadId(w);
    }
  }
  return {};
}

unsigned active_workers(const Machine& machine, ThreadId primary) {
  unsigned active = 0;
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    const KThread& kthread = machine.kthread(ThreadId(i));
    const bool through = kthread.queue == primary && kthread.queue_released == 0;
    const bool active_now =
        kthread.state != ThreadState::parked && kthread.state != ThreadState::ended;
    active += through && active_now ? 1U : 0U;
  }
  return active;
}

}  // namespace umsim
