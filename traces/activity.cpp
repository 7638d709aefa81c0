#include "traces/activity.h"

#include <algorithm>

#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim {
namespace {

constexpr std::uint16_t kNobody = Index<void>::kNone;

template <class Enumeration>
std::uint16_t number(Enumeration value) {
  return static_cast<std::uint16_t>(value);
}

}  // namespace

// Workers that start parked are on their lists, the first at the end of the chain (THREAD-11 has
// happened).
Activities::Activities(const System& system)
    : system_(&system),
      threads_(system.threads.size()),
      current_(system.cpus),
      portions_(system.threads.size() + system.workers),
      on_cpu_(system.cpus),
      locks_(system.threads.size(), UmsLock().packed()),
      lists_(system.lists.size()),
      apcs_(system.apcs.size()) {
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    const ThreadSpec& spec = system.threads[i];
    threads_[i].begun = !spec.on_demand;
    threads_[i].parked = spec.parked;
    threads_[i].ready = !spec.on_demand && !spec.parked;
    if (spec.parked) lists_[system.list_of(ThreadId(i)).at()].push_back(ThreadId(i));
    touch(ThreadId(i));
  }
  note(Event{});  // of no thread: only brings what has been touched up to date
  changes_.clear();
}

PortionId Activities::kernel_portion(ThreadId thread) const {
  return PortionId(system_->is_worker(thread) ? threads_.size() + thread.at() : thread.at());
}

ThreadId Activities::thread_of(PortionId portion) const {
  return ThreadId(is_kernel_portion(portion) ? portion.at() - threads_.size() : portion.at());
}

bool Activities::is_kernel_portion(PortionId portion) const {
  return portion.at() >= threads_.size();
}

std::string Activities::name_of(PortionId portion) const {
  return thread_name(*system_, thread_of(portion)) + (is_kernel_portion(portion) ? ".kernel" : "");
}

PortionId Activities::portion_of(const Event& event) const {
  const PortionId user = user_portion(event.thread);
  const bool runs = event.cpu.valid() && on_cpu_[event.cpu.at()] == user;
  return runs ? user : kernel_portion(event.thread);
}

void Activities::note(const Event& event) {
  changes_.clear();
  cpu_changes_.clear();
  touch_all_of(event);
  change(event);
  note_apc(event);
  touch_all_of(event);
  for (const ThreadId thread : touched_) {
    const Thread& facts = threads_[thread.at()];
    if (system_->is_worker(thread)) refresh(user_portion(thread), user_activity(facts));
    refresh(kernel_portion(thread), kernel_activity(facts));
  }
  if (event.cpu.valid()) refresh(event.cpu);
  for (const ThreadId thread : touched_) {
    if (threads_[thread.at()].cpu.valid()) refresh(threads_[thread.at()].cpu);
  }
  touched_.clear();
}

void Activities::refresh(CpuId cpu) {
  PortionId& shown = on_cpu_[cpu.at()];
  const PortionId now = portion_on(cpu);
  if (now != shown) cpu_changes_.push_back({cpu, shown, now});
  shown = now;
}

// The CPU's threads, and those that the event names.
void Activities::touch_all_of(const Event& event) {
  const KindInfo& kind = kind_info(event.kind);
  touch(event.thread);
  if (event.cpu.valid()) touch(current_[event.cpu.at()]);
  if (kind.object == ObjectMeaning::thread) touch(ThreadId(std::size_t{event.object}));
  if (kind.old_value == ValueMeaning::thread) touch(ThreadId(std::size_t{event.old_value}));
}

void Activities::touch(ThreadId thread) {
  if (!thread.valid() || std::ranges::find(touched_, thread) != touched_.end()) return;
  touched_.push_back(thread);
  const Thread& facts = threads_[thread.at()];
  touch(facts.in_hand);
  touch(facts.host);
}

