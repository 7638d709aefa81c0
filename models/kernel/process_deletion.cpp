#include "models/kernel/process_deletion.h"

#include <algorithm>

#include "models/cpu/teb.h"
#include "models/kernel/dispatcher.h"
#include "models/ums/fig03_mapping.h"
#include "models/ums/fig13_apc.h"
#include "models/ums/lock.h"
#include "models/user/queue_events.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { lists, objects, tables, pages };

ProcessId own_process(const Execution& e) { return e.system().thread(e.self()).process; }

template <class Action>
void for_each_thread(const System& system, ProcessId process, Action action) {
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (system.threads[i].process == process) {
      action(ThreadId(i));
    }
  }
}

// A wait that nobody needs any more. The protocol's own waits end by what the others do who are
// condemned as well; only what a primary waits for at FIG8.await may never come.
bool gives_up(const KThread& kthread) {
  switch (kthread.wait) {
    case WaitReason::timer:
    case WaitReason::page:
    case WaitReason::list:
    case WaitReason::event:
    case WaitReason::waitable_timer:
    case WaitReason::io:
    case WaitReason::defer: return true;
    default: return false;
  }
}

// EXIT-7: suspensions end by force. The hold that one has on the UMS lock goes with it; nobody can
// take the lock meanwhile, since the worker ends in the same state (LOCK-9).
void resume_by_force(const Execution& e, ThreadId thread, ApcId event) {
  KThread& kthread = e.machine.kthread(thread);
  kthread.suspensions = 0;
  e.report(EventKind::resumed, thread, event.value);
  if (e.system().is_worker(thread)) {
    e.machine.context(thread).suspended = 0;
    if (kthread.suspend_holds != 0) {
      kthread.suspend_holds = 0;
      unhold_from_outside(e, thread);
    }
  }
}

void condemn(const Execution& e, ThreadId thread, ApcId event) {
  KThread& kthread = e.machine.kthread(thread);
  const bool waits_suspended_now = waits_suspended(kthread);
  if (kthread.suspensions != 0) {
    if (!e.keeps(KnockOut::force_resume_at_deletion)) {
      return;
    }
    resume_by_force(e, thread, event);
  }
  kthread.terminating = kCondemned;
  const bool waits = kthread.state == ThreadState::waiting;
  if (kthread.state == ThreadState::parked) {
    e.report(EventKind::unpark, thread);
    make_ready(e, thread);
  } else if (waits && (waits_suspended_now || gives_up(kthread))) {
    make_ready(e, thread);
  }
}

bool uses(const System& system, ThreadId thread, ObjectId object) {
  const ThreadSpec& spec = system.thread(thread);
  if (!spec.program.valid()) {
    return false;
  }
  const auto& instructions = system.programs[spec.program.at()].instructions;
  return std::ranges::any_of(
      instructions, [&](const Instruction& instruction) { return instruction.object == object; });
}

void free_context(const Execution& e, ThreadId worker) {
  Context& context = e.machine.context(worker);
  context.next = ThreadId();
  context.primary = ThreadId();
  context.on_list = 0;
  context.yielding = 0;
  e.machine.note(worker) = WorkerNote{ThreadId(), Queued::no, 1};
}

// Nothing of a list is left that a context, or a primary's hand, could be found by.
void free_hands(const Execution& e, ThreadId primary) {
  UserPortion& user = e.machine.user(primary);
  user.hand = user.chain = user.walked = user.hint = ThreadId();
  const SchedulerId id = e.system().thread(primary).scheduler;
  e.machine.scheduler(id) = Scheduler{};
  CompletionList& list = e.machine.list(e.system().scheduler(id).list);
  list.head = ThreadId();
  list.signalled = list.shutting_down = list.work = list.departed = 0;
  e.report(EventKind::list_freed, primary, e.system().scheduler(id).list.value);
}

// Whoever is in a queue of a scheduler procedure is of one process.
void free_queues(const Execution& e) {
  for (std::size_t i = 0; i < e.system().queues.size(); ++i) {
    Queue& queue = e.machine.queue(QueueId(i));
    if (queue.first.valid() && e.system().thread(queue.first).process == own_process(e)) {
      queue = Queue{};
    }
  }
}

Next free_lists(Execution& e) {
  for_each_thread(e.system(), own_process(e), [&](ThreadId thread) { report_unqueued(e, thread); });
  free_queues(e);
  for_each_thread(e.system(), own_process(e), [&](ThreadId thread) {
    if (e.system().is_worker(thread)) {
      free_context(e, thread);
    } else if (e.system().thread(thread).kind == ThreadKind::primary) {
      free_hands(e, thread);
    }
  });
  return e.next();
}

