#include "traces/statistics.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim {
namespace {

constexpr std::string_view kUses[] = {"worker", "primary", "standard", "kernel", "idle"};

// The words of activity_text without details.
std::string sort_of(Doing doing) {
  switch (doing) {
    case Doing::nothing: return "not begun";
    case Doing::user_mode: return "user mode";
    case Doing::kernel: return "kernel";
    case Doing::hosting: return "runs a worker";
    case Doing::held: return "in hand";
    case Doing::in_kernel: return "in the kernel";
    case Doing::ready: return "ready";
    case Doing::blocked: return "blocked";
    case Doing::parked: return "parked";
    case Doing::ended: return "ended";
  }
  return {};
}

template <class Enumeration>
std::string detail(std::string_view what, std::uint64_t value) {
  return fmt::format("{}: {}", what, name_of(static_cast<Enumeration>(value)));
}

// What the event counts as; nothing for most.
std::string counted_as(const Event& event) {
  switch (event.kind) {
    case EventKind::thread_switch: return "thread switches";
    case EventKind::ums_switch: return "UMS switches";
    case EventKind::switch_failed: return detail<SwitchOutcome>("failed switches", event.new_value);
    case EventKind::ums_yield: return "yields";
    case EventKind::directed_switch: return "directed switches";
    case EventKind::kernel_entry:
      if (event.new_value == 0) return "kernel entries: interrupt";
      return detail<Service>("kernel entries", event.new_value);
    case EventKind::upcall: return detail<UpcallReason>("upcalls", event.new_value);
    case EventKind::block: return detail<WaitReason>("blocks", event.new_value);
    case EventKind::preempt: return "preemptions";
    case EventKind::apc_queued: return "APCs and events";
    case EventKind::list_push: return "list pushes";
    case EventKind::list_dequeue:
      return event.old_value == Index<void>::kNone ? "dequeues of an empty list" : "list dequeues";
    default: return {};
  }
}

}  // namespace

std::string_view name_of(CpuUse use) { return kUses[static_cast<std::size_t>(use)]; }

Statistics::Statistics(const System& system)
    : system_(&system),
      activities_(system),
      cpus_(system.cpus),
      portions_(activities_.portions()),
      threads_(system.threads.size()),
      switching_(system.threads.size(), kNever),
      apcs_(system.apcs.size()) {}

void Statistics::event(const Event& event) {
  if (!begun_) begin_here(event);
  ++events_;
  now_ = event.time_cycles;
  const std::string path = event.kind == EventKind::apc_queued ? arrival_path(event) : "";
  activities_.note(event);
  count(event);
  measure_switches(event);
  measure_locks(event);
  if (event.kind == EventKind::apc_queued) apcs_[event.object] = {now_, kNever, path};
  measure_apcs(event);
  note_activities();
  measure_steps(event);
}

void Statistics::begin_here(const Event& event) {
  begun_ = true;
  begin_cycles_ = event.time_cycles;
  for (std::size_t i = 0; i < cpus_.size(); ++i) {
    cpus_[i].since = begin_cycles_;
    cpus_[i].use = use_of(CpuId(i));
  }
  for (std::size_t i = 0; i < portions_.size(); ++i) {
    portions_[i].since = begin_cycles_;
    portions_[i].doing = sort_of(activities_.of(PortionId(i)).doing);
  }
}

void Statistics::count(const Event& event) {
  std::string name = counted_as(event);
  if (!name.empty()) ++counts_[std::move(name)];
}

void Statistics::add(const std::string& name, std::uint64_t& since) {
  if (since != kNever) lengths_[name].add(now_ - since);
  since = kNever;
}

void Statistics::measure_switches(const Event& event) {
  if (!event.thread.valid()) return;
  Thread& thread = threads_[event.thread.at()];
  switch (event.kind) {
    case EventKind::kernel_entry:
      // By an interrupt a worker only looks in.
      if (event.new_value != 0 && system_->is_worker(event.thread)) thread.entered = now_;
      return;
    case EventKind::thread_switch:
      return add("directed switch: entry to kernel portion", thread.entered);
    case EventKind::list_push: thread.queued = now_; return;
    case EventKind::upcall: switching_[event.thread.at()] = now_; return;
    case EventKind::ums_switch:
      add("UMS switch: upcall to user portion", switching_[event.thread.at()]);
      return add("worker ready: push to switch", threads_[event.object].queued);
    case EventKind::block: thread.blocked = now_; return;
    case EventKind::unblock:
      return add(detail<WaitReason>("blocked", event.old_value), thread.blocked);
    case EventKind::queue_release:
      return add(
          detail<WaitReason>("blocked", static_cast<std::uint64_t>(WaitReason::kernel_queue)),
          threads_[event.object].blocked);
    case EventKind::thread_end: thread = {}; return;
    default: return;
  }
}

