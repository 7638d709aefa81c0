#include "sim/cli/play_words.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "sim/cli/layout.h"
#include "sim/cli/schedule_words.h"
#include "sim/cli/stranded.h"
#include "sim/explore/model_findings.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

constexpr std::size_t kNumberWidth = 8;
constexpr std::size_t kLabelWidth = 18;

std::string what_comes(const ScheduleEntry& entry) {
  switch (entry.kind) {
    case ChoiceKind::step: return {};
    case ChoiceKind::dispatch: return "gets the CPU";
    case ChoiceKind::interrupt: return "is interrupted";
    case ChoiceKind::complete: return "what it waits for comes";
    case ChoiceKind::time_out: return "its wait times out";
    case ChoiceKind::arrive: return "arrives";
    case ChoiceKind::expire: return "expires";
  }
  return {};
}

// The same with what the state says of it, while it has not happened.
std::string what_may_come(const ScheduleEntry& entry, const Choice& choice,
                          const Machine& machine) {
  const System& system = machine.system();
  std::string what = what_comes(entry);
  switch (choice.kind) {
    case ChoiceKind::interrupt:
      return fmt::format("{} before {}", what, step_at(next_step(machine, choice.cpu)).label);
    case ChoiceKind::dispatch: {
      const KernelStack& stack = machine.kthread(ThreadId(choice.index)).stack;
      return stack.depth == 0
                 ? what
                 : fmt::format("{}, and goes on at {}", what, step_at(stack.top()).label);
    }
    case ChoiceKind::complete:
    case ChoiceKind::time_out: {
      std::string reason(name_of(machine.kthread(ThreadId(choice.index)).wait));
      std::ranges::replace(reason, '_', ' ');
      return fmt::format("{} ({})", what, reason);
    }
    case ChoiceKind::arrive: {
      const ApcSpec& event = system.apcs[choice.index];
      const std::string to =
          event.target.valid() ? " to " + printable(system.thread(event.target).name) : "";
      return fmt::format("{}: {}{}", what, word_for(event), to);
    }
    case ChoiceKind::step:
    case ChoiceKind::expire: return what;
  }
  return what;
}

std::string kind_word(ChoiceKind kind) {
  switch (kind) {
    case ChoiceKind::step: return "step";
    case ChoiceKind::dispatch: return "dispatch";
    case ChoiceKind::interrupt: return "interrupt";
    case ChoiceKind::complete: return "complete";
    case ChoiceKind::time_out: return "time_out";
    case ChoiceKind::arrive: return "arrive";
    case ChoiceKind::expire: return "expire";
  }
  return {};
}

std::string names_of_those_left(const Machine& machine) {
  std::string names;
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    if (machine.kthread(ThreadId(i)).state == ThreadState::ended) continue;
    names += (names.empty() ? "" : " ") + machine.system().threads[i].name;
  }
  return names;
}

}  // namespace

std::vector<std::string> words_of(const ScheduleEntry& entry) {
  std::vector<std::string> words{entry.name, kind_word(entry.kind)};
  if (entry.cpu.valid()) words.push_back(cpu_name(entry.cpu));
  if (!entry.step.empty()) words.push_back(entry.step);
  return words;
}

PlayWords::PlayWords(const Scenario& scenario, std::size_t width)
    : scenario_(&scenario), width_(width) {
  const std::size_t cpu = cpu_name(CpuId(scenario.system.cpus - 1U)).size() + 1;
  for (const ThreadSpec& thread : scenario.system.threads) {
    who_ = std::max(who_, cpu + printable(thread.name).size());
  }
}

std::string PlayWords::line(const std::string& first, const ScheduleEntry& entry,
                            std::string_view label, std::string_view what) const {
  const std::string who = entry.cpu.valid()
                              ? fmt::format("{} {}", cpu_name(entry.cpu), printable(entry.name))
                              : printable(entry.name);
  std::string start = fmt::format("{:<{}}{:<{}}  ", first, kNumberWidth, who, who_);
  if (!label.empty()) start += fmt::format("{:<{}}  ", label, kLabelWidth);
  return indented(start, what, kNumberWidth + who_ + kLabelWidth + 4, width_);
}

std::string PlayWords::of_choice(const std::string& first, const Choice& choice,
                                 const ScheduleEntry& entry, const Machine& machine) const {
  if (entry.kind != ChoiceKind::step) {
    return line(first, entry, "", what_may_come(entry, choice, machine));
  }
  const Step& step = step_at(next_step(machine, entry.cpu));
  return line(first, entry, step.label, step.what);
}

std::string PlayWords::of_told(const play::Told& told) const {
  const std::string first = fmt::format("{:>6}", with_commas(told.number));
  const bool step = told.entry.kind == ChoiceKind::step;
  std::string text = step ? line(first, told.entry, told.entry.step, step_at(told.step).what)
                          : line(first, told.entry, "", what_comes(told.entry));
  const Phrases phrases(scenario_->system);
  for (const Event& event : told.events) {
    const std::string blanks(kNumberWidth + who_ + 2, ' ');
    text += indented(blanks + "= ", phrases.of(event), blanks.size() + 2, width_);
  }
  return text;
}

std::string PlayWords::of_finding(const play::Finding& finding,
                                  const play::Session& session) const {
  if (finding.invariant != nullptr) {
    return fmt::format("{}: {}", finding.invariant->id, finding.invariant->sentence);
  }
  const Machine machine = session.machine();
  if (finding.deadlock) {
    return deadlock_text(machine, names_of_those_left(machine)) + stranded_text(machine);
  }
  const auto broken = explore::finding_of(scenario_->system, session.course().observer(),
                                          finding.property.value_or(0), {});
  return fmt::format("{}: {}", kProperty, broken.sentence);
}

}  // namespace umsim
