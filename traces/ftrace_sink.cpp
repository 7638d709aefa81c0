#include "traces/ftrace_sink.h"

#include <iterator>

#include <fmt/format.h>

#include "traces/names.h"
#include "traces/word.h"

namespace umsim {
namespace {

constexpr std::string_view kHeader =
    "# tracer: nop\n"
    "#\n"
    "# entries-in-buffer/entries-written: 0/0   #P:{}\n"
    "#\n"
    "#                                          _-----=> irqs-off/BH-disabled\n"
    "#                                         / _----=> need-resched\n"
    "#                                        | / _---=> hardirq/softirq\n"
    "#                                        || / _--=> preempt-depth\n"
    "#                                        ||| / _-=> migrate-disable\n"
    "#                                        |||| /     delay\n"
    "#           TASK-PID       TGID   CPU#   |||||  TIMESTAMP  FUNCTION\n"
    "#              | |           |      |    |||||     |         |";

constexpr std::uint64_t kNanosecondsOfSecond = 1'000'000'000;

}  // namespace

FtraceSink::FtraceSink(TextOutput& output) : lines_(output) {}

void FtraceSink::begin(const TraceHeader& header) {
  header_ = header;
  activities_.emplace(*header.system);
  phrases_.emplace(*header.system);
  for (std::size_t i = 0; i < activities_->portions(); ++i) {
    names_.push_back(one_word(activities_->name_of(PortionId(i))));
  }
  fmt::format_to(std::back_inserter(lines_.text()), kHeader, header.system->cpus);
  lines_.end_line();
}

void FtraceSink::event(const Event& event) {
  ns_ = header_.nanoseconds(event.time_cycles);
  if (!opened_) open();
  const PortionId running = event.cpu.valid() ? activities_->on(event.cpu) : PortionId();
  activities_->note(event);
  tell(event, running);
  for (const Activities::PortionChange& change : activities_->portion_changes()) {
    const bool woken = change.to.doing == Doing::ready && !change.from.on_cpu();
    if (woken) show_waking(event.cpu, change.portion);
  }
  for (const Activities::CpuChange& change : activities_->cpu_changes()) {
    const TaskState state =
        change.from.valid() ? task_state(activities_->of(change.from)) : TaskState::runnable;
    show_switch(change.cpu, change.from, state, change.to);
  }
  show_counts(event.cpu);
}

// Who is on a CPU already when the trace begins.
void FtraceSink::open() {
  opened_ = true;
  for (std::size_t i = 0; i < header_.system->cpus; ++i) {
    const PortionId portion = activities_->on(CpuId(i));
    if (portion.valid()) show_switch(CpuId(i), {}, TaskState::runnable, portion);
  }
  shown_counts_ = {~0ULL, ~0ULL, ~0ULL};
  show_counts({});
}

void FtraceSink::tell(const Event& event, PortionId running) {
  begin_line(event.cpu, running, "tracing_mark_write");
  const std::string_view label = step_label(event);
  const auto out = std::back_inserter(lines_.text());
  fmt::format_to(out, "I|{}|{}", process_id(running), phrases_->of(event));
  if (!label.empty()) fmt::format_to(out, " ({})", label);
  lines_.end_line();
}

void FtraceSink::show_counts(CpuId cpu) {
  const WorkerCounts& now = activities_->counts();
  const auto show = [&](std::string_view counter, std::uint64_t before, std::uint64_t value) {
    if (before == value) return;
    begin_line(cpu, cpu.valid() ? activities_->on(cpu) : PortionId(), "tracing_mark_write");
    fmt::format_to(std::back_inserter(lines_.text()), "C|1|{} workers|{}", counter, value);
    lines_.end_line();
  };
  show("ready", shown_counts_.ready, now.ready);
  show("parked", shown_counts_.parked, now.parked);
  show("blocked", shown_counts_.blocked, now.blocked);
  shown_counts_ = now;
}

void FtraceSink::show_switch(CpuId cpu, PortionId from, TaskState state, PortionId to) {
  begin_line(cpu, from, "sched_switch");
  fmt::format_to(std::back_inserter(lines_.text()),
                 "prev_comm={} prev_pid={} prev_prio=120 prev_state={} ==> next_comm={} "
                 "next_pid={} next_prio=120",
                 name(from), task_id(from), letter_of(state), name(to), task_id(to));
  lines_.end_line();
}

void FtraceSink::show_waking(CpuId cpu, PortionId woken) {
  begin_line(cpu, cpu.valid() ? activities_->on(cpu) : PortionId(), "sched_waking");
  fmt::format_to(std::back_inserter(lines_.text()), "comm={} pid={} prio=120 target_cpu={:03}",
                 name(woken), task_id(woken), cpu.valid() ? cpu.value : 0);
  lines_.end_line();
}

void FtraceSink::begin_line(CpuId cpu, PortionId running, std::string_view what) {
  const std::string group =
      running.valid() ? fmt::format("{:>7}", process_id(running)) : std::string("-------");
  fmt::format_to(
      std::back_inserter(lines_.text()), "{:>16}-{:<7} ({}) [{:03}] ..... {:>5}.{:09}: {}: ",
      running.valid() ? name(running) : "<idle>", task_id(running), group,
      cpu.valid() ? cpu.value : 0, ns_ / kNanosecondsOfSecond, ns_ % kNanosecondsOfSecond, what);
}

// As in the Perfetto format: threads share the numbers with the processes, which come first.
std::size_t FtraceSink::task_id(PortionId portion) const {
  return portion.valid() ? header_.system->processes.size() + 1 + portion.at() : 0;
}

std::size_t FtraceSink::process_id(PortionId portion) const {
  if (!portion.valid()) return 1;
  return header_.system->thread(activities_->thread_of(portion)).process.at() + 1;
}

std::string_view FtraceSink::name(PortionId portion) const {
  return portion.valid() ? std::string_view(names_[portion.at()]) : "swapper";
}

}  // namespace umsim
