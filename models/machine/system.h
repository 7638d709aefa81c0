// System: what is constant while a scenario runs: threads, programs, lists, schedulers, APCs,
// safeguards.
//
// The scenario loader builds it; everything that changes is in the Image. It holds names and
// numbers only: no cost (the timed engine's machine profile has those), no file position, no
// expectation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "models/machine/event_spec.h"
#include "models/machine/knock_out.h"
#include "models/machine/procedure_step.h"
#include "models/machine/program.h"
#include "traces/vocabulary/ids.h"

namespace umsim {

// How user code reaches its TEB, and how page tables are nested (MAP-7).
enum class Architecture : std::uint8_t {
  x64,   // a data segment; loaded in user mode its base has 32 bits
  ia32,  // a data segment; all addresses have 32 bits
  ia64   // a general register
};

// Where the patent and the documented API differ, the profile of the protocol decides.
enum class ProtocolProfile : std::uint8_t {
  patent,   // the patent's text
  windows,  // the documented API
  count_
};

enum class ThreadKind : std::uint8_t { worker, primary, standard };

struct ProcessSpec {
  std::string name;
  friend bool operator==(const ProcessSpec&, const ProcessSpec&) = default;
};

// Of a worker in user mode: the higher, the earlier. The kernel knows nothing of it (THREAD-7).
inline constexpr std::uint8_t kMostPriority = 31;
inline constexpr std::uint8_t kDefaultPriority = 8;

struct ThreadSpec {
  std::string name;
  ThreadKind kind = ThreadKind::standard;
  ProgramId program;  // a primary's begins it as a standard thread (THREAD-5); without one it is
                      // a primary from the start
  SchedulerId scheduler;  // of a primary: the scheduler that it runs; of a worker: the one that
                          // runs it
  bool parked = false;    // a worker that starts parked, its context already on its list (THREAD-11
                          // has happened)
  bool on_demand = false;                    // a worker that CreateRemoteThreadEx makes
  std::uint8_t priority = kDefaultPriority;  // of a worker: what the policy `priority` goes by
  ProcessId process = ProcessId(0);
  std::uint64_t teb = 0;              // address of its TEB in a system with page tables
  std::uint64_t debug_registers = 0;  // what it watches when the scenario begins, or 0
  friend bool operator==(const ThreadSpec&, const ThreadSpec&) = default;
};

enum class SchedulerPolicy : std::uint8_t {
  fifo,           // first queued, first run
  priority,       // the highest priority first
  round_robin,    // in a ring, from the worker that was run last
  work_stealing,  // who has nothing to run takes from other schedulers of this policy (LIST-11)
  poller,         // keeps suspended workers aside and looks at them again
  // Deliberately wrong (LIST-9):
  run_before_walked,  // runs the first item of a chain that it has not walked
  requeue             // puts a yielded worker on the completion list, as only the kernel may
};

// A user-mode scheduler: its primaries share one ready queue and drain one completion list. A hint
// goes before every policy. It is user-mode memory: all its threads are of one process, and so are
// all that use the list.
struct SchedulerSpec {
  std::string name;
  SchedulerPolicy policy = SchedulerPolicy::fifo;
  ListId list;
  std::uint64_t dequeue_timeout_cycles = 0;   // 0: waits without a time-out (LIST-7)
  std::vector<ProcedureStep> procedure = {};  // the scenario's own, instead of a policy
  friend bool operator==(const SchedulerSpec&, const SchedulerSpec&) = default;
};

struct ListSpec {
  std::string name;
  bool on_demand = false;  // CreateUmsCompletionList makes it
  friend bool operator==(const ListSpec&, const ListSpec&) = default;
};

// Notification: stays set for all. Synchronization: is cleared by the one wait that it ends.
enum class ObjectKind : std::uint8_t {
  notification_event,
  synchronization_event,
  notification_timer,
  synchronization_timer,
  device  // serves transfers, in the order in which they are asked for
};

// A dispatcher object, or a device.
struct ObjectSpec {
  std::string name;
  ObjectKind kind = ObjectKind::notification_event;
  ProcessId process = ProcessId(0);
  bool shared = false;               // threads of other processes may use it
  bool signalled = false;            // an event that is set when the scenario begins
  std::uint64_t latency_cycles = 0;  // device: of a transfer
  std::uint16_t queue_depth = 1;     // device: how many transfers it works on at a time
  friend bool operator==(const ObjectSpec&, const ObjectSpec&) = default;
};

struct System {
  std::uint16_t cpus = 1;
  std::uint16_t workers = 0;  // threads [0, workers) are the workers
  Architecture architecture = Architecture::x64;
  ProtocolProfile profile = ProtocolProfile::patent;
  bool paged = false;            // with page tables: every thread has a `teb`
  bool debug_registers = false;  // threads may use, or try to use, hardware debug registers
  bool wild_contexts = false;    // programs write wild pointers over saved contexts
  std::vector<ProcessSpec> processes = {{"main"}};
  std::vector<ThreadSpec> threads;  // workers, then primaries, then standard threads
  std::vector<Program> programs;
  std::vector<SchedulerSpec> schedulers;
  std::vector<ListSpec> lists;
  std::vector<std::string> queues;  // of the schedulers that have procedures of their own
  std::vector<ObjectSpec> objects;
  std::vector<ApcSpec> apcs;
  KnockOuts knock_outs;