void Activities::note_apc(const Event& event) {
  switch (event.kind) {
    case EventKind::apc_queued: apcs_[event.object] = ApcDoing::queued; return;
    case EventKind::apc_deferred: apcs_[event.object] = ApcDoing::deferred; return;
    case EventKind::apc_begin: apcs_[event.object] = ApcDoing::running; return;
    case EventKind::apc_end: apcs_[event.object] = ApcDoing::away; return;
    default: return;
  }
}

void Activities::change(const Event& event) {
  if (!event.thread.valid()) return;
  Thread& thread = threads_[event.thread.at()];
  const ThreadId object(std::size_t{event.object});
  switch (event.kind) {
    case EventKind::thread_switch:
    case EventKind::cpu_idle:
    case EventKind::kernel_entry:
    case EventKind::kernel_exit: return note_cpu(event);
    case EventKind::ums_switch: return take_in_hand(event.thread, object);
    case EventKind::thread_ready:
      thread.begun = true;
      thread.ready = true;
      thread.ended = false;
      return;
    case EventKind::disassociate_answered:
      if (event.new_value != static_cast<std::uint64_t>(Answer::torn_off)) return;
      return let_go(event.thread);
    case EventKind::directed_switch:
      threads_[object.at()].parked = false;  // its unpark is the event behind this one
      return let_go(event.thread);
    case EventKind::ums_yield:
    case EventKind::upcall: return let_go(event.thread);
    case EventKind::block: thread.wait = static_cast<WaitReason>(event.new_value); return;
    case EventKind::unblock:
    case EventKind::wait_given_up: thread.wait = WaitReason::none; return;
    case EventKind::queue_release: {
      Thread& primary = threads_[object.at()];
      if (primary.wait == WaitReason::kernel_queue) primary.wait = WaitReason::none;
      return;
    }
    case EventKind::park: thread.parked = true; return;
    case EventKind::unpark: thread.parked = false; return;
    case EventKind::thread_end:
      let_go(event.thread);
      let_go(thread.host);
      thread.ended = true;
      return;
    case EventKind::lock_transition: locks_[event.thread.at()] = event.new_value; return;
    case EventKind::list_push:
    case EventKind::list_dequeue:
    case EventKind::list_freed: return note_list(event);
    default: return;
  }
}

// Whose the CPU is from here on. A part of a trace has some events from before it and not all, so
// that it goes by what each says.
ThreadId Activities::current_after(const Event& event) {
  switch (event.kind) {
    case EventKind::cpu_idle: return {};
    case EventKind::kernel_entry: {
      const ThreadId current(std::size_t{event.object});
      return current.valid() ? current : event.thread;
    }
    default: return event.thread;
  }
}

// The mode is that of the CPU's current thread, whosever user portion is loaded (ENTRY-1).
void Activities::note_cpu(const Event& event) {
  if (!event.cpu.valid()) return;
  ThreadId& current = current_[event.cpu.at()];
  const ThreadId now = current_after(event);
  if (current.valid() && current != now) threads_[current.at()].cpu = CpuId();
  current = now;
  if (event.kind == EventKind::cpu_idle) {
    Thread& left = threads_[event.thread.at()];
    left.cpu = CpuId();
    left.ready = static_cast<ThreadState>(event.new_value) == ThreadState::ready;
    return;
  }
  Thread& thread = threads_[current.at()];
  thread.cpu = event.cpu;
  thread.begun = true;
  thread.user_mode = event.kind == EventKind::kernel_exit;
  if (event.kind == EventKind::kernel_entry) {
    thread.service = static_cast<Service>(event.new_value);
    threads_[event.thread.at()].service = thread.service;  // goes on in its own kernel portion
  }
}

void Activities::take_in_hand(ThreadId primary, ThreadId worker) {
  let_go(primary);
  threads_[primary.at()].in_hand = worker;
  threads_[worker.at()].host = primary;
}

void Activities::let_go(ThreadId primary) {
  if (!primary.valid()) return;
  ThreadId& in_hand = threads_[primary.at()].in_hand;
  if (in_hand.valid()) {
    touch(in_hand);
    threads_[in_hand.at()].host = ThreadId();
  }
  in_hand = ThreadId();
}

