// Play: a system whose choices a test makes one by one, by names, and what it has reported.
//
// After every choice the invariants must hold, unless the system lacks a safeguard; a broken one
// throws, so that a test need not ask. Asking for something that the state does not offer throws
// too.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "tests/models/sample_systems.h"

namespace umsim::test {

class BrokenInvariant : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A step that ran.
struct Ran {
  ThreadId thread;
  std::string label;
};

class Play final : private Reporter {
 public:
  explicit Play(System system);
  Play(const Play&) = delete;
  Play& operator=(const Play&) = delete;
  ~Play() override = default;

  void dispatch(std::size_t cpu, std::string_view name);
  void step(std::size_t cpu);
  // Steps until `label` is the next step of the CPU's thread; the CPU must not become idle before.
  void until(std::size_t cpu, std::string_view label);
  // The same, and runs that step as well.
  void through(std::size_t cpu, std::string_view label);
  // Steps until the CPU is idle.
  void until_idle(std::size_t cpu);
  void interrupt(std::size_t cpu);
  void arrive(std::string_view name);
  void complete(std::string_view name);
  void time_out(std::string_view name);
  void expire(std::string_view name);
  void make(const Choice& choice);

  [[nodiscard]] Machine machine() { return image_.machine(); }
  [[nodiscard]] Image& image() { return image_; }
  [[nodiscard]] const System& system() const { return system_; }
  // Throws std::invalid_argument when nothing has that name.
  [[nodiscard]] ThreadId thread(std::string_view name) const;
  [[nodiscard]] ApcId apc(std::string_view name) const;
  [[nodiscard]] KThread& kthread(std::string_view name) { return machine().kthread(thread(name)); }
  [[nodiscard]] Context& context(std::string_view name) { return machine().context(thread(name)); }
  [[nodiscard]] UserPortion& user(std::string_view name) { return machine().user(thread(name)); }
  [[nodiscard]] DispatcherObject& object(std::string_view name) {
    return machine().object(find_object(system_, name));
  }
  [[nodiscard]] Cpu& cpu(std::size_t number) { return machine().cpu(CpuId(number)); }
  // The label of the CPU's next step; "idle" when it has no thread.
  [[nodiscard]] std::string next(std::size_t cpu);
  [[nodiscard]] bool offers(const Choice& choice) { return is_enabled(machine(), choice); }

  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  // What calls of the API have returned, one after the other.
  [[nodiscard]] std::vector<Status> statuses() const;
  [[nodiscard]] const std::vector<Ran>& ran() const { return ran_; }
  // The labels of the steps that ran, in order; `from` is the number of those to leave out.
  [[nodiscard]] std::vector<std::string> labels(std::size_t from = 0) const;
  [[nodiscard]] std::size_t count(EventKind kind) const;
  // The latest event of that kind, or nothing.
  [[nodiscard]] std::optional<Event> last(EventKind kind) const;

 private:
  void report(const Event& event) override { events_.push_back(event); }

  System system_;
  Layout layout_;
  Image image_;
  std::vector<Event> events_;
  std::vector<Ran> ran_;
};

}  // namespace umsim::test
