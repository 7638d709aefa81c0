// Why a thread does not run at a time of a trace, or does: put together from the activities that
// the events lead to, and from the events' causes.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/explain_output.h"
#include "sim/cli/trace_files.h"
#include "traces/activity.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

constexpr std::size_t kNoEvent = SIZE_MAX;
constexpr std::size_t kMostCauses = 5;

// The trace, played up to the moment.
class Moment {
 public:
  Moment(const Trace& trace, ThreadId thread, std::uint64_t cycles)
      : trace_(trace),
        phrases_(*trace.system),
        activities_(*trace.system),
        thread_(thread),
        cycles_(cycles),
        since_(activities_.portions(), kNoEvent) {
    while (next_ < trace.events.size() && trace.events[next_].time_cycles <= cycles) {
      activities_.note(trace.events[next_]);
      for (const auto& change : activities_.portion_changes()) {
        since_[change.portion.at()] = next_;
      }
      ++next_;
    }
  }

  [[nodiscard]] Why why() const {
    const PortionId portion = reason();
    Why why;
    why.doing = doing_text();
    why.since = since_text(portion);
    why.around = around_text(portion);
    if (const Event* since = begin_of(portion)) {
      why.since_event = since->id;
      why.chain = chain_text(*since);
    }
    if (activities_.of(portion).doing != Doing::ended) end(portion, why);
    return why;
  }

 private:
  [[nodiscard]] bool is_worker() const { return trace_.system->is_worker(thread_); }
  [[nodiscard]] Activity user() const { return activities_.of(activities_.user_portion(thread_)); }
  [[nodiscard]] Activity kernel() const {
    return activities_.of(activities_.kernel_portion(thread_));
  }
  [[nodiscard]] std::string name(ThreadId thread) const { return phrases_.thread(thread.value); }
  [[nodiscard]] ThreadId host() const { return ThreadId(std::size_t{user().with}); }

  // The portion that says why: of a worker whose user portion is in the kernel the kernel portion,
  // of one that is in hand of a primary that primary.
  [[nodiscard]] PortionId reason() const {
    if (is_worker() && user().doing == Doing::held) return activities_.kernel_portion(host());
    const bool in_kernel = !is_worker() || user().doing == Doing::in_kernel;
    return in_kernel ? activities_.kernel_portion(thread_) : activities_.user_portion(thread_);
  }

  [[nodiscard]] std::string what(PortionId portion) const {
    const Activity activity = activities_.of(portion);
    std::string text;
    switch (activity.doing) {
      case Doing::nothing: text = "has not begun"; break;
      case Doing::ended: text = "has ended"; break;
      case Doing::user_mode: text = "is in user mode"; break;
      case Doing::kernel: text = "is running in the kernel"; break;
      case Doing::hosting: text = activity_text(*trace_.system, activity); break;
      default: text = "is " + activity_text(*trace_.system, activity);
    }
    for (std::size_t i = 0; activity.on_cpu() && i < trace_.system->cpus; ++i) {
      if (activities_.on(CpuId(i)) == portion) text += " on " + cpu_name(CpuId(i));
    }
    return text;
  }

  [[nodiscard]] std::string doing_text() const {
    const std::string at = fmt::format("At {} {}", time(cycles_), name(thread_));
    if (!is_worker()) return fmt::format("{} {}.", at, what(reason()));
    switch (user().doing) {
      case Doing::user_mode: {
        const std::string on = user().with == Index<void>::kNone ? ", on its own kernel thread"
                                                                 : ", in hand of " + name(host());
        return fmt::format("{} {}{}.", at, what(activities_.user_portion(thread_)), on);
      }
      case Doing::held:
        return fmt::format("{} is not running: it is in hand of {}, which {}.", at, name(host()),
                           what(reason()));
      case Doing::ready:
        return fmt::format("{} is not running: it is ready, and no primary has it in hand.", at);
      case Doing::in_kernel:
        return fmt::format("{}'s user portion is not running: its kernel portion {}.", at,
                           what(reason()));
      default: return fmt::format("{} {}.", at, what(activities_.user_portion(thread_)));
    }
  }

  [[nodiscard]] std::string time(std::uint64_t cycles) const {
    return time_text(trace_.header, cycles);
  }

  // "at 22,357 ns Reader enters the kernel (sleep) [USER.sleep]"
  [[nodiscard]] std::string told(const Event& event) const {
    const std::string_view label = step_label(event);
    return fmt::format("at {} {}{}", time(event.time_cycles), phrases_.of(event),
                       label.empty() ? "" : fmt::format(" [{}]", label));
  }