  [[nodiscard]] bool follows_windows() const { return profile == ProtocolProfile::windows; }
  [[nodiscard]] bool is_worker(ThreadId thread) const { return thread.value < workers; }
  [[nodiscard]] const ThreadSpec& thread(ThreadId id) const { return threads[id.at()]; }
  [[nodiscard]] const SchedulerSpec& scheduler(SchedulerId id) const { return schedulers[id.at()]; }
  [[nodiscard]] const ObjectSpec& object(ObjectId id) const { return objects[id.at()]; }
  // The scheduler that runs, or will run, on this thread has a procedure of the scenario's.
  [[nodiscard]] bool has_procedure(ThreadId id) const {
    const SchedulerId own = thread(id).scheduler;
    return own.valid() && !scheduler(own).procedure.empty();
  }
  [[nodiscard]] const ProcedureStep& procedure_step(ThreadId id, std::uint16_t position) const {
    return scheduler(thread(id).scheduler).procedure[position];
  }
  // It is a standard thread until its program calls EnterUmsSchedulingMode.
  [[nodiscard]] bool enters_scheduling(ThreadId id) const {
    return thread(id).kind == ThreadKind::primary && thread(id).program.valid();
  }
  [[nodiscard]] bool steals(SchedulerId id) const {
    return scheduler(id).policy == SchedulerPolicy::work_stealing;
  }
  // Schedulers whose primaries help each other out: those that steal; every other one is alone.
  [[nodiscard]] bool help_out(SchedulerId one, SchedulerId other) const {
    return one == other || (steals(one) && steals(other));
  }
  // A worker's context goes with the primary that has run it, from one list to another (LIST-12).
  [[nodiscard]] bool lists_change() const { return follows_windows() && lists.size() > 1; }
  // The completion list that a primary drains, or that a worker was created with.
  [[nodiscard]] ListId list_of(ThreadId id) const { return scheduler(thread(id).scheduler).list; }
  // The primary takes items from the list: its scheduler's own, or one of those that help out.
  [[nodiscard]] bool drains(ThreadId primary, ListId list) const {
    const SchedulerId own = thread(primary).scheduler;
    for (std::size_t i = 0; i < schedulers.size(); ++i) {
      if (schedulers[i].list == list && help_out(own, SchedulerId(i))) {
        return true;
      }
    }
    return false;
  }
  // Of schedulers that help each other out the first one's list has the event.
  [[nodiscard]] ListId list_with_work_event(ThreadId primary) const {
    std::size_t first = 0;
    while (!help_out(SchedulerId(first), thread(primary).scheduler)) {
      ++first;
    }
    return schedulers[first].list;
  }
  [[nodiscard]] const Instruction& instruction(ThreadId id, std::uint16_t position) const {
    return programs[thread(id).program.at()].instructions[position];
  }
  [[nodiscard]] bool has_placed_faults() const {
    return std::ranges::any_of(apcs, [](const ApcSpec& event) { return event.is_fault(); });
  }
  [[nodiscard]] bool knocked_out(KnockOut safeguard) const {
    return knock_outs.test(static_cast<std::size_t>(safeguard));
  }

  friend bool operator==(const System&, const System&) = default;
};

}  // namespace umsim
