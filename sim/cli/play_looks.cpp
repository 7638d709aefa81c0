// The commands of a play that look: at the machine, at what may come, at what has been; and those
// that write files of it.
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "sim/cli/arguments.h"
#include "sim/cli/explain_output.h"
#include "sim/cli/layout.h"
#include "sim/cli/output_places.h"
#include "sim/cli/places.h"
#include "sim/cli/play_player.h"
#include "sim/cli/report_parts.h"
#include "sim/cli/schedule_io.h"
#include "sim/play/state_text.h"
#include "sim/scenario/text.h"
#include "traces/columns_sink.h"
#include "traces/event_source.h"
#include "traces/formats.h"
#include "traces/names.h"
#include "traces/output_file.h"

namespace umsim {
namespace {

constexpr std::size_t kShownEvents = 10;
constexpr std::size_t kShownChoices = 10;
constexpr std::size_t kNeighbours = 3;  // steps on each side of where

// The events of a play so far, for who reads traces.
class KeptEvents final : public EventSource {
 public:
  KeptEvents(TraceHeader header, std::span<const Event> events)
      : header_(std::move(header)), events_(events) {}

  [[nodiscard]] const TraceHeader& header() const override { return header_; }
  [[nodiscard]] const std::vector<Event>& before() const override { return before_; }
  [[nodiscard]] std::optional<Event> next() override {
    return at_ < events_.size() ? std::optional(events_[at_++]) : std::nullopt;
  }

 private:
  TraceHeader header_;
  std::span<const Event> events_;
  std::vector<Event> before_;
  std::size_t at_ = 0;
};

}  // namespace

// Choices of the line as if they were made one by one: past watch points, and back again.
void Player::show_line(std::size_t begin, std::size_t end) {
  const std::size_t here = session_.position();
  session_.go_to(begin, reach());
  while (session_.position() < end) {
    const play::Motion motion = session_.go_to(session_.position() + 1, reach());
    if (motion.told.empty()) break;
    console_.out << words_.of_told(motion.told.back());
  }
  session_.go_to(here, reach());
}

void Player::ahead(const Words& words) {
  if (words.size() > 1) throw UsageError("ahead takes how many choices to show");
  const std::size_t count =
      words.empty() ? kShownChoices : number_in(words.front(), 1, "how many choices");
  const std::size_t left = session_.course().line().size() - session_.position();
  show_line(session_.position(), session_.position() + std::min(count, left));
  if (left == 0) console_.out << "nothing lies ahead; a step goes by turns\n";
  if (left > count) console_.out << fmt::format("        … and {} more\n", left - count);
}

void Player::made(const Words& words) {
  if (words.size() > 1) throw UsageError("made takes how many choices to show");
  const std::size_t count =
      words.empty() ? kShownChoices : number_in(words.front(), 1, "how many choices");
  const std::size_t here = session_.position();
  if (here == 0) console_.out << "no choice has been made yet\n";
  show_line(here - std::min(count, here), here);
}

void Player::choices(const Words& /*words*/) {
  const auto next = session_.next();
  const std::vector<Choice> enabled = session_.enabled();
  for (std::size_t i = 0; i < enabled.size(); ++i) {
    const bool ahead = next && next->choice == enabled[i];
    console_.out << words_.of_choice(fmt::format("{:>4} {}", i + 1, ahead ? "*" : ""), enabled[i],
                                     session_.name(enabled[i]), session_.machine());
  }
  if (enabled.empty()) console_.out << "nothing can happen any more\n";
}

// The CPU that is meant, or that of the thread; the one that goes next when nothing is typed.
CpuId Player::cpu_named(const Words& words) const {
  const Machine machine = session_.machine();
  const auto next = session_.next();
  if (words.empty()) {
    if (next && next->choice.cpu.valid()) return next->choice.cpu;
    for (std::size_t i = 0; i < machine.system().cpus; ++i) {
      if (machine.cpu(CpuId(i)).current.valid()) return CpuId(i);
    }
    throw UsageError("every CPU is idle");
  }
  const std::string& typed = words.front();
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const CpuId cpu(i);
    const bool is_busy = machine.cpu(cpu).current.valid();
    if (cpu_name(cpu) == typed) return cpu;
    if (is_busy && thread_name(machine.system(), acting_thread(machine, cpu)) == typed) return cpu;
  }
  const Words names = names_of_things();
  if (std::ranges::find(names, typed) != names.end()) {
    throw UsageError(fmt::format("{} is on no CPU; state {} shows where it is", typed, typed));
  }
  throw UsageError(fmt::format("no CPU or thread is called {}{}", loading::quoted(typed),
                               loading::guess_text(typed, names)));
}

