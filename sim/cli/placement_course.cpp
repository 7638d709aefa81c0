#include "sim/cli/placement_course.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "models/kernel/arrivals.h"
#include "models/machine/image.h"
#include "models/machine/routines.h"
#include "sim/scenario/names.h"
#include "sim/timed/describe.h"

namespace umsim {
namespace {

using explore::Ending;

bool is_of_the_path(std::string_view label) {
  constexpr std::array<std::string_view, 5> kFigures{"FIG8.", "FIG9.", "FIG10.", "FIG13.",
                                                     "FIG14."};
  return std::any_of(kFigures.begin(), kFigures.end(), [&](std::string_view figure) {
    return label.substr(0, figure.size()) == figure;
  });
}

// What threads go through whose process is being deleted.
bool is_of_the_end(std::string_view label) {
  return is_of_the_path(label) || label.substr(0, 7) == "DELETE.";
}

// The steps of one thread, shortened as they come.
struct ThreadPath {
  ThreadId thread;
  std::string figure;
  std::string last;
  std::string text;

  void add(const ShortLabel& label) {
    if (label.figure == figure && label.step == last) return;
    const bool goes_on = label.figure == figure;
    if (!goes_on) text += (text.empty() ? "" : ", ") + label.figure;
    text += " " + label.step;
    figure = label.figure;
    last = label.step;
  }
};

// From the event, or its resumption, on.
struct Phase {
  std::vector<ThreadPath> threads;

  ThreadPath& of(ThreadId thread) {
    const auto found = std::find_if(threads.begin(), threads.end(),
                                    [&](const ThreadPath& path) { return path.thread == thread; });
    if (found != threads.end()) return *found;
    threads.push_back({thread, {}, {}, {}});
    return threads.back();
  }
};

class CourseRecorder final : public Reporter {
 public:
  CourseRecorder(const Machine& machine, const PlacedScenario& placed, ThreadId to)
      : machine_(machine), placed_(placed), to_(to) {}

  // The next choice is the event.
  void event_comes() {
    phases_.emplace_back();
    if (!placed_.event.valid()) return;
    const CpuId struck = struck_cpu(machine_, placed_.event);
    if (struck.valid()) taken_by_ = machine_.cpu(struck).current;
  }

  void before(const Choice& choice) {
    if (choice.kind == ChoiceKind::arrive && ApcId(choice.index) == placed_.again) {
      phases_.emplace_back();
    }
    if (choice.kind == ChoiceKind::step) before_step(choice.cpu);
  }

  void report(const Event& event) override {
    if (event.kind == EventKind::upcall) {
      const auto reason = static_cast<UpcallReason>(event.new_value);
      blocked_ += reason == UpcallReason::blocked ? 1U : 0U;
      yields_ += reason == UpcallReason::yield ? 1U : 0U;
    }
    if (!phases_.empty() && placed_.event.valid()) note_service(event);
  }

  [[nodiscard]] Course course(Ending ending) const {
    return {path(), served(), blocked_, yields_, end(ending)};
  }

 private:
  void before_step(CpuId cpu) {
    const std::string_view label = step_at(next_step(machine_, cpu)).label;
    const ThreadId thread = acting_thread(machine_, cpu);
    const bool in_kernel = machine_.cpu(cpu).mode == Mode::kernel;
    const ThreadId current = machine_.cpu(cpu).current;
    if (!in_kernel) leave(current);
    const bool serves_it =
        deletes() ? is_of_the_end(label) : is_of_the_path(label) && takes_part(current);
    const bool takes_it = in_kernel && current == taken_by_ && (is_fault() || is_interrupt(label));
    if (serves_it || takes_it) {
      phases_.back().of(thread).add(short_label(label));
    }
    given_back_ = given_back_ || (deletes() && label == "FIG14.B5");
    directed_ = directed_ || (current == taken_by_ && label.substr(0, 7) == "FIG2.6.");
    pulled_ = pulled_ || (serves() && thread == to_ && label.substr(0, 9) == "FIG14.B10");
  }

  // With its process every thread ends, by whatever way.
  [[nodiscard]] bool deletes() const {
    return placed_.event.valid() && !phases_.empty() &&
           placed_.scenario.system.apcs[placed_.event.at()].what == AsyncKind::process_deletion;
  }

  // A fault is served in the kernel portion that takes it; an interrupt only passes through.
  [[nodiscard]] bool is_fault() const {
    return placed_.scenario.system.apcs[placed_.event.at()].is_fault();
  }
  [[nodiscard]] static bool is_interrupt(std::string_view label) {
    return label.substr(0, 4) == "INT.";
  }

  // The thread is back in user mode.
  void leave(ThreadId thread) {
    if (thread == taken_by_) taken_by_ = ThreadId();
    if (thread == asked_) asked_ = ThreadId();
  }

