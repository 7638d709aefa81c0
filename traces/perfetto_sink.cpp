#include "traces/perfetto_sink.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim {
namespace {

constexpr std::size_t kMostItemsNamed = 8;

PerfettoNote note_of(const Event& event) { return {event.id, event.cause, step_label(event)}; }

bool is_free(std::uint64_t lock) { return lock == UmsLock().packed(); }

}  // namespace

PerfettoSink::PerfettoSink(TextOutput& output) : lines_(output), packets_(lines_) {}

void PerfettoSink::begin(const TraceHeader& header) {
  header_ = header;
  activities_.emplace(*header.system);
  phrases_.emplace(*header.system);
  handed_.resize(activities_->portions());
  pushed_.resize(header.system->threads.size());
  arrived_.resize(header.system->apcs.size());
  lists_.resize(header.system->lists.size());
  apcs_.resize(header.system->apcs.size());
  tracks_.emplace(header_, *activities_);
  packets_.begin();
  tracks_->describe(packets_);
}

void PerfettoSink::skip(const Event& event) { activities_->note(event); }

void PerfettoSink::event(const Event& event) {
  packets_.set_time(header_.nanoseconds(event.time_cycles));
  if (!opened_) open();
  const std::uint64_t track = track_of(event);  // the event finds its portion there
  activities_->note(event);
  tell(event, track);
  show_portions(event);
  show_cpus();
  show_things(event);
  if (kind_info(event.kind).object == ObjectMeaning::apc && event.object < apcs_.size()) {
    show_apc(event.object, &event);
  }
  show_counts();
}

void PerfettoSink::end() { lines_.finish(); }

// What is so already when the trace begins.
void PerfettoSink::open() {
  opened_ = true;
  const System& system = *header_.system;
  for (std::size_t i = 0; i < activities_->portions(); ++i) {
    const std::string text = activity_text(system, activities_->of(PortionId(i)));
    if (!text.empty()) packets_.slice_begin(tracks_->portion(PortionId(i)), text, {});
  }
  for (std::size_t i = 0; i < system.cpus; ++i) {
    const PortionId portion = activities_->on(CpuId(i));
    if (portion.valid()) {
      packets_.sched_switch(static_cast<std::uint32_t>(i), tracks_->task({}), TaskState::runnable,
                            tracks_->task(portion));
    }
  }
  for (std::size_t i = 0; i < system.workers; ++i) {
    const std::uint64_t lock = activities_->lock_of(ThreadId(i));
    if (!is_free(lock))
      packets_.slice_begin(tracks_->lock(ThreadId(i)), phrases_->lock_word(lock), {});
  }
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    show_list(i, {});
  }
  for (std::size_t i = 0; i < apcs_.size(); ++i) show_apc(i, nullptr);
  shown_counts_ = WorkerCounts{~0ULL, ~0ULL, ~0ULL};
  show_counts();
}

std::uint64_t PerfettoSink::track_of(const Event& event) const {
  if (!event.thread.valid()) return tracks_->outside();
  // The worker is the one that yields.
  if (event.kind == EventKind::ums_yield) {
    return tracks_->portion(activities_->user_portion(ThreadId(std::size_t{event.object})));
  }
  return tracks_->portion(activities_->portion_of(event));
}

// Who is to run next because of the event; none for most.
PortionId PerfettoSink::hand_over(const Event& event) const {
  const ThreadId object(std::size_t{event.object});
  switch (event.kind) {
    case EventKind::ums_switch: return activities_->user_portion(object);
    case EventKind::ums_yield: return activities_->user_portion(event.thread);
    case EventKind::directed_switch:
    case EventKind::queue_release: return activities_->kernel_portion(object);
    default: return {};
  }
}

void PerfettoSink::tell(const Event& event, std::uint64_t track) {
  from_here_.clear();
  to_here_.clear();
  if (const PortionId next = hand_over(event); next.valid()) {
    from_here_.push_back(handed_[next.at()] = new_flow());
  }
  if (event.kind == EventKind::apc_queued) {
    from_here_.push_back(arrived_[event.object] = new_flow());
  } else if (event.kind == EventKind::apc_begin && arrived_[event.object] != 0) {
    to_here_.push_back(std::exchange(arrived_[event.object], 0));
  } else if (event.kind == EventKind::list_push) {
    from_here_.push_back(pushed_[event.thread.at()] = new_flow());
  } else if (event.kind == EventKind::list_dequeue) {
    for (std::size_t i = 0; i < pushed_.size(); ++i) {
      const bool taken =
          pushed_[i] != 0 && header_.system->list_of(ThreadId(i)).value == event.object;
      if (taken) to_here_.push_back(std::exchange(pushed_[i], 0));
    }
  }
  const bool shown_by_slices = event.kind == EventKind::thread_switch ||
                               event.kind == EventKind::cpu_idle ||
                               event.kind == EventKind::lock_transition;
  if (!shown_by_slices) {
    packets_.instant(track, phrases_->of(event), note_of(event), {from_here_, to_here_});
  }
}

