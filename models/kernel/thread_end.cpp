#include "models/kernel/thread_end.h"

#include <algorithm>

#include "models/kernel/apc_queue.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/process_deletion.h"
#include "models/kernel/service_waits.h"
#include "models/kernel/services.h"
#include "models/ums/fig03_mapping.h"
#include "models/user/remains.h"

namespace umsim {
namespace {

StepRef depart_step() { return step_ref(RoutineId::service, row_of(ServiceRow::depart)); }
StepRef end_step() { return step_ref(RoutineId::service, row_of(ServiceRow::end)); }

}  // namespace

StepRef exit_step(const Machine& machine, ThreadId thread) {
  return machine.is_scheduler_thread(thread) ? depart_step() : end_step();
}

bool has_left(const KThread& thread) {
  const auto* first = thread.stack.frames.data();
  const auto* last = first + thread.stack.depth;
  return thread.state == ThreadState::ended || std::find(first, last, depart_step()) != last ||
         std::find(first, last, end_step()) != last;
}

// One whose scheduler shuts down leaves nothing behind, and where the process is being deleted
// there will be no heirs.
Next depart(Execution& e) {
  const ThreadId self = e.self();
  if (e.kthread().is_condemned()) {
    wake_condemned_workers(e);
    return e.go(ServiceRow::end);
  }
  if (e.machine.list(e.system().list_of(self)).shutting_down != 0) {
    return e.go(ServiceRow::end);
  }
  e.machine.user(self).departed = place_among_departed(e.machine, self);
  for (std::size_t i = 0; i < e.system().lists.size(); ++i) {
    if (e.system().drains(self, ListId(i))) {
      change_list_event(e, ListId(i), ListEvent::departure, 1);
    }
  }
  wake_list_waiters(e, e.system().list_of(self));
  return e.go(ServiceRow::end);
}

// A thread's TEB goes before it; a worker's belongs to its context, which outlives it.
Next end_thread(Execution& e) {
  const ThreadId self = e.self();
  if (has_teb(e.machine, self)) {
    return Execution::call(mapping_removal_step(), ServiceRow::end);
  }
  if (has_to_run_down(e)) {
    return Execution::call(RoutineId::process_deletion, ServiceRow::end);
  }
  e.kthread().trap = TrapFrame{};
  e.kthread().stack.depth = 0;
  e.report(EventKind::thread_end, self);
  drop_apcs(e, self);
  leave_cpu(e, ThreadState::ended);
  return Execution::leave();
}

}  // namespace umsim
