// Replay: a machine that is moved choice by choice and gives each choice its name, or finds the
// choice that a name means.
//
// Names are resolved against the state, so a schedule of another flow is refused at the first entry
// that does not fit, with what was expected and what the machine would do instead.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "models/machine/image.h"
#include "sim/schedule/schedule.h"

namespace umsim {

// Whose step a CPU is about to run: in user mode the thread on whose user stack the CPU is, in
// kernel mode the kernel's current thread. The CPU must not be idle.
[[nodiscard]] ThreadId acting_thread_of(const Machine& machine, CpuId cpu);

class Replay {
 public:
  // Begins in the scenario's first state. `system` must outlive the replay.
  explicit Replay(const System& system);
  ~Replay() = default;
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  // name() says what the choice is called here; it must be enabled.
  [[nodiscard]] ScheduleEntry name(const ScheduledChoice& scheduled) const;

  // find() gives the choice that the entry means here, or a sentence that says why there is none.
  [[nodiscard]] std::variant<ScheduledChoice, std::string> find(const ScheduleEntry& entry) const;

  // make() performs an enabled choice; throws InternalError when it is not enabled.
  void make(const ScheduledChoice& choice, Reporter* reporter = nullptr);

  [[nodiscard]] Machine machine() const { return machine_; }

  // How often a thread has run a row.
  using StepOfThread = std::tuple<std::uint16_t, std::uint8_t, std::uint8_t>;
  using Done = std::map<StepOfThread, std::uint32_t>;

  // A state to come back to; only for the replay that gave it.
  struct Saved {
    std::vector<std::byte> image;
    Done done;
  };
  [[nodiscard]] Saved save() const;
  void restore(const Saved& saved);

 private:
  [[nodiscard]] StepOfThread next_of(CpuId cpu) const;
  [[nodiscard]] std::uint32_t occurrence(CpuId cpu) const;
  [[nodiscard]] std::string cpu_would(CpuId cpu) const;
  [[nodiscard]] std::string find_step(const ScheduleEntry& entry) const;
  [[nodiscard]] std::string find_on_cpu(const ScheduleEntry& entry) const;

  const System* system_;
  Layout layout_;
  Image image_;
  Machine machine_;
  Done done_;
};

// name_choices gives the entries of choices that begin in the system's first state. The last one
// may be one that the machine cannot survive: it is named and not made.
[[nodiscard]] std::vector<ScheduleEntry> name_choices(const System& system,
                                                      std::span<const ScheduledChoice> choices);

// find_choices gives the choices that the entries mean, or a message that names the entry, counted
// from 1, what it expects and what the machine would do.
[[nodiscard]] std::variant<std::vector<ScheduledChoice>, std::string> find_choices(
    const System& system, std::span<const ScheduleEntry> entries);

}  // namespace umsim