  // The event that began what the portion does; null when the trace does not have it. That a CPU
  // is left says less than why.
  [[nodiscard]] const Event* begin_of(PortionId portion) const {
    const std::size_t position = since_[portion.at()];
    if (position == kNoEvent) return nullptr;
    const Event* event = &trace_.events[position];
    const Event* cause = event->cause == 0 ? nullptr : find(event->cause);
    const bool only_leaves = event->kind == EventKind::cpu_idle && cause != nullptr &&
                             cause->time_cycles == event->time_cycles;
    return only_leaves ? cause : event;
  }

  [[nodiscard]] std::string since_text(PortionId portion) const {
    const Event* since = begin_of(portion);
    if (since == nullptr) return "It has been so since the trace begins.";
    return fmt::format("It has been so for {}: {}.", time(cycles_ - since->time_cycles),
                       told(*since));
  }

  [[nodiscard]] std::string chain_text(const Event& last) const {
    std::vector<std::string> links;
    const Event* event = &last;
    while (event->cause != 0 && links.size() < kMostCauses) {
      event = find(event->cause);
      if (event == nullptr) break;
      links.push_back(told(*event));
    }
    std::ranges::reverse(links);
    return links.empty() ? "" : fmt::format("It came to that: {}.", fmt::join(links, "; "));
  }

  // Events keep their numbers where a trace has only a part of a run.
  [[nodiscard]] const Event* find(std::uint64_t id) const {
    const std::uint64_t first = trace_.events.front().id;
    const bool is_there = id >= first && id - first < trace_.events.size();
    return is_there ? &trace_.events[id - first] : nullptr;
  }

  [[nodiscard]] std::string around_text(PortionId portion) const {
    if (activities_.of(portion).doing != Doing::ready) return {};
    return portion == activities_.kernel_portion(thread_) || user().doing == Doing::held
               ? cpus_text()
               : primaries_text();
  }

  // What a thread waits for that is ready in the kernel.
  [[nodiscard]] std::string cpus_text() const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < trace_.system->cpus; ++i) {
      const PortionId on = activities_.on(CpuId(i));
      parts.push_back(fmt::format(
          "{} {}", cpu_name(CpuId(i)),
          on.valid() ? "has " + printable(activities_.name_of(on)) : std::string("is idle")));
    }
    return fmt::format("It waits for a CPU: {}.", fmt::join(parts, ", "));
  }

  // What a worker waits for that is ready: the primaries that could run it.
  [[nodiscard]] std::string primaries_text() const {
    const System& system = *trace_.system;
    const ListId list = system.list_of(thread_);
    const auto items = activities_.items_of(list);
    const bool listed = std::ranges::find(items, thread_) != items.end();
    std::vector<std::string> parts;
    for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
      const bool drains =
          system.threads[i].kind == ThreadKind::primary && system.list_of(ThreadId(i)) == list;
      if (!drains) continue;
      parts.push_back(name(ThreadId(i)) + " " + what(activities_.kernel_portion(ThreadId(i))));
    }
    return fmt::format(
        "{} Of the primaries that could run it: {}.",
        listed ? fmt::format("Its context is on list {}.", printable(list_name(system, list)))
               : "It is in its scheduler's hands.",
        fmt::join(parts, ", "));
  }

  // The event that ends it, after the moment.
  void end(PortionId portion, Why& why) const {
    Activities later = activities_;
    for (std::size_t i = next_; i < trace_.events.size(); ++i) {
      later.note(trace_.events[i]);
      const bool changes = std::ranges::any_of(
          later.portion_changes(), [&](const auto& change) { return change.portion == portion; });
      if (!changes) continue;
      why.ends = fmt::format("It ends {} later: {}.", time(trace_.events[i].time_cycles - cycles_),
                             told(trace_.events[i]));
      why.end_event = trace_.events[i].id;
      return;
    }
    why.ends = "Nothing in the trace ends it.";
  }

  const Trace& trace_;
  Phrases phrases_;
  Activities activities_;
  ThreadId thread_;
  std::uint64_t cycles_;
  std::size_t next_ = 0;            // the first event after the moment
  std::vector<std::size_t> since_;  // by portion: the event that began what it does
};

}  // namespace

Why explain_why(const Trace& trace, ThreadId thread, std::uint64_t cycles) {
  return Moment(trace, thread, cycles).why();
}

}  // namespace umsim
