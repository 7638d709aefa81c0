#include "traces/causes.h"

#include <algorithm>
#include <span>

#include "models/machine/internal_error.h"
#include "models/machine/state.h"

namespace umsim {

namespace {

// How a cause is connected with its effect.
enum class Link : std::uint8_t {
  same_thread,        // both are about one thread
  same_object,        // both have one object
  thread_was_object,  // the effect's thread was the cause's object
  object_was_thread,  // the effect's object was the cause's thread
  object_by_other,    // the same, and the cause's object was not the effect's thread
  leaver_was_thread,  // the thread that the effect's old value names was the cause's thread
  own_list,           // the cause signalled the list that the effect's thread waits for
  own_object,         // the cause set the object that the effect's thread waits for
  any_thread          // the cause is of any thread
};

constexpr EventKind kNever = EventKind::count_;

}  // namespace

// A cause counts only if no event of kind `spent_by`, connected with the effect in the same way,
// came after it.
struct CauseRule {
  EventKind effect = kNever;
  EventKind cause = kNever;
  Link link = Link::same_thread;
  EventKind spent_by = kNever;
};

namespace {

using Kind = EventKind;

constexpr CauseRule kRules[] = {
    // A thread gets a CPU because it has become ready.
    {Kind::thread_switch, Kind::unblock, Link::same_thread},
    {Kind::thread_switch, Kind::unpark, Link::same_thread},
    {Kind::thread_switch, Kind::preempt, Link::same_thread},
    {Kind::thread_switch, Kind::queue_release, Link::thread_was_object},
    {Kind::thread_switch, Kind::directed_switch, Link::thread_was_object},
    {Kind::thread_switch, Kind::apc_queued, Link::same_thread, Kind::apc_begin},
    {Kind::thread_switch, Kind::disassociate_sent, Link::thread_was_object},
    {Kind::thread_switch, Kind::disassociate_answered, Link::thread_was_object},
    // It becomes ready by what ends its wait, or interrupts it.
    {Kind::thread_ready, Kind::unblock, Link::same_thread},
    {Kind::thread_ready, Kind::unpark, Link::same_thread},
    {Kind::thread_ready, Kind::queue_release, Link::thread_was_object},
    {Kind::thread_ready, Kind::apc_queued, Link::same_thread, Kind::apc_begin},
    {Kind::thread_ready, Kind::disassociate_sent, Link::thread_was_object},
    {Kind::thread_ready, Kind::disassociate_answered, Link::thread_was_object},
    {Kind::thread_ready, Kind::process_deletion, Link::any_thread},
    // A CPU is idle because its thread has stopped.
    {Kind::cpu_idle, Kind::block, Link::leaver_was_thread},
    {Kind::cpu_idle, Kind::park, Link::leaver_was_thread},
    {Kind::cpu_idle, Kind::preempt, Link::leaver_was_thread},
    {Kind::cpu_idle, Kind::thread_end, Link::leaver_was_thread},
    {Kind::cpu_idle, Kind::directed_switch, Link::leaver_was_thread},
    // A user portion enters the kernel from where it got the CPU, or because it is interrupted.
    {Kind::kernel_entry, Kind::interrupt, Link::same_thread},
    {Kind::kernel_entry, Kind::kernel_exit, Link::same_thread},
    {Kind::kernel_entry, Kind::upcall, Link::same_thread},
    {Kind::kernel_entry, Kind::ums_yield, Link::same_thread},
    {Kind::kernel_entry, Kind::ums_switch, Link::thread_was_object},
    {Kind::kernel_exit, Kind::kernel_entry, Link::same_thread},
    {Kind::kernel_exit, Kind::interrupt, Link::same_thread},
    {Kind::kernel_exit, Kind::queue_release, Link::thread_was_object},
    // A primary runs a worker that has been queued, or has yielded; it fails because of what others
    // did.
    {Kind::ums_switch, Kind::list_push, Link::object_was_thread},
    {Kind::ums_switch, Kind::ums_yield, Link::same_object},
    {Kind::switch_failed, Kind::lock_transition, Link::object_by_other},
    {Kind::switch_failed, Kind::thread_end, Link::object_was_thread},
    {Kind::ums_yield, Kind::ums_switch, Link::same_thread},
    {Kind::directed_switch, Kind::kernel_entry, Link::object_was_thread},
    // Each state of a lock comes from the one before.
    {Kind::lock_transition, Kind::lock_transition, Link::same_thread},
    {Kind::list_signal, Kind::list_push, Link::same_object},
    {Kind::list_dequeue, Kind::list_push, Link::same_object, Kind::list_dequeue},
    {Kind::upcall, Kind::queue_release, Link::thread_was_object, Kind::upcall},
    {Kind::upcall, Kind::ums_yield, Link::same_thread, Kind::upcall},
    {Kind::block, Kind::kernel_entry, Link::same_thread},
    {Kind::block, Kind::directed_switch, Link::same_thread},
    {Kind::block, Kind::directed_switch, Link::thread_was_object},
    {Kind::unblock, Kind::block, Link::same_thread},
    {Kind::unblock, Kind::list_signal, Link::own_list},
    {Kind::unblock, Kind::object_set, Link::own_object},
    {Kind::unblock, Kind::disassociate_sent, Link::thread_was_object},
    {Kind::unblock, Kind::disassociate_answered, Link::thread_was_object},
    {Kind::queue_release, Kind::directed_switch, Link::thread_was_object},
    {Kind::queue_release, Kind::list_push, Link::same_thread},
    {Kind::park, Kind::list_push, Link::same_thread},
    {Kind::unpark, Kind::directed_switch, Link::thread_was_object},
    {Kind::unpark, Kind::apc_queued, Link::same_thread},
    {Kind::apc_deferred, Kind::apc_queued, Link::same_object},
    {Kind::apc_deferred, Kind::disassociate_answered, Link::thread_was_object},
    {Kind::apc_begin, Kind::apc_queued, Link::same_object},
    {Kind::apc_end, Kind::apc_queued, Link::same_object},
    {Kind::apc_end, Kind::apc_begin, Link::same_object},
    {Kind::context_read, Kind::apc_begin, Link::same_object},
    {Kind::context_changed, Kind::apc_begin, Link::same_object},
    // An interrupt that serves no APC comes from the timer.
    {Kind::interrupt, Kind::apc_queued, Link::same_thread, Kind::apc_begin},
    {Kind::interrupt, Kind::disassociate_sent, Link::thread_was_object,
     Kind::disassociate_answered},
    {Kind::preempt, Kind::interrupt, Link::same_thread, Kind::preempt},
    // A timer expires because it was started.
    {Kind::object_set, Kind::timer_start, Link::same_object, Kind::object_set},
    // A question and its answer (FIG. 7).
    {Kind::disassociate_sent, Kind::apc_queued, Link::same_thread},
    {Kind::disassociate_answered, Kind::disassociate_sent, Link::thread_was_object},
    {Kind::suspended, Kind::apc_begin, Link::same_object},
    {Kind::resumed, Kind::apc_begin, Link::same_object},
    // A TEB's views go because its thread has left, and other CPUs forget them because it says so.
    {Kind::page_unmapped, Kind::kernel_entry, Link::same_thread},
    {Kind::page_freed, Kind::page_unmapped, Link::same_thread},
    {Kind::tlb_shootdown, Kind::page_unmapped, Link::same_thread},
    {Kind::tlb_flush, Kind::tlb_shootdown, Link::any_thread},
};

// Kinds whose cause never is just the event before them.
constexpr EventKind kFromOutside[] = {Kind::thread_switch, Kind::unblock, Kind::apc_queued,
                                      Kind::interrupt,     Kind::step,    Kind::thread_ready,
                                      Kind::scenario_event};

// Kinds that follow from the event before them on their CPU, and are no reason for the next: what
// came before them is.
constexpr EventKind kAlongWith[] = {Kind::thread_ready, Kind::queue_push, Kind::list_event,
                                    Kind::list_freed, Kind::apc_taken};

std::span<const CauseRule> rules_of(EventKind effect) {
  const auto* first = std::find_if(std::begin(kRules), std::end(kRules),
                                   [&](const CauseRule& rule) { return rule.effect == effect; });
  const auto* last = std::find_if(first, std::end(kRules),
                                  [&](const CauseRule& rule) { return rule.effect != effect; });
  return {first, last};
}

}  // namespace

Causes::Causes(const System& system)
    : system_(&system),
      by_cpu_(system.cpus),
      waits_for_list_(system.threads.size()),
      waits_for_object_(system.threads.size(), Index<void>::kNone) {
  const std::size_t objects = std::max(
      {system.threads.size(), system.lists.size(), system.apcs.size(), system.objects.size()});
  for (auto& events : by_thread_) {
    events.resize(system.threads.size());
  }
  for (auto& events : by_object_) {
    events.resize(objects);
  }
}

std::uint64_t Causes::of(const Event& event) const {
  std::uint64_t cause = 0;
  for (const CauseRule& rule : rules_of(event.kind)) {
    cause = std::max(cause, find(rule, event));
  }
  const bool from_outside = std::find(std::begin(kFromOutside), std::end(kFromOutside),
                                      event.kind) != std::end(kFromOutside);
  if (cause == 0 && !from_outside && event.cpu.valid()) {
    cause = by_cpu_[event.cpu.at()];
  }
  return cause;
}

const Causes::Latest& Causes::look(const ByKind& events, EventKind kind, std::uint64_t position) {
  static constexpr Latest kNothing;
  if (kind == kNever) {
    return kNothing;
  }
  const std::vector<Latest>& of_kind = events[static_cast<std::size_t>(kind)];
  return position < of_kind.size() ? of_kind[position] : kNothing;
}

std::uint64_t Causes::find(const CauseRule& rule, const Event& event) const {
  const auto unspent = [&](const ByKind& events, std::uint64_t position) {
    const std::uint64_t id = look(events, rule.cause, position).id;
    return look(events, rule.spent_by, position).id > id ? 0 : id;
  };
  switch (rule.link) {
    case Link::same_thread: return unspent(by_thread_, event.thread.value);
    case Link::same_object: return unspent(by_object_, event.object);
    case Link::object_was_thread: return unspent(by_thread_, event.object);
    case Link::leaver_was_thread: return unspent(by_thread_, event.old_value);
    case Link::thread_was_object: {
      const std::uint64_t id = look(by_object_, rule.cause, event.thread.value).id;
      return look(by_thread_, rule.spent_by, event.thread.value).id > id ? 0 : id;
    }
    case Link::object_by_other: {
      const Latest& latest = look(by_thread_, rule.cause, event.object);
      return latest.object == event.thread.value ? latest.id_before : latest.id;
    }
    case Link::own_list: return list_signal_for(event);
    case Link::own_object: return object_set_for(event);
    case Link::any_thread: return latest_of(rule.cause);
  }
  return 0;
}

std::uint64_t Causes::latest_of(EventKind kind) const {
  std::uint64_t latest = 0;
  for (std::size_t i = 0; i < system_->threads.size(); ++i) {
    latest = std::max(latest, look(by_thread_, kind, i).id);
  }
  return latest;
}

std::uint64_t Causes::list_signal_for(const Event& event) const {
  if (!event.thread.valid() || !waits_for_list_[event.thread.at()]) {
    return 0;
  }
  return look(by_object_, EventKind::list_signal, system_->list_of(event.thread).value).id;
}

std::uint64_t Causes::object_set_for(const Event& event) const {
  const bool known = event.thread.at() < waits_for_object_.size();
  return known ? look(by_object_, EventKind::object_set, waits_for_object_[event.thread.at()]).id
               : 0;
}

void Causes::enter(ByKind& events, std::uint16_t position, const Event& event) {
  std::vector<Latest>& of_kind = events[static_cast<std::size_t>(event.kind)];
  if (position >= of_kind.size()) {
    return;
  }
  Latest& latest = of_kind[position];
  if (latest.object != event.object) {
    latest.id_before = latest.id;
  }
  latest.object = event.object;
  latest.id = event.id;
}

void Causes::note(const Event& event) {
  if (event.kind == EventKind::step) {
    return;
  }
  enter(by_thread_, event.thread.value, event);
  enter(by_object_, event.object, event);
  const bool leads_on =
      std::find(std::begin(kAlongWith), std::end(kAlongWith), event.kind) == std::end(kAlongWith);
  if (event.cpu.valid() && leads_on) {
    by_cpu_[event.cpu.at()] = event.id;
  }
  if (event.kind == EventKind::block && event.thread.valid()) {
    waits_for_list_[event.thread.at()] =
        event.new_value == static_cast<std::uint64_t>(WaitReason::list);
  } else if (event.kind == EventKind::object_wait && event.thread.valid()) {
    waits_for_object_[event.thread.at()] = event.object;
  } else if (event.kind == EventKind::unblock && event.thread.valid()) {
    waits_for_list_[event.thread.at()] = false;
    waits_for_object_[event.thread.at()] = Index<void>::kNone;
  }
}

}  // namespace umsim