void PerfettoSink::show_portions(const Event& event) {
  for (const Activities::PortionChange& change : activities_->portion_changes()) {
    const std::uint64_t track = tracks_->portion(change.portion);
    if (!activity_text(*header_.system, change.from).empty()) packets_.slice_end(track);
    if (change.to.doing == Doing::ready && !change.from.on_cpu()) {
      const auto cpu = static_cast<std::uint32_t>(event.cpu.valid() ? event.cpu.value : 0);
      const PortionId by = event.cpu.valid() ? activities_->on(event.cpu) : PortionId();
      packets_.sched_waking(cpu, tracks_->task(by).id, tracks_->task(change.portion));
    }
    const std::string text = activity_text(*header_.system, change.to);
    if (text.empty()) continue;
    std::uint64_t& handed = handed_[change.portion.at()];
    const bool arrives = handed != 0 && change.to.on_cpu();
    packets_.slice_begin(track, text, note_of(event), {{}, {&handed, arrives ? 1U : 0U}});
    if (arrives) handed = 0;
  }
}

void PerfettoSink::show_cpus() {
  for (const Activities::CpuChange& change : activities_->cpu_changes()) {
    const TaskState state =
        change.from.valid() ? task_state(activities_->of(change.from)) : TaskState::runnable;
    packets_.sched_switch(change.cpu.value, tracks_->task(change.from), state,
                          tracks_->task(change.to));
  }
}

void PerfettoSink::show_things(const Event& event) {
  if (event.kind == EventKind::lock_transition) {
    const std::uint64_t track = tracks_->lock(event.thread);
    if (!is_free(event.old_value)) packets_.slice_end(track);
    if (is_free(event.new_value)) return;
    packets_.slice_begin(track, phrases_->lock_word(event.new_value), note_of(event));
  } else if (event.kind == EventKind::list_push || event.kind == EventKind::list_dequeue ||
             event.kind == EventKind::list_freed) {
    show_list(event.object, note_of(event));
  }
}

void PerfettoSink::show_list(std::size_t list, const PerfettoNote& note) {
  std::string items = items_text(ListId(list));
  if (items == lists_[list]) return;
  if (!lists_[list].empty()) packets_.slice_end(tracks_->list(list));
  if (!items.empty()) packets_.slice_begin(tracks_->list(list), items, note);
  lists_[list] = std::move(items);
}

void PerfettoSink::show_apc(std::size_t apc, const Event* event) {
  const ApcDoing now = activities_->of(ApcId(apc));
  if (now == apcs_[apc]) return;
  const std::uint64_t track = tracks_->apc(apc);
  if (apcs_[apc] != ApcDoing::away) packets_.slice_end(track);
  apcs_[apc] = now;
  if (now == ApcDoing::away) return;
  const std::string whose = event != nullptr ? " on " + phrases_->thread(event->thread.value) : "";
  packets_.slice_begin(track, std::string(apc_text(now)) + whose,
                       event != nullptr ? note_of(*event) : PerfettoNote{});
}

void PerfettoSink::show_counts() {
  const WorkerCounts& now = activities_->counts();
  const std::uint64_t values[] = {now.ready, now.parked, now.blocked};
  const std::uint64_t shown[] = {shown_counts_.ready, shown_counts_.parked, shown_counts_.blocked};
  for (std::size_t i = 0; i < std::size(values); ++i) {
    if (values[i] != shown[i]) packets_.counter(tracks_->counter(i), values[i]);
  }
  shown_counts_ = now;
}

std::string PerfettoSink::items_text(ListId list) const {
  const std::span<const ThreadId> items = activities_->items_of(list);
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), kMostItemsNamed); ++i) {
    text += (i == 0 ? "" : " ") + phrases_->thread(items[i].value);
  }
  if (items.size() > kMostItemsNamed) {
    text += fmt::format(" and {} more", items.size() - kMostItemsNamed);
  }
  return text;
}

}  // namespace umsim
