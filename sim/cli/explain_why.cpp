// Why a thread does not run at a time of a trace, or does: put together from the activities that
// the events lead to, and from the events' causes.
#include <algorithm>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "sim/cli/explain_output.h"
#include "sim/cli/trace_files.h"
#include "traces/activity.h"
#include "traces/cause_chains.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

constexpr std::size_t kMostCauses = 5;

// The trace, played up to the moment.
class Moment {
 public:
  Moment(EventSource& trace, std::uint64_t cycles, Late late)
      : trace_(trace),
        phrases_(trace.system()),
        activities_(trace.system()),
        cycles_(cycles),
        since_(activities_.portions()),
        cpu_since_(trace.system().cpus) {
    // Where the trace begins later than the run, it says in which state, and not since when.
    for (const Event& event : trace.before()) {
      activities_.note(event);
      chains_.note(event);
    }
    for (next_ = trace.next(); next_ && next_->time_cycles <= cycles; next_ = trace.next()) {
      play(*next_);
    }
    if (late == Late::end_of_trace && !next_ && last_cycles_ < cycles) {
      cycles_ = last_cycles_;
      preface_ = fmt::format("The trace ends at {}. ", time(cycles_));
    }
  }

  // Reads on, to the event that ends it.
  [[nodiscard]] Why why(ThreadId thread) {
    thread_ = thread;
    return why_of(reason(), doing_text());
  }

  [[nodiscard]] Why why(CpuId cpu) {
    const PortionId on = activities_.on(cpu);
    if (!on.valid()) return why_idle(cpu);
    thread_ = activities_.thread_of(on);
    const std::string has = activities_.is_kernel_portion(on) && is_worker()
                                ? fmt::format("{}'s kernel portion", name(thread_))
                                : name(thread_);
    const std::string hand =
        is_worker() && activities_.of(on).doing == Doing::user_mode ? hand_text() : std::string();
    return why_of(on, fmt::format("At {} {} has {}, which {}{}.", time(cycles_), cpu_name(cpu), has,
                                  what(on), hand));
  }

 private:
  // The event that began what a portion does, and what led to it, the nearest first.
  struct Begin {
    Event event;
    std::vector<Event> causes;
  };

  Why why_of(PortionId portion, const std::string& doing) {
    Why why;
    why.doing = preface_ + doing;
    why.since = since_text(since_of(portion));
    why.around = around_text(portion);
    if (const Begin* since = since_of(portion)) {
      why.since_event = begin_of(*since).id;
      why.chain = chain_text(*since);
    }
    if (activities_.of(portion).doing != Doing::ended) end(why, [&] { return changes(portion); });
    return why;
  }

  void play(const Event& event) {
    activities_.note(event);
    last_cycles_ = event.time_cycles;
    const std::vector<Event> causes = chains_.note(event);
    for (const auto& change : activities_.cpu_changes()) {
      cpu_since_[change.cpu.at()] = Begin{event, causes};
    }
    for (const auto& change : activities_.portion_changes()) {
      since_[change.portion.at()] = Begin{event, causes};
    }
  }

  [[nodiscard]] Why why_idle(CpuId cpu) {
    Why why;
    why.doing = fmt::format("{}At {} {} is idle: {}.", preface_, time(cycles_), cpu_name(cpu),
                            ready_text());
    const std::optional<Begin>& since = cpu_since_[cpu.at()];
    why.since = since_text(since ? &*since : nullptr);
    if (since) {
      why.since_event = begin_of(*since).id;
      why.chain = chain_text(*since);
    }
    end(why, [&] {
      return std::ranges::any_of(activities_.cpu_changes(),
                                 [&](const auto& change) { return change.cpu == cpu; });
    });
    return why;
  }