  // The thread's kernel portion serves the placed APC or the resumption, or is asked on its behalf,
  // and then until it is left: an APC of the scenario's own has steps of the same figures.
  bool takes_part(ThreadId thread) {
    if (!placed_.event.valid()) return false;
    const KThread& kthread = machine_.kthread(thread);
    const ApcId served = machine_.kthread(to_).apc;
    const bool ours = served == placed_.event || (served.valid() && served == placed_.again);
    if (thread == to_) return ours;
    const bool for_it = machine_.kthread(to_).asks == thread || kthread.asked_by == to_ ||
                        kthread.torn_off == to_ || kthread.peer == to_;
    if (ours && for_it) asked_ = thread;
    return thread == asked_;
  }

  // The worker's kernel portion has taken up the placed APC.
  [[nodiscard]] bool serves() const { return machine_.kthread(to_).apc == placed_.event; }

  void note_service(const Event& event) {
    if (event.kind == EventKind::apc_begin && ApcId(event.object) == placed_.event) {
      begun_ = true;
      locked_ = event.new_value != 0;
    }
    preempted_ = preempted_ || (event.kind == EventKind::preempt && event.thread == taken_by_);
    if (event.kind == EventKind::disassociate_answered && ThreadId(event.object) == to_ &&
        serves()) {
      torn_off_ = torn_off_ || static_cast<Answer>(event.new_value) == Answer::torn_off;
      told_ = told_ || static_cast<Answer>(event.new_value) == Answer::not_running;
    }
  }

  [[nodiscard]] std::string path() const {
    std::string text;
    for (std::size_t i = 0; i < phases_.size(); ++i) {
      if (i != 0) text += text.empty() ? "resume: " : " | resume: ";
      std::string phase;
      for (const ThreadPath& thread : phases_[i].threads) {
        phase += fmt::format("{}{}: {}", phase.empty() ? "" : "; ",
                             machine_.system().thread(thread.thread).name, thread.text);
      }
      text += phase;
    }
    return text;
  }

  [[nodiscard]] std::string served() const {
    if (!placed_.event.valid()) return "";
    const ApcSpec& spec = placed_.scenario.system.apcs[placed_.event.at()];
    if (spec.what == AsyncKind::process_deletion)
      return given_back_ ? "the primary gives the worker back" : "the worker is on no primary";
    if (spec.is_fault()) return directed_ ? "by a directed switch" : "as the thread's own";
    if (!spec.is_apc()) return preempted_ ? "the thread loses its CPU" : "the thread goes on";
    if (!begun_) return "not at all: the worker has ended";
    const std::string told = told_ ? ", after \"not running\"" : "";
    if (pulled_) return "after the context was pulled" + told;
    if (torn_off_) return "torn off" + told;
    return (locked_ ? "on the idle kernel portion" : "on the executing kernel portion") + told;
  }

  [[nodiscard]] std::string end(Ending ending) const {
    switch (ending) {
      case Ending::all_ended: return "all ended";
      case Ending::broken: return "an invariant broke";
      case Ending::out_of_hand: return "the model cannot handle it";
      case Ending::stuck:
      case Ending::goes_round: break;
    }
    std::string text = ending == Ending::stuck ? "stuck" : "goes round";
    const auto threads = timed::threads_of(machine_);
    for (std::size_t i = 0; i < threads.size(); ++i) {
      const auto state = static_cast<std::size_t>(threads[i].final_state);
      text += fmt::format(", {} {}", machine_.system().threads[i].name,
                          loading::final_state_names()[state]);
    }
    return text;
  }

  Machine machine_;
  const PlacedScenario& placed_;
  ThreadId to_;
  ThreadId taken_by_;  // whose kernel portion takes the fault or interrupt, until it is left
  ThreadId asked_;     // the primary that was asked on behalf of the APC, until it is left
  std::vector<Phase> phases_;
  std::size_t blocked_ = 0;
  std::size_t yields_ = 0;
  bool begun_ = false;
  bool locked_ = false;
  bool torn_off_ = false;
  bool told_ = false;
  bool pulled_ = false;
  bool directed_ = false;
  bool given_back_ = false;
  bool preempted_ = false;
};

}  // namespace

ShortLabel short_label(std::string_view label) {
  const std::size_t first = label.find('.');
  const std::size_t second = label.find('.', first + 1);
  const bool is_part = second != std::string_view::npos && !find_step(label.substr(0, second));
  const std::size_t end = is_part ? second : label.size();
  return {std::string(label.substr(0, first)),
          std::string(label.substr(first + 1, end - first - 1))};
}

Course follow_event(const PlacedScenario& placed, const std::vector<Choice>& way, ThreadId to) {
  const System& system = placed.scenario.system;
  const Layout layout(system);
  Image image(system, layout);
  const Machine machine = image.machine();
  CourseRecorder recorder(machine, placed, to);
  for (const Choice& choice : way) {
    if (&choice == &way.back()) recorder.event_comes();
    apply(machine, choice, &recorder);
  }
  const Ending ending = explore::run_in_fixed_order(
      machine, [&](const Choice& choice) { recorder.before(choice); }, &recorder);
  return recorder.course(ending);
}

}  // namespace umsim