void Player::where(const Words& words) {
  if (words.size() > 1) throw UsageError("where takes one CPU or thread");
  const Machine machine = session_.machine();
  const CpuId cpu = cpu_named(words);
  if (!machine.cpu(cpu).current.valid()) {
    console_.out << fmt::format("{} is idle\n", cpu_name(cpu));
    return;
  }
  const StepRef at = next_step(machine, cpu);
  const Routine& routine = umsim::routine(static_cast<RoutineId>(at.routine));
  console_.out << fmt::format("{} {}: {}, {} ({} mode)\n", cpu_name(cpu),
                              thread_name(machine.system(), acting_thread(machine, cpu)),
                              routine.name, routine.title, routine.user_mode ? "user" : "kernel");
  const std::size_t first = at.row < kNeighbours ? 0 : at.row - kNeighbours;
  const std::size_t last = std::min(routine.steps.size(), at.row + kNeighbours + 1);
  std::size_t longest = 0;
  for (std::size_t row = first; row < last; ++row) {
    longest = std::max(longest, routine.steps[row].label.size());
  }
  for (std::size_t row = first; row < last; ++row) {
    const Step& step = routine.steps[row];
    console_.out << indented(
        fmt::format("  {} {:<{}}  ", row == at.row ? ">" : " ", step.label, longest), step.what,
        longest + 6, setup_.width);
    if (row != at.row) continue;
    for (const Exit& exit : step.exits) {
      console_.out << indented(std::string(longest + 8, ' '),
                               exit.when.empty() ? fmt::format("-> {}", exit.to)
                                                 : fmt::format("{} -> {}", exit.when, exit.to),
                               longest + 10, setup_.width);
    }
  }
}

void Player::state(const Words& words) {
  const Machine machine = session_.machine();
  std::vector<play::StateGroup> groups;
  if (words.empty()) groups = play::state_of(machine);
  for (const std::string& word : words) {
    const auto found = play::state_of(machine, word);
    if (found.empty()) {
      throw UsageError(fmt::format("nothing is called {}{}", loading::quoted(word),
                                   loading::guess_text(word, names_of_things())));
    }
    groups.insert(groups.end(), found.begin(), found.end());
  }
  std::size_t longest = 4;
  for (const play::StateGroup& group : groups) {
    for (const play::StateLine& line : group.lines) longest = std::max(longest, line.name.size());
  }
  for (const play::StateGroup& group : groups) {
    std::string_view title = group.title;
    for (const play::StateLine& line : group.lines) {
      console_.out << indented(fmt::format("{:<11}{:<{}}  ", title, line.name, longest), line.text,
                               longest + 15, setup_.width);
      title = "";
    }
  }
}

TraceHeader Player::header() const {
  TraceHeader header;
  header.system = &setup_.scenario->system;
  header.scenario = scenario_name(setup_.scenario->source.path);
  header.title = setup_.scenario->title;
  header.engine = "play";
  header.profile = setup_.scenario->machine.name;
  header.clock_mhz = setup_.scenario->machine.clock_mhz;
  header.seed = setup_.scenario->seed;
  return header;
}