  // The threads that wait for a CPU.
  [[nodiscard]] std::string ready_text() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < trace_.system().threads.size(); ++i) {
      const PortionId portion = activities_.kernel_portion(ThreadId(i));
      if (activities_.of(portion).doing == Doing::ready) names.push_back(name(ThreadId(i)));
    }
    return names.empty()
               ? "no thread waits for a CPU"
               : fmt::format("{} {} for a CPU, and has not got it yet", fmt::join(names, ", "),
                             names.size() == 1 ? "waits" : "wait");
  }

  [[nodiscard]] bool is_worker() const { return trace_.system().is_worker(thread_); }
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
      case Doing::hosting: text = activity_text(trace_.system(), activity); break;
      default: text = "is " + activity_text(trace_.system(), activity);
    }
    for (std::size_t i = 0; activity.on_cpu() && i < trace_.system().cpus; ++i) {
      if (activities_.on(CpuId(i)) == portion) text += " on " + cpu_name(CpuId(i));
    }
    return text;
  }

  // Of a worker in user mode.
  [[nodiscard]] std::string hand_text() const {
    return user().with == Index<void>::kNone ? ", on its own kernel thread"
                                             : ", in hand of " + name(host());
  }

  [[nodiscard]] std::string doing_text() const {
    const std::string at = fmt::format("At {} {}", time(cycles_), name(thread_));
    if (!is_worker()) return fmt::format("{} {}.", at, what(reason()));
    switch (user().doing) {
      case Doing::user_mode:
        return fmt::format("{} {}{}.", at, what(activities_.user_portion(thread_)), hand_text());
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
    return time_text(trace_.header(), cycles);
  }

  // "at 22,357 ns Reader enters the kernel (sleep) [USER.sleep]"
  [[nodiscard]] std::string told(const Event& event) const {
    const std::string_view label = step_label(event);
    return fmt::format("at {} {}{}", time(event.time_cycles), phrases_.of(event),
                       label.empty() ? "" : fmt::format(" [{}]", label));
  }

  // Null when the trace does not have it.
  [[nodiscard]] const Begin* since_of(PortionId portion) const {
    const std::optional<Begin>& since = since_[portion.at()];
    return since ? &*since : nullptr;
  }

  // That a CPU is left says less than why.
  [[nodiscard]] static bool only_leaves(const Begin& begin) {
    return begin.event.kind == EventKind::cpu_idle && !begin.causes.empty() &&
           begin.causes.front().time_cycles == begin.event.time_cycles;
  }
  [[nodiscard]] static const Event& begin_of(const Begin& begin) {
    return only_leaves(begin) ? begin.causes.front() : begin.event;
  }

  [[nodiscard]] std::string since_text(const Begin* since) const {
    if (since == nullptr) return "It has been so since the trace begins.";
    const Event& begin = begin_of(*since);
    if (begin.time_cycles == cycles_)
      return fmt::format("It has just come to be so: {}.", told(begin));
    return fmt::format("It has been so for {}: {}.", time(cycles_ - begin.time_cycles),
                       told(begin));
  }

  [[nodiscard]] std::string chain_text(const Begin& begin) const {
    std::vector<std::string> links;
    for (std::size_t i = only_leaves(begin) ? 1 : 0;
         i < begin.causes.size() && links.size() < kMostCauses; ++i) {
      links.push_back(told(begin.causes[i]));
    }
    std::ranges::reverse(links);
    return links.empty() ? "" : fmt::format("It came to that: {}.", fmt::join(links, "; "));
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
    for (std::size_t i = 0; i < trace_.system().cpus; ++i) {
      const PortionId on = activities_.on(CpuId(i));
      parts.push_back(fmt::format(
          "{} {}", cpu_name(CpuId(i)),
          on.valid() ? "has " + printable(activities_.name_of(on)) : std::string("is idle")));
    }
    return fmt::format("It waits for a CPU: {}.", fmt::join(parts, ", "));
  }

  // What a worker waits for that is ready: the primaries that could run it.
  [[nodiscard]] std::string primaries_text() const {
    const System& system = trace_.system();
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

  // Whether the latest event changes what the portion does.
  [[nodiscard]] bool changes(PortionId portion) const {
    return std::ranges::any_of(activities_.portion_changes(),
                               [&](const auto& change) { return change.portion == portion; });
  }

  // The event that ends it, after the moment.
  void end(Why& why, const std::function<bool()>& is_end) {
    for (; next_; next_ = trace_.next()) {
      activities_.note(*next_);
      if (!is_end()) continue;
      why.ends =
          fmt::format("It ends {} later: {}.", time(next_->time_cycles - cycles_), told(*next_));
      why.end_event = next_->id;
      return;
    }
    why.ends = "Nothing in the trace ends it.";
  }

  EventSource& trace_;
  Phrases phrases_;
  Activities activities_;
  CauseChains chains_{kMostCauses + 1};
  ThreadId thread_;
  std::uint64_t cycles_;
  std::uint64_t last_cycles_ = 0;  // of the latest event
  std::string preface_;
  std::optional<Event> next_;                // the first event after the moment
  std::vector<std::optional<Begin>> since_;  // by portion
  std::vector<std::optional<Begin>> cpu_since_;
};

}  // namespace

Why explain_why(EventSource& trace, ThreadId thread, std::uint64_t cycles, Late late) {
  return Moment(trace, cycles, late).why(thread);
}

Why explain_why(EventSource& trace, CpuId cpu, std::uint64_t cycles, Late late) {
  return Moment(trace, cycles, late).why(cpu);
}

}  // namespace umsim
