#include "sim/schedule/replay.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"

namespace umsim {
namespace {

template <class Things>
std::optional<std::uint16_t> position_of_name(const Things& things, const std::string& name) {
  const auto found = std::find_if(things.begin(), things.end(),
                                  [&](const auto& thing) { return thing.name == name; });
  if (found == things.end()) return std::nullopt;
  return static_cast<std::uint16_t>(found - things.begin());
}

bool is_on_cpu(ChoiceKind kind) {
  return kind == ChoiceKind::step || kind == ChoiceKind::dispatch || kind == ChoiceKind::interrupt;
}

// What the entry's name is the name of.
std::string_view thing_of(ChoiceKind kind) {
  return kind == ChoiceKind::arrive ? "APC" : kind == ChoiceKind::expire ? "timer" : "thread";
}

std::optional<std::uint16_t> position_of_thing(const System& system, const ScheduleEntry& entry) {
  switch (entry.kind) {
    case ChoiceKind::arrive: return position_of_name(system.apcs, entry.name);
    case ChoiceKind::expire: return position_of_name(system.objects, entry.name);
    default: return position_of_name(system.threads, entry.name);
  }
}

std::string why_not_enabled(ChoiceKind kind) {
  switch (kind) {
    case ChoiceKind::arrive: return "it has arrived already";
    case ChoiceKind::expire: return "it does not run";
    default: return "it is in no such wait";
  }
}

std::string ready_threads(const Machine& machine) {
  std::string names;
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    if (machine.kthread(ThreadId(i)).state == ThreadState::ready) {
      names += (names.empty() ? "" : " or ") + machine.system().threads[i].name;
    }
  }
  return names;
}

std::string why_not_ready(const Machine& machine, ThreadId thread) {
  const std::string& name = machine.system().thread(thread).name;
  switch (machine.kthread(thread).state) {
    case ThreadState::ready: return name + " is ready";
    case ThreadState::running: return name + " has a CPU already";
    case ThreadState::waiting: return name + " waits in the kernel";
    case ThreadState::parked: return name + " is parked";
    case ThreadState::ended: return name + " has ended";
  }
  return name;
}

std::string ordinal(std::uint32_t number) {
  const std::uint32_t last_two = number % 100;
  const std::uint32_t last = last_two / 10 == 1 ? 0 : number % 10;
  return fmt::format("{}{}", number, last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
}

// What the entry wants, as "P1 to run FIG15.B3 on CPU 0 for the 2nd time".
std::string wish(const ScheduleEntry& entry) {
  const std::string cpu = fmt::format("CPU {}", entry.cpu.value);
  switch (entry.kind) {
    case ChoiceKind::step:
      return fmt::format("{} to run {} on {} for the {} time", entry.name, entry.step, cpu,
                         ordinal(entry.occurrence));
    case ChoiceKind::dispatch: return fmt::format("{} to get {}", cpu, entry.name);
    case ChoiceKind::interrupt: return fmt::format("{} to be interrupted in {}", cpu, entry.name);
    case ChoiceKind::complete: return fmt::format("the wait of {} to end", entry.name);
    case ChoiceKind::time_out: return fmt::format("the wait of {} to time out", entry.name);
    case ChoiceKind::arrive: return fmt::format("{} to arrive", entry.name);
    case ChoiceKind::expire: return fmt::format("{} to expire", entry.name);
  }
  return entry.name;
}

}  // namespace

ThreadId acting_thread_of(const Machine& machine, CpuId cpu) {
  const Cpu& state = machine.cpu(cpu);
  return state.mode == Mode::user ? state.registers.control.stack_owner : state.current;
}

Replay::Replay(const System& system)
    : system_(&system), layout_(system), image_(system, layout_), machine_(image_.machine()) {}

Replay::StepOfThread Replay::next_of(CpuId cpu) const {
  const StepRef step = next_step(machine_, cpu);
  return {acting_thread_of(machine_, cpu).value, step.routine, step.row};
}

std::uint32_t Replay::occurrence(CpuId cpu) const {
  const auto done = done_.find(next_of(cpu));
  return done == done_.end() ? 1 : done->second + 1;
}

ScheduleEntry Replay::name(const ScheduledChoice& scheduled) const {
  const Choice& choice = scheduled.choice;
  require(is_enabled(machine_, choice), "a choice that is not enabled was to get a name");
  ScheduleEntry entry;
  entry.kind = choice.kind;
  entry.cpu = choice.cpu;
  if (choice.kind == ChoiceKind::arrive) {
    entry.name = system_->apcs[choice.index].name;
    return entry;
  }
  if (choice.kind == ChoiceKind::expire) {
    entry.name = system_->objects[choice.index].name;
    return entry;
  }
  const bool names_thread = choice.kind != ChoiceKind::step && choice.kind != ChoiceKind::interrupt;
  const ThreadId thread =
      names_thread ? ThreadId(std::size_t{choice.index}) : acting_thread_of(machine_, choice.cpu);
  entry.name = system_->thread(thread).name;
  if (choice.kind == ChoiceKind::step) {
    entry.step = step_at(next_step(machine_, choice.cpu)).label;
    entry.occurrence = occurrence(choice.cpu);
    entry.cycles =
        scheduled.cycles < compute_left(machine_, choice.cpu) ? scheduled.cycles : kAllCycles;
  }
  return entry;
}

std::string Replay::cpu_would(CpuId cpu) const {
  if (!machine_.cpu(cpu).current.valid()) {
    const std::string ready = ready_threads(machine_);
    return fmt::format("CPU {} is idle and {}", cpu.value,
                       ready.empty() ? "no thread is ready" : "could get " + ready);
  }
  return fmt::format("CPU {} would run {} of {} for the {} time", cpu.value,
                     step_at(next_step(machine_, cpu)).label,
                     system_->thread(acting_thread_of(machine_, cpu)).name,
                     ordinal(occurrence(cpu)));
}

std::string Replay::find_step(const ScheduleEntry& entry) const {
  const bool idle = !machine_.cpu(entry.cpu).current.valid();
  if (idle || system_->thread(acting_thread_of(machine_, entry.cpu)).name != entry.name ||
      step_at(next_step(machine_, entry.cpu)).label != entry.step ||
      occurrence(entry.cpu) != entry.occurrence) {
    return cpu_would(entry.cpu);
  }
  if (entry.cycles != kAllCycles && entry.cycles >= compute_left(machine_, entry.cpu)) {
    return fmt::format("\"cycles\" must be less than what is left of the compute instruction, {}",
                       compute_left(machine_, entry.cpu));
  }
  return {};
}

// Why the entry, which names a CPU and a thread that exist, is not possible; empty when it is.
std::string Replay::find_on_cpu(const ScheduleEntry& entry) const {
  const bool idle = !machine_.cpu(entry.cpu).current.valid();
  if (entry.kind == ChoiceKind::step) return find_step(entry);
  if (entry.kind == ChoiceKind::dispatch) {
    const ThreadId thread(std::size_t{*position_of_name(system_->threads, entry.name)});
    if (!idle) return cpu_would(entry.cpu);
    const bool ready = machine_.kthread(thread).state == ThreadState::ready;
    return ready ? "" : why_not_ready(machine_, thread);
  }
  if (idle || system_->thread(acting_thread_of(machine_, entry.cpu)).name != entry.name) {
    return cpu_would(entry.cpu);
  }
  const bool possible = is_enabled(machine_, {ChoiceKind::interrupt, entry.cpu, 0});
  return possible ? "" : "there is nothing to interrupt it for; " + cpu_would(entry.cpu);
}

std::variant<ScheduledChoice, std::string> Replay::find(const ScheduleEntry& entry) const {
  const auto position = position_of_thing(*system_, entry);
  const auto refuse = [&](const std::string& why) {
    return fmt::format("expects {}, but {}", wish(entry), why);
  };
  if (!position) {
    return refuse(fmt::format("no {} is called so", thing_of(entry.kind)));
  }
  if (!is_on_cpu(entry.kind)) {
    const ScheduledChoice choice{{entry.kind, CpuId(), *position}, kAllCycles};
    if (is_enabled(machine_, choice.choice)) return choice;
    return refuse(why_not_enabled(entry.kind));
  }
  if (entry.cpu.at() >= system_->cpus) {
    return refuse(fmt::format("the machine has {} CPUs, counted from 0", system_->cpus));
  }
  const std::string why = find_on_cpu(entry);
  if (!why.empty()) return refuse(why);
  const std::uint16_t index = entry.kind == ChoiceKind::dispatch ? *position : std::uint16_t{0};
  return ScheduledChoice{{entry.kind, entry.cpu, index}, entry.cycles};
}

void Replay::make(const ScheduledChoice& choice, Reporter* reporter) {
  if (choice.choice.kind == ChoiceKind::step && machine_.cpu(choice.choice.cpu).current.valid() &&
      choice.cycles >= compute_left(machine_, choice.choice.cpu)) {
    ++done_[next_of(choice.choice.cpu)];
  }
  apply(machine_, choice.choice, reporter, choice.cycles);
}

Replay::Saved Replay::save() const {
  return {{image_.bytes().begin(), image_.bytes().end()}, done_};
}

void Replay::restore(const Saved& saved) {
  std::ranges::copy(saved.image, image_.bytes().begin());
  done_ = saved.done;
}

std::vector<ScheduleEntry> name_choices(const System& system,
                                        std::span<const ScheduledChoice> choices) {
  Replay replay(system);
  std::vector<ScheduleEntry> entries;
  for (const ScheduledChoice& choice : choices) {
    entries.push_back(replay.name(choice));
    if (entries.size() < choices.size()) replay.make(choice);
  }
  return entries;
}

std::variant<std::vector<ScheduledChoice>, std::string> find_choices(
    const System& system, std::span<const ScheduleEntry> entries) {
  Replay replay(system);
  std::vector<ScheduledChoice> choices;
  for (const ScheduleEntry& entry : entries) {
    auto found = replay.find(entry);
    if (const auto* why = std::get_if<std::string>(&found)) {
      return fmt::format("choice {} {}", choices.size() + 1, *why);
    }
    choices.push_back(std::get<ScheduledChoice>(found));
    if (choices.size() < entries.size()) replay.make(choices.back());
  }
  return choices;
}

}  // namespace umsim