void Activities::note_list(const Event& event) {
  std::vector<ThreadId>& items = lists_[event.object];
  if (event.kind == EventKind::list_push) {
    items.push_back(event.thread);
    threads_[event.thread.at()].begun = true;
  } else {
    items.clear();
  }
}

std::string activity_text(const System& system, Activity activity) {
  switch (activity.doing) {
    case Doing::nothing:
    case Doing::ended: return {};
    case Doing::user_mode:
      if (activity.with == kNobody) return "user mode";
      return "user mode on " + thread_name(system, ThreadId(std::size_t{activity.with}));
    case Doing::kernel: {
      const auto service = static_cast<Service>(activity.with);
      return service == Service::none ? "kernel" : "kernel: " + std::string(name_of(service));
    }
    case Doing::hosting: return "runs " + thread_name(system, ThreadId(std::size_t{activity.with}));
    case Doing::held:
      return "in hand of " + thread_name(system, ThreadId(std::size_t{activity.with}));
    case Doing::in_kernel: return "in the kernel";
    case Doing::ready: return "ready";
    case Doing::blocked:
      return "blocked: " + std::string(name_of(static_cast<WaitReason>(activity.with)));
    case Doing::parked: return "parked";
  }
  return {};
}

std::string_view apc_text(ApcDoing doing) {
  switch (doing) {
    case ApcDoing::away: return {};
    case ApcDoing::queued: return "queued";
    case ApcDoing::deferred: return "deferred";
    case ApcDoing::running: return "running";
  }
  return {};
}

Activity Activities::kernel_activity(const Thread& thread) const {
  if (thread.ended) return {Doing::ended};
  if (!thread.cpu.valid()) {
    if (!thread.begun) return {Doing::nothing};
    if (thread.ready) return {Doing::ready};
    if (thread.parked) return {Doing::parked};
    const bool waits = thread.wait != WaitReason::none;
    return {Doing::blocked, number(waits ? thread.wait : WaitReason::suspension)};
  }
  if (!thread.user_mode) return {Doing::kernel, number(thread.service)};
  if (thread.in_hand.valid()) return {Doing::hosting, thread.in_hand.value};
  return {Doing::user_mode, kNobody};
}

Activity Activities::user_activity(const Thread& worker) const {
  if (worker.ended) return {Doing::ended};
  if (worker.host.valid()) {
    const Thread& host = threads_[worker.host.at()];
    const bool runs = host.cpu.valid() && host.user_mode;
    return {runs ? Doing::user_mode : Doing::held, worker.host.value};
  }
  if (worker.cpu.valid() && worker.user_mode) return {Doing::user_mode, kNobody};
  if (!worker.begun) return {};
  return {worker.parked ? Doing::ready : Doing::in_kernel};
}

PortionId Activities::portion_on(CpuId cpu) const {
  const ThreadId current = current_[cpu.at()];
  if (!current.valid()) return {};
  const Thread& thread = threads_[current.at()];
  if (!thread.user_mode) return kernel_portion(current);
  return user_portion(thread.in_hand.valid() ? thread.in_hand : current);
}

void Activities::refresh(PortionId portion, Activity now) {
  Activity& before = portions_[portion.at()];
  if (before == now) return;
  count(before, portion, static_cast<std::uint64_t>(-1));
  count(now, portion, 1);
  changes_.push_back({portion, before, now});
  before = now;
}

void Activities::count(Activity activity, PortionId portion, std::uint64_t step) {
  if (is_kernel_portion(portion)) {
    counts_.parked += activity.doing == Doing::parked ? step : 0;
    counts_.blocked += activity.doing == Doing::blocked ? step : 0;
  } else if (system_->is_worker(thread_of(portion))) {
    counts_.ready += activity.doing == Doing::ready ? step : 0;
  }
}

}  // namespace umsim
