// Systems for tests: a builder, and a collection of varied systems for random walks.
//
// Threads may be added in any order; the builder puts workers first, then primaries, then standard
// threads, as System wants them. Every system has a scheduler "pool" with a list of that name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/machine/system.h"
#include "traces/names.h"

namespace umsim::test {

class SystemBuilder {
 public:
  SystemBuilder& cpus(std::uint16_t count);
  // Workers and primaries that are added from here on belong to this further scheduler.
  SystemBuilder& scheduler(const std::string& name);
  // The latest scheduler has that policy.
  SystemBuilder& policy(SchedulerPolicy policy);
  // The latest scheduler waits for its list no longer than that.
  SystemBuilder& time_out(std::uint64_t cycles);
  // A new worker, which has to queue itself and park first (THREAD-11).
  SystemBuilder& worker(const std::string& name, const std::string& program);
  // A worker that has done so already.
  SystemBuilder& parked(const std::string& name, const std::string& program);
  // The worker has that priority.
  SystemBuilder& priority(const std::string& name, std::uint8_t priority);
  SystemBuilder& primary(const std::string& name);
  // One that is a standard thread until its program enters scheduling mode.
  SystemBuilder& primary(const std::string& name, const std::string& program);
  // The latest scheduler has that procedure, with queues of these names.
  SystemBuilder& procedure(std::vector<ProcedureStep> steps, std::vector<std::string> queues);
  SystemBuilder& standard(const std::string& name, const std::string& program);
  SystemBuilder& apc(const std::string& name, ApcKind kind, const std::string& target);
  // An event that is no APC.
  SystemBuilder& happens(const std::string& name, AsyncKind what, const std::string& target);
  // The latest event comes only before that step of the thread; occurrence 0 is any.
  SystemBuilder& when(const std::string& thread, std::string_view label,
                      std::uint32_t occurrence = 0);
  SystemBuilder& object(const std::string& name, ObjectKind kind);
  SystemBuilder& device(const std::string& name, std::uint16_t queue_depth);
  SystemBuilder& without(KnockOut safeguard);
  // The machine has page tables, and the latest thread's TEB is there.
  SystemBuilder& teb(std::uint64_t address);
  SystemBuilder& architecture(Architecture architecture);
  SystemBuilder& profile(ProtocolProfile profile);
  // The latest thread has these debug registers from the start.
  SystemBuilder& debug_registers(std::uint64_t address);
  // An APC that gives the thread these debug registers.
  SystemBuilder& debugger(const std::string& name, const std::string& target,
                          std::uint64_t address);
  // Threads that are added from here on belong to this further process.
  SystemBuilder& process(const std::string& name);

  // Throws std::invalid_argument when a name or a program makes no sense.
  [[nodiscard]] System build() const;

 private:
  struct Thread {
    std::string name;
    std::string program;
    ThreadKind kind;
    std::size_t scheduler;
    bool parked;
    std::uint64_t teb = 0;
    std::size_t process = 0;
    std::uint8_t priority = kDefaultPriority;
    std::uint64_t debug_registers = 0;
  };
  struct ApcText {
    ApcSpec spec;
    std::string target;
    std::string place;
  };

  void add(Thread thread);
  void add_threads(System& system) const;
  void place_tebs(System& system) const;

  std::uint16_t cpus_ = 1;
  std::vector<std::string> schedulers_ = {"pool"};
  std::vector<std::uint64_t> time_outs_ = {0};
  std::vector<SchedulerPolicy> policies_ = {SchedulerPolicy::fifo};
  std::vector<std::vector<ProcedureStep>> procedures_ = {{}};
  std::vector<std::string> queues_;
  std::vector<Thread> threads_;
  std::vector<ApcText> apcs_;
  std::vector<ObjectSpec> objects_;
  KnockOuts knock_outs_;
  Architecture architecture_ = Architecture::x64;
  ProtocolProfile profile_ = ProtocolProfile::patent;
  std::vector<std::string> processes_ = {"main"};
  std::string latest_;
};

// The thread of that name, or none.
[[nodiscard]] ThreadId find_thread(const System& system, std::string_view name);

// The object of that name; throws std::invalid_argument when there is none.
[[nodiscard]] ObjectId find_object(const System& system, std::string_view name);

// The name that scenarios use for a policy: "fifo".
[[nodiscard]] std::string_view name_of(SchedulerPolicy policy);

struct Sample {
  std::string name;
  System system;
};

// The FIFO policy written as a procedure, with queues 0 (ready) and 1 (arrived).
[[nodiscard]] std::vector<ProcedureStep> fifo_procedure();

// Systems whose schedulers have procedures, or whose threads enter scheduling mode.
[[nodiscard]] std::vector<Sample> procedure_samples();

// Systems that together reach every part of the model, all with every safeguard.
[[nodiscard]] std::vector<Sample> safe_samples();

// For every safeguard a system without it, and systems with a wrong scheduler.
[[nodiscard]] std::vector<Sample> knocked_out_samples();

}  // namespace umsim::test
