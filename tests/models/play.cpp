#include "tests/models/play.h"

#include <algorithm>
#include <utility>

#include "models/invariants/invariants.h"

namespace umsim::test {
namespace {

// More steps than any flow between two labels takes.
constexpr int kPatience = 10'000;

Choice of_index(ChoiceKind kind, std::size_t index) {
  return {kind, CpuId(), static_cast<std::uint16_t>(index)};
}

}  // namespace

Play::Play(System system)
    : system_(std::move(system)), layout_(system_), image_(system_, layout_) {}

void Play::make(const Choice& choice) {
  if (choice.kind == ChoiceKind::step && cpu(choice.cpu.at()).current.valid()) {
    ran_.push_back({cpu(choice.cpu.at()).current, next(choice.cpu.at())});
  }
  apply(machine(), choice, this);
  const Invariant* broken = broken_invariant(machine());
  if (broken != nullptr && system_.knock_outs.none()) {
    throw BrokenInvariant(std::string(broken->id) + ": " + std::string(broken->sentence));
  }
}

void Play::dispatch(std::size_t cpu, std::string_view name) {
  make({ChoiceKind::dispatch, CpuId(cpu), thread(name).value});
}

void Play::step(std::size_t cpu) { make({ChoiceKind::step, CpuId(cpu), 0}); }

void Play::until(std::size_t cpu, std::string_view label) {
  require(find_step(label).has_value(), "a test waits for a step that does not exist");
  for (int i = 0; next(cpu) != label; ++i) {
    require(i < kPatience, "a test waits for a step that does not come");
    step(cpu);
  }
}

void Play::through(std::size_t cpu, std::string_view label) {
  until(cpu, label);
  step(cpu);
}

void Play::until_idle(std::size_t cpu) {
  for (int i = 0; next(cpu) != "idle"; ++i) {
    require(i < kPatience, "a test waits for a CPU that does not become idle");
    step(cpu);
  }
}

void Play::interrupt(std::size_t cpu) { make({ChoiceKind::interrupt, CpuId(cpu), 0}); }

void Play::arrive(std::string_view name) { make(of_index(ChoiceKind::arrive, apc(name).at())); }

void Play::complete(std::string_view name) {
  make(of_index(ChoiceKind::complete, thread(name).at()));
}

void Play::time_out(std::string_view name) {
  make(of_index(ChoiceKind::time_out, thread(name).at()));
}

void Play::expire(std::string_view name) {
  make(of_index(ChoiceKind::expire, find_object(system_, name).at()));
}

ThreadId Play::thread(std::string_view name) const {
  const ThreadId found = find_thread(system_, name);
  if (!found.valid()) {
    throw std::invalid_argument("no thread is called " + std::string(name));
  }
  return found;
}

ApcId Play::apc(std::string_view name) const {
  for (std::size_t i = 0; i < system_.apcs.size(); ++i) {
    if (system_.apcs[i].name == name) {
      return ApcId(i);
    }
  }
  throw std::invalid_argument("no APC is called " + std::string(name));
}

std::string Play::next(std::size_t cpu) {
  if (cpu >= system_.cpus) {
    throw std::invalid_argument("there is no CPU " + std::to_string(cpu));
  }
  return machine().cpu(CpuId(cpu)).current.valid()
             ? std::string(step_at(next_step(machine(), CpuId(cpu))).label)
             : "idle";
}

std::vector<std::string> Play::labels(std::size_t from) const {
  std::vector<std::string> labels;
  for (std::size_t i = from; i < ran_.size(); ++i) {
    labels.push_back(ran_[i].label);
  }
  return labels;
}

std::vector<Status> Play::statuses() const {
  std::vector<Status> all;
  for (const Event& event : events_) {
    if (event.kind == EventKind::api_return) {
      all.push_back(static_cast<Status>(event.new_value));
    }
  }
  return all;
}

std::size_t Play::count(EventKind kind) const {
  const auto same = [&](const Event& event) { return event.kind == kind; };
  return static_cast<std::size_t>(std::count_if(events_.begin(), events_.end(), same));
}

std::optional<Event> Play::last(EventKind kind) const {
  const auto same = [&](const Event& event) { return event.kind == kind; };
  const auto found = std::find_if(events_.rbegin(), events_.rend(), same);
  return found == events_.rend() ? std::nullopt : std::optional(*found);
}

}  // namespace umsim::test
