#include "models/user/remains.h"

#include <utility>

#include "models/kernel/service_waits.h"
#include "models/user/idle.h"
#include "models/user/policy.h"
#include "models/user/queue_events.h"
#include "models/user/ready_queue.h"
#include "models/user/scheduler_steps.h"

namespace umsim {
namespace {

using Row = SchedulerRow;

bool is_in_company(const System& system, ThreadId thread, SchedulerId id) {
  const ThreadSpec& spec = system.thread(thread);
  return spec.kind == ThreadKind::primary && system.help_out(spec.scheduler, id);
}

bool has_remains(const UserPortion& primary) {
  return primary.departed != 0 && (primary.idle != 0 || primary.chain.valid() ||
                                   primary.walked.valid() || answers_for_hand(primary));
}

template <class Action>
void for_each_with_remains(const Machine& machine, SchedulerId id, Action action) {
  const System& system = machine.system();
  for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
    if (is_in_company(system, ThreadId(i), id) && has_remains(machine.user(ThreadId(i)))) {
      action(ThreadId(i));
    }
  }
}

void retire(const Machine& machine, SchedulerId id, ThreadId worker) {
  WorkerNote& note = machine.note(worker);
  if (note.retired == 0) {
    note.retired = 1;
    --shared_of(machine, id).live;
  }
}

// Nobody waits for a sign of life of those that have ended: whoever was being woken may have been
// one of them.
void leave_idle(const Machine& machine, SchedulerId id, UserPortion& remains) {
  Scheduler& shared = shared_of(machine, id);
  shared.idle = static_cast<std::uint16_t>(shared.idle - remains.idle);
  shared.waking = 0;
  remains.idle = 0;
}

void move_up_behind(const Machine& machine, SchedulerId id, std::uint8_t place) {
  for_each_with_remains(machine, id, [&](ThreadId other) {
    std::uint8_t& later = machine.user(other).departed;
    later = static_cast<std::uint8_t>(later - (later > place ? 1U : 0U));
  });
}

void forget_departures(const Execution& e) {
  for (std::size_t i = 0; i < e.system().lists.size(); ++i) {
    if (e.system().drains(e.stack_owner(), ListId(i))) {
      change_list_event(e, ListId(i), ListEvent::departure, 0);
    }
  }
}

}  // namespace

bool answers_for_hand(const UserPortion& primary) {
  return primary.hand.valid() && (primary.hand_owned != 0 || primary.reason == UpcallReason::yield);
}

void put_hand_back(const Execution& e, SchedulerId id, UserPortion& primary) {
  const ThreadId worker = std::exchange(primary.hand, ThreadId());
  if (primary.outcome == SwitchOutcome::terminated) {
    retire(e.machine, id, worker);
  } else if (primary.outcome != SwitchOutcome::owned) {
    push_ready(e, worker);
    if (primary.outcome == SwitchOutcome::suspended && policy_of(e.system(), id).sets_aside) {
      e.report(EventKind::set_aside, worker, ready_queue_of(e.system(), worker), 0, 1);
      e.machine.note(worker).queued = Queued::aside;
    }
  }
}

std::uint8_t place_among_departed(const Machine& machine, ThreadId primary) {
  const SchedulerId id = machine.system().thread(primary).scheduler;
  std::uint8_t place = 1;
  if (company_size(machine.system(), id) > 2) {
    for_each_with_remains(machine, id, [&](ThreadId) { ++place; });
  }
  return place;
}

ThreadId primary_with_remains(const Machine& machine, SchedulerId id) {
  ThreadId first;
  for_each_with_remains(machine, id, [&](ThreadId other) {
    if (!first.valid() || machine.user(other).departed < machine.user(first).departed) {
      first = other;
    }
  });
  return first;
}

bool is_stranded(const Machine& machine, ThreadId worker) {
  if (!machine.is_worker_now(worker)) {
    return false;
  }
  const System& system = machine.system();
  for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
    const ThreadId primary(i);
    if (is_in_company(system, primary, system.thread(worker).scheduler) &&
        machine.kthread(primary).state != ThreadState::ended) {
      return false;
    }
  }
  return machine.kthread(worker).state != ThreadState::ended;
}

// One heir takes all that one primary had. It may end itself: then it is in its own hand.
Next adopt(Execution& e) {
  const SchedulerId id = scheduler_of(e);
  const ThreadId departed = primary_with_remains(e.machine, id);
  if (!departed.valid()) {
    forget_departures(e);
    return e.go(Row::dequeue);
  }
  UserPortion& remains = e.machine.user(departed);
  UserPortion& user = e.user();
  e.report(EventKind::adoption, e.stack_owner(), departed.value);
  leave_idle(e.machine, id, remains);
  if (answers_for_hand(remains)) {
    put_hand_back(e, id, remains);
  }
  remains.hand = ThreadId();
  user.chain = std::exchange(remains.chain, ThreadId());
  user.walked = std::exchange(remains.walked, ThreadId());
  move_up_behind(e.machine, id, remains.departed);
  if (user.chain.valid()) {
    return e.go(Row::walk);
  }
  return e.go(user.walked.valid() ? Row::append : Row::dequeue);
}

}  // namespace umsim