void Statistics::measure_locks(const Event& event) {
  if (event.kind != EventKind::lock_transition) return;
  Thread& worker = threads_[event.thread.at()];
  const UmsLock before = unpack_lock(event.old_value);
  const UmsLock now = unpack_lock(event.new_value);
  if (!before.cid.valid() && now.cid.valid()) worker.bound = now_;
  if (before.cid.valid() && !now.cid.valid()) add("lock owned by a primary", worker.bound);
  if (before.holders == 0 && now.holders != 0) worker.held = now_;
  if (before.holders != 0 && now.holders == 0) add("lock held by the kernel", worker.held);
}

// Where an APC finds its thread (FIGS. 5 to 7); what the primary answers says more.
std::string Statistics::arrival_path(const Event& event) const {
  if (!event.thread.valid() || !system_->is_worker(event.thread)) return "not a worker";
  const Doing user = activities_.of(activities_.user_portion(event.thread)).doing;
  if (user == Doing::user_mode || user == Doing::held) return "running worker";
  const Doing kernel = activities_.of(activities_.kernel_portion(event.thread)).doing;
  return kernel == Doing::parked ? "idle worker" : "worker in the kernel";
}

void Statistics::measure_apcs(const Event& event) {
  const bool of_apc = kind_info(event.kind).object == ObjectMeaning::apc &&
                      event.object < apcs_.size() && system_->apcs[event.object].is_apc();
  if (event.kind == EventKind::disassociate_answered) {
    for (std::size_t i = 0; i < apcs_.size(); ++i) {
      const bool waits = apcs_[i].queued != kNever && apcs_[i].begun == kNever &&
                         system_->apcs[i].target.value == event.object;
      if (waits) apcs_[i].path = detail<Answer>("running worker", event.new_value);
    }
  }
  if (!of_apc) return;
  Apc& apc = apcs_[event.object];
  if (event.kind == EventKind::apc_begin) {
    apc.begun = now_;
    add("APC delivered: " + apc.path, apc.queued);
  } else if (event.kind == EventKind::apc_end) {
    add("APC served: " + apc.path, apc.begun);
  }
}

CpuUse Statistics::use_of(CpuId cpu) const {
  const PortionId portion = activities_.on(cpu);
  if (!portion.valid()) return CpuUse::idle;
  if (activities_.of(portion).doing == Doing::kernel) return CpuUse::kernel;
  switch (system_->thread(activities_.thread_of(portion)).kind) {
    case ThreadKind::worker: return CpuUse::worker;
    case ThreadKind::primary: return CpuUse::primary;
    case ThreadKind::standard: return CpuUse::standard;
  }
  return CpuUse::standard;
}

void Statistics::note_activities() {
  for (const Activities::PortionChange& change : activities_.portion_changes()) {
    Portion& portion = portions_[change.portion.at()];
    portion.times[portion.doing] += now_ - portion.since;
    portion.since = now_;
    portion.doing = sort_of(change.to.doing);
  }
  for (std::size_t i = 0; i < cpus_.size(); ++i) {
    Cpu& cpu = cpus_[i];
    const CpuUse use = use_of(CpuId(i));
    if (use == cpu.use) continue;
    cpu.times[static_cast<std::size_t>(cpu.use)] += now_ - cpu.since;
    cpu.since = now_;
    cpu.use = use;
  }
}

// A step takes its time behind its event; a compute instruction, which anything may cut short,
// before it.
void Statistics::measure_steps(const Event& event) {
  const bool switches = event.kind == EventKind::thread_switch || event.kind == EventKind::cpu_idle;
  if (!header_.steps || !event.cpu.valid() || (event.kind != EventKind::step && !switches)) return;
  Cpu& cpu = cpus_[event.cpu.at()];
  const Step& step = step_at(event.step);
  const bool computes = event.kind == EventKind::step && step.label == "USER.compute";
  const CostClass spent = computes ? CostClass::user_instruction : cpu.cost;
  if (spent != CostClass::count_) classes_[spent].cycles += now_ - cpu.cost_since;
  cpu.cost_since = now_;
  if (event.kind == EventKind::cpu_idle) {
    cpu.cost = CostClass::count_;
    return;
  }
  cpu.cost = event.kind == EventKind::step ? step.cost : CostClass::context_switch;
  ++classes_[cpu.cost].steps;
}

// Brings all times up to the last event, whichever it was.
void Statistics::end() {
  for (Cpu& cpu : cpus_) {
    cpu.times[static_cast<std::size_t>(cpu.use)] += now_ - cpu.since;
    cpu.since = now_;
  }
  for (Portion& portion : portions_) {
    if (now_ != portion.since) portion.times[portion.doing] += now_ - portion.since;
    portion.since = now_;
  }
}

}  // namespace umsim
