#include "models/ums/list_push.h"

#include <utility>

#include "models/kernel/service_waits.h"
#include "models/kernel/waits.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { link, publish, signal, publish_early, link_late };

// LIST-12: the scheduler of the primary that last ran the worker, or that of its creation.
SchedulerId owner_of_context(const Machine& machine, ThreadId worker) {
  const ThreadId primary = machine.context(worker).primary;
  const bool follows = machine.system().lists_change() && primary.valid();
  return machine.system().thread(follows ? primary : worker).scheduler;
}

ThreadId pushed(const Execution& e) { return pushed_by(e.machine, e.self()); }

ListId list_id(const Execution& e) { return list_pushed_to(e.machine, e.self()); }

CompletionList& list_of(const Execution& e) { return e.machine.list(list_id(e)); }

// LIST-8: the link is written before the item can be seen.
Next write_link(Execution& e) {
  if (e.system().lists_change()) {
    e.kthread().pushes_for = owner_of_context(e.machine, pushed(e));
  }
  if (!e.keeps(KnockOut::publish_after_link)) {
    return e.go(Row::publish_early);
  }
  e.machine.context(pushed(e)).next = list_of(e).head;
  return e.next();
}

void become_head(const Execution& e) {
  const ThreadId worker = pushed(e);
  CompletionList& list = list_of(e);
  e.report(EventKind::list_push, worker, list_id(e).value, list.head.value);
  list.head = worker;
  e.machine.context(worker).on_list = 1;
}

Next signal_if(const Execution& e, bool was_empty) {
  list_of(e).filled += was_empty ? 1 : 0;
  return was_empty ? e.go(Row::signal) : Execution::back();
}

// A compare-and-swap on the head: if it has moved since the link was written, the link is written
// again.
Next publish(Execution& e) {
  const ThreadId head = list_of(e).head;
  if (!may_publish(e.machine, e.self())) {
    return e.go(Row::link);
  }
  become_head(e);
  return signal_if(e, !head.valid());
}

// Only without publish-after-link: whoever dequeues now loses what stands behind the item.
Next publish_early(Execution& e) {
  e.machine.context(pushed(e)).link_to = list_of(e).head;
  become_head(e);
  return e.next();
}

Next link_late(Execution& e) {
  Context& context = e.machine.context(pushed(e));
  context.next = std::exchange(context.link_to, ThreadId());
  return signal_if(e, !context.next.valid());
}

// LIST-5: only the push that found the list empty sets the event.
Next signal_list(Execution& e) {
  const ListId id = list_id(e);
  CompletionList& list = e.machine.list(id);
  list.signalled = 1;
  ++list.signals;
  e.report(EventKind::list_signal, pushed(e), id.value);
  wake_list_waiters(e, id);
  return Execution::back();
}

constexpr Access kLink[] = {{Rights::write, Place::link, Role::pushed},
                            {Rights::read, Place::list, Role::pushed}};
constexpr Access kPublish[] = {{Rights::read, Place::link, Role::pushed},
                               {Rights::write, Place::on_list, Role::pushed},
                               {Rights::interlocked, Place::list, Role::pushed}};
constexpr Access kSignal[] = {{Rights::write, Place::list, Role::pushed},
                              {Rights::write, Place::all_kthreads, Role::self}};
constexpr Access kLate[] = {{Rights::write, Place::contexts, Role::self},
                            {Rights::interlocked, Place::list, Role::pushed}};
constexpr Exit kToPublish[] = {{"", "FIG2.8.publish"},
                               {"publish-after-link knocked out", "FIG2.8.publish.early"}};
constexpr Exit kToLinkLate[] = {{"", "FIG2.8.link.late"}};
constexpr Exit kLinkLateExits[] = {{"the list was empty", "FIG2.8.signal"}, {"", "return"}};
constexpr Exit kPublishExits[] = {{"the list has changed", "FIG2.8.link"},
                                  {"the list was empty", "FIG2.8.signal"},
                                  {"", "return"}};
constexpr Exit kReturn[] = {{"", "return"}};

constexpr Step kSteps[] = {
    {"FIG2.8.link", "link the context to the head of the completion list", CostClass::kernel_step,
     write_link, kLink, kToPublish, Guard::no_apc},
    {"FIG2.8.publish", "make the context the head of the completion list", CostClass::interlocked,
     publish, kPublish, kPublishExits, Guard::no_apc},
    {"FIG2.8.signal", "set the completion list's event", CostClass::kernel_step, signal_list,
     kSignal, kReturn, Guard::no_apc},
    {"FIG2.8.publish.early",
     "become the list's head before linking (publish-after-link knocked out)",
     CostClass::interlocked, publish_early, kLate, kToLinkLate, Guard::no_apc},
    {"FIG2.8.link.late", "link to what was the head (publish-after-link knocked out)",
     CostClass::kernel_step, link_late, kLate, kLinkLateExits, Guard::no_apc},
};

}  // namespace

std::span<const Step> list_push_steps() { return kSteps; }

StepRef publish_step() { return step_ref(RoutineId::list_push, row_of(Row::publish)); }

bool may_publish(const Machine& machine, ThreadId pusher) {
  return machine.list(list_pushed_to(machine, pusher)).head ==
         machine.context(pushed_by(machine, pusher)).next;
}

ThreadId pushed_by(const Machine& machine, ThreadId thread) {
  return machine.system().is_worker(thread) ? thread : machine.kthread(thread).torn_off;
}

ListId completion_list_of(const Machine& machine, ThreadId worker) {
  return machine.system().scheduler(owner_of_context(machine, worker)).list;
}

ListId list_pushed_to(const Machine& machine, ThreadId pusher) {
  const System& system = machine.system();
  return system.lists_change() ? system.scheduler(machine.kthread(pusher).pushes_for).list
                               : system.list_of(pushed_by(machine, pusher));
}

bool has_published(StepRef next) {
  return next.routine == static_cast<std::uint8_t>(RoutineId::list_push) &&
         (next.row == row_of(Row::signal) || next.row == row_of(Row::link_late));
}

bool is_about_to_signal(const KThread& pusher) {
  return pusher.stack.depth != 0 &&
         pusher.stack.top() == step_ref(RoutineId::list_push, row_of(Row::signal));
}

}  // namespace umsim
