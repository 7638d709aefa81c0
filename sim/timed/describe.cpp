#include "sim/timed/describe.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "models/ums/fig13_apc.h"
#include "sim/scenario/final_state.h"

namespace umsim::timed {
namespace {

std::string thread_name(const System& system, std::size_t index) {
  return index < system.threads.size() ? system.threads[index].name
                                       : "thread " + std::to_string(index);
}

std::string object_name(const System& system, std::size_t index) {
  return index < system.objects.size() ? system.objects[index].name
                                       : "object " + std::to_string(index);
}

std::string apc_name(const System& system, std::size_t index) {
  return index < system.apcs.size() ? system.apcs[index].name : "APC " + std::to_string(index);
}

const char* doing(const ThreadAtEnd& thread) {
  constexpr std::array kWaits = {"waits",
                                 "waits for a timer",
                                 "waits for a page",
                                 "waits for its completion list",
                                 "sleeps on its kernel queue",
                                 "waits for an event",
                                 "waits for a timer object",
                                 "waits for a device",
                                 "waits for the answer of a primary",
                                 "waits for a primary's indicator",
                                 "waits for a disassociate APC",
                                 "waits for its context to be pulled",
                                 "is suspended"};
  static_assert(kWaits.size() == static_cast<std::size_t>(WaitReason::count_));
  switch (thread.final_state) {
    case FinalState::ready: return "is ready, but has no CPU";
    case FinalState::running: return "runs";
    case FinalState::blocked: return kWaits[static_cast<std::size_t>(thread.wait)];
    case FinalState::parked: return "is parked, and on no primary";
    case FinalState::hosted: return "is parked, and its user portion is on a primary";
    case FinalState::terminated:
    case FinalState::count_: break;
  }
  return "has ended";
}

}  // namespace

std::string describe(const System& system, const Choice& choice) {
  const std::string cpu = "CPU " + std::to_string(choice.cpu.value);
  switch (choice.kind) {
    case ChoiceKind::step: return cpu + " runs its next step";
    case ChoiceKind::dispatch: return cpu + " gets " + thread_name(system, choice.index);
    case ChoiceKind::interrupt: return cpu + " is interrupted";
    case ChoiceKind::complete: return "the wait of " + thread_name(system, choice.index) + " ends";
    case ChoiceKind::time_out:
      return "the wait of " + thread_name(system, choice.index) + " times out";
    case ChoiceKind::arrive: return apc_name(system, choice.index) + " arrives";
    case ChoiceKind::expire: return object_name(system, choice.index) + " expires";
  }
  return "nothing";
}

std::vector<ThreadAtEnd> threads_of(const Machine& machine) {
  std::vector<ThreadAtEnd> threads;
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    const KThread& kthread = machine.kthread(ThreadId(i));
    const WaitReason wait = waits_suspended(kthread) ? WaitReason::suspension : kthread.wait;
    const bool worker = machine.system().is_worker(ThreadId(i));
    threads.push_back({kthread.state, wait, final_state(machine, ThreadId(i)),
                       worker ? machine.switch_counts(ThreadId(i)) : SwitchCounts{}});
  }
  return threads;
}

std::vector<LoggedChoice> as_log(std::span<const ScheduledChoice> choices) {
  std::vector<LoggedChoice> log;
  for (const ScheduledChoice& choice : choices) log.push_back({choice.choice, choice.cycles});
  return log;
}

std::vector<ScheduledChoice> as_choices(std::span<const LoggedChoice> log) {
  std::vector<ScheduledChoice> choices;
  for (const LoggedChoice& logged : log) choices.push_back({logged.choice, logged.granted_cycles});
  return choices;
}

std::vector<FinalState> Result::final_states() const {
  std::vector<FinalState> states;
  std::transform(threads.begin(), threads.end(), std::back_inserter(states),
                 [](const ThreadAtEnd& thread) { return thread.final_state; });
  return states;
}

std::string describe_threads(const System& system, const Result& result) {
  std::string text;
  for (std::size_t i = 0; i < result.threads.size(); ++i) {
    if (result.threads[i].state != ThreadState::ended) {
      text += system.threads[i].name + " " + doing(result.threads[i]) + "\n";
    }
  }
  return text;
}

}  // namespace umsim::timed