void Player::show_events(std::size_t count) {
  const auto events = clock_.events(session_);
  if (events.empty()) {
    console_.out << "nothing has been reported yet\n";
    return;
  }
  StreamOutput output(console_.out, "standard output");
  ColumnsSink sink(output, {setup_.width, console_.colour_out, false, false});
  sink.begin(header());
  for (const Event& event : events.last(std::min(count, events.size()))) sink.event(event);
  sink.end();
}

// A schedule that was given may be written anew; the scenario may not be lost.
void Player::refuse_place_taken(const std::string& path, std::string_view what) const {
  OutputPlaces places;
  places.reads(setup_.scenario->source.path);
  places.writes(path, what);
}

void Player::write_trace(const std::string& path, const std::string& format_word) {
  const TraceFormat* format =
      format_word.empty() ? &trace_format_for(path) : find_trace_format(format_word);
  if (format == nullptr) {
    Words names;
    for (const TraceFormat& known : trace_formats()) names.emplace_back(known.name);
    throw UsageError(fmt::format("{} is no format of traces: {}{}", loading::quoted(format_word),
                                 loading::joined(names, ", "),
                                 loading::guess_text(format_word, names)));
  }
  const auto finding = session_.finding();
  const std::string found = finding ? words_.of_finding(*finding, session_) : "";
  refuse_place_taken(path, "the trace");
  OutputFile output(path);
  const auto sink =
      format->make(output, {setup_.width, false, [&found] { return report_parts(found); }});
  const auto events = clock_.events(session_);
  sink->begin(header());
  for (const Event& event : events) sink->event(event);
  sink->end();
  console_.out << fmt::format("{} in {}\n", counted(events.size(), "event"),
                              loading::printable(path));
}

void Player::trace(const Words& words) {
  const bool number =
      words.empty() || words[0].find_first_not_of("0123456789,") == std::string::npos;
  if (number) {
    if (words.size() > 1)
      throw UsageError("trace takes a number of events, or a path and a format");
    return show_events(words.empty() ? kShownEvents : number_in(words[0], 1, "how many events"));
  }
  if (words.size() > 2 || words[0] == "-") {
    throw UsageError("trace takes a number of events, or a path and a format");
  }
  write_trace(words[0], words.size() == 2 ? words[1] : "");
}

std::string Player::why_text(ThreadId thread) {
  const auto events = clock_.events(session_);
  if (events.empty()) return "nothing has been reported yet";
  KeptEvents trace(header(), events);
  const std::uint64_t now =
      clock_.time_at(session_, session_.position()).value_or(events.back().time_cycles);
  const Why why = explain_why(trace, thread, now);
  std::string text = why.doing;
  for (const std::string* part : {&why.since, &why.chain, &why.around}) {
    if (!part->empty()) text += " " + *part;
  }
  return text;
}

void Player::why(const Words& words) {
  const std::vector<ThreadSpec>& threads = setup_.scenario->system.threads;
  if (words.size() > 1) throw UsageError("why takes one thread");
  bool found = false;
  Words names;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    names.push_back(threads[i].name);
    if (!words.empty() && threads[i].name != words[0]) continue;
    console_.out << indented("", why_text(ThreadId(i)), 0, setup_.width);
    found = true;
  }
  if (!found) {
    throw UsageError(fmt::format("no thread is called {}{}", loading::quoted(words[0]),
                                 loading::guess_text(words[0], names)));
  }
}

void Player::explain(const Words& words) {
  if (words.size() != 1) throw UsageError("explain takes one word, such as FIG15.B3 or LOCK-4");
  console_.out << explain_topic(words.front(), setup_.width).text;
}

void Player::save(const Words& words) {
  if (words.size() != 1 || words.front() == "-") throw UsageError("save takes the path of a file");
  refuse_place_taken(words.front(), "the schedule");
  const Schedule written = schedule();
  write_schedule_at(words.front(), written, console_);
  console_.out << fmt::format("{} in {}\n", counted(written.choices.size(), "choice"),
                              loading::printable(words.front()));
}

}  // namespace umsim
