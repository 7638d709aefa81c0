// Statistics: what a trace adds up to: how often things happened, how long they took, and what the
// time of CPUs and threads went into.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/machine/step.h"
#include "traces/activity.h"
#include "traces/distribution.h"
#include "traces/sink.h"

namespace umsim {

// What the time of a CPU goes into.
enum class CpuUse : std::uint8_t { worker, primary, standard, kernel, idle, count_ };
[[nodiscard]] std::string_view name_of(CpuUse use);

class Statistics final : public Sink {
 public:
  using CpuTimes = std::array<std::uint64_t, static_cast<std::size_t>(CpuUse::count_)>;
  struct StepTime {
    std::uint64_t steps = 0;
    std::uint64_t cycles = 0;
  };

  // `system` must outlive the statistics.
  explicit Statistics(const System& system);

  void begin(const TraceHeader& header) override { header_ = header; }
  void event(const Event& event) override;
  // From before the part that the trace shows come states, and nothing else: what began there has
  // no length.
  void skip(const Event& event) override { activities_.note(event); }
  void end() override;

  [[nodiscard]] const TraceHeader& header() const { return header_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t begin_cycles() const { return begin_cycles_; }
  [[nodiscard]] std::uint64_t end_cycles() const { return now_; }

  // How often: "UMS switches", "failed switches: locked", "kernel entries: sleep". Only what
  // happened.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }
  // How long: "directed switch", "lock held by kernel", "APC delivered: idle worker". Of what has
  // begun and ended.
  [[nodiscard]] const std::map<std::string, Distribution>& lengths() const { return lengths_; }
  [[nodiscard]] const CpuTimes& of(CpuId cpu) const { return cpus_[cpu.at()].times; }
  // What a portion did, in the words of activity_text without their details: "user mode",
  // "blocked".
  [[nodiscard]] const std::map<std::string, std::uint64_t>& of(PortionId portion) const {
    return portions_[portion.at()].times;
  }
  [[nodiscard]] const Activities& activities() const { return activities_; }
  // By cost class; a trace without steps has none.
  [[nodiscard]] const std::map<CostClass, StepTime>& step_classes() const { return classes_; }

 private:
  struct Cpu {
    CpuTimes times{};
    CpuUse use = CpuUse::idle;
    std::uint64_t since = 0;
    CostClass cost = CostClass::count_;  // of the step that it is at; count_: of none
    std::uint64_t cost_since = 0;
  };
  struct Portion {
    std::map<std::string, std::uint64_t> times;
    std::string doing;
    std::uint64_t since = 0;
  };
  // Since when something is going on; kNever: it is not.
  static constexpr std::uint64_t kNever = UINT64_MAX;
  struct Thread {
    std::uint64_t entered = kNever;  // its user portion is in the kernel, not yet switched over
    std::uint64_t queued = kNever;   // on a completion list, or with a scheduler
    std::uint64_t bound = kNever;    // its lock has an owner
    std::uint64_t held = kNever;     // its lock has holders in the kernel
    std::uint64_t blocked = kNever;
  };
  struct Apc {
    std::uint64_t queued = kNever;
    std::uint64_t begun = kNever;
    std::string path;
  };

  void begin_here(const Event& event);
  void count(const Event& event);
  void measure_switches(const Event& event);
  void measure_locks(const Event& event);
  void measure_apcs(const Event& event);
  void measure_steps(const Event& event);
  void note_activities();
  void add(const std::string& name, std::uint64_t& since);
  [[nodiscard]] std::string arrival_path(const Event& event) const;
  [[nodiscard]] CpuUse use_of(CpuId cpu) const;

  TraceHeader header_;
  const System* system_;
  Activities activities_;
  bool begun_ = false;
  std::uint64_t events_ = 0;
  std::uint64_t begin_cycles_ = 0;
  std::uint64_t now_ = 0;
  std::map<std::string, std::uint64_t> counts_;
  std::map<std::string, Distribution> lengths_;
  std::vector<Cpu> cpus_;
  std::vector<Portion> portions_;
  std::vector<Thread> threads_;
  std::vector<std::uint64_t> switching_;  // by primary: since its upcall
  std::vector<Apc> apcs_;
  std::map<CostClass, StepTime> classes_;
};

}  // namespace umsim