// What other processes use as well stays until they have gone.
Next free_objects(Execution& e) {
  e.machine.process(own_process(e)).deleted = 1;
  for (std::size_t i = 0; i < e.system().objects.size(); ++i) {
    if (is_freed(e.machine, ObjectId(i))) {
      if (e.machine.object(ObjectId(i)).signalled != 0 ||
          e.machine.object(ObjectId(i)).running != 0) {
        e.report(EventKind::object_reset, e.self(), static_cast<std::uint16_t>(i));
      }
      e.machine.object(ObjectId(i)) = DispatcherObject{};
    }
  }
  e.report(EventKind::process_deleted, e.self());
  return e.system().paged ? e.go(Row::tables) : Execution::back();
}

// A worker's TEB belongs to its context and has outlived it.
Next clear_tables(Execution& e) {
  unload_teb(e);
  for_each_thread(e.system(), own_process(e), [&](ThreadId thread) {
    if (has_teb(e.machine, thread)) {
      e.machine.memory().unmap(own_process(e).at(), e.system().thread(thread).teb);
      e.machine.descriptor(thread) = Descriptor{};
      e.report(EventKind::page_unmapped, thread, Index<void>::kNone, e.system().thread(thread).teb);
    }
  });
  return Execution::call(shootdown_step(), Row::pages);
}

Next free_pages(Execution& e) {
  for_each_thread(e.system(), own_process(e), [&](ThreadId thread) {
    if (has_teb(e.machine, thread)) {
      e.machine.teb_page(thread).allocated = 0;
      e.report(EventKind::page_freed, thread);
    }
  });
  return Execution::back();
}

constexpr Access kObjects[] = {{Rights::write, Place::deletion, Role::self},
                               {Rights::write, Place::objects, Role::self}};
constexpr Access kLists[] = {
    {Rights::write, Place::contexts, Role::self},  {Rights::write, Place::notes, Role::self},
    {Rights::write, Place::all_users, Role::self}, {Rights::write, Place::schedulers, Role::self},
    {Rights::write, Place::queues, Role::self},    {Rights::write, Place::lists, Role::self}};
constexpr Access kTables[] = {{Rights::write, Place::page_tables, Role::self}};
constexpr Exit kToObjects[] = {{"", "DELETE.objects"}};
constexpr Exit kObjectsExits[] = {{"with page tables", "DELETE.tables"}, {"", "return"}};
constexpr Exit kToShootdown[] = {{"", "FIG3"}};
constexpr Exit kReturn[] = {{"", "return"}};

constexpr Step kSteps[] = {
    {"DELETE.lists", "free contexts, ready queues and completion lists", CostClass::kernel_step,
     free_lists, kLists, kToObjects, Guard::no_apc},
    {"DELETE.objects", "close what the process has open, and free what nobody else uses",
     CostClass::kernel_step, free_objects, kObjects, kObjectsExits, Guard::no_apc},
    {"DELETE.tables", "clear what is left of the page tables", CostClass::kernel_step, clear_tables,
     kTables, kToShootdown, Guard::no_apc},
    {"DELETE.pages", "free the pages of which no view is left", CostClass::kernel_step, free_pages,
     kTables, kReturn, Guard::no_apc},
};

}  // namespace

std::span<const Step> process_deletion_steps() { return kSteps; }

void condemn_process(const Machine& machine, ApcId event, Reporter* reporter) {
  const Execution e(machine, CpuId(), reporter);
  const ProcessId process = machine.system().apcs[event.at()].process;
  machine.apc(event).state = ApcState::done;
  machine.process(process).deleting = 1;
  e.report(EventKind::process_deletion, ThreadId(), event.value);
  for_each_thread(machine.system(), process, [&](ThreadId thread) {
    if (machine.kthread(thread).state != ThreadState::ended) {
      condemn(e, thread, event);
    }
  });
}

bool has_to_run_down(const Execution& e) {
  if (!is_being_deleted(e.machine, e.self()) || is_deleted(e.machine, own_process(e))) {
    return false;
  }
  bool is_last = true;
  for_each_thread(e.system(), own_process(e), [&](ThreadId thread) {
    is_last =
        is_last && (thread == e.self() || e.machine.kthread(thread).state == ThreadState::ended);
  });
  return is_last;
}

void wake_condemned_workers(const Execution& e) {
  for_each_thread(e.system(), own_process(e), [&](ThreadId thread) {
    const KThread& kthread = e.machine.kthread(thread);
    if (kthread.is_condemned() && kthread.state == ThreadState::parked) {
      e.report(EventKind::unpark, thread);
      make_ready(e, thread);
    }
  });
}

bool is_being_deleted(const Machine& machine, ThreadId thread) {
  return machine.layout().deletions &&
         machine.process(machine.system().thread(thread).process).deleting != 0;
}

bool is_deleted(const Machine& machine, ProcessId process) {
  return machine.layout().deletions && machine.process(process).deleted != 0;
}

bool is_freed(const Machine& machine, ObjectId object) {
  const System& system = machine.system();
  if (!is_deleted(machine, system.object(object).process)) {
    return false;
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (uses(system, ThreadId(i), object) && !is_deleted(machine, system.threads[i].process)) {
      return false;
    }
  }
  return true;
}

}  // namespace umsim
