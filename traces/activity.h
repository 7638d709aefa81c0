// Activity: what every thread, CPU, lock and list is doing, followed from a trace's events.
//
// A worker has two portions that run apart: its user portion, on whatever primary has it in hand,
// and its kernel portion, when that has a CPU. Both can be on a CPU at the same time (FIG. 7), so
// each is followed by itself. Primaries and standard threads have one portion. Formats that show
// states, and the tools that measure them, go by this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/machine/state.h"
#include "models/machine/system.h"
#include "traces/vocabulary/event.h"

namespace umsim {

// A portion of a thread: the thread's own index for its user portion, or for the whole thread where
// it has no portions; the kernel portions of the workers come behind all threads.
using PortionId = Index<struct PortionTag>;

enum class Doing : std::uint8_t {
  nothing,    // the thread has not begun
  user_mode,  // on a CPU; with: the primary that has the worker in hand, or none
  kernel,     // on a CPU; with: Service
  hosting,    // a primary: in user mode another's user portion runs; with: that worker
  held,       // a worker's user portion: in hand of a primary that is not in user mode; with: it
  in_kernel,  // a worker's user portion: its kernel portion goes on for it
  ready,      // waits for a CPU, or a worker's user portion for a primary
  blocked,    // with: WaitReason; suspension where it is for nothing else
  parked,     // a worker's kernel portion
  ended
};

enum class ApcDoing : std::uint8_t { away, queued, deferred, running };

struct Activity {
  Doing doing = Doing::nothing;
  std::uint16_t with = Index<void>::kNone;  // what it is, is said at Doing
  friend bool operator==(const Activity&, const Activity&) = default;

  [[nodiscard]] bool on_cpu() const { return doing == Doing::user_mode || doing == Doing::kernel; }
};

// activity_text says it in a few words: "blocked: timer", "user mode on P1"; nothing of a thread
// that has not begun or has ended.
[[nodiscard]] std::string activity_text(const System& system, Activity activity);

// apc_text says what an APC is doing: "queued"; nothing of one that is away.
[[nodiscard]] std::string_view apc_text(ApcDoing doing);

struct WorkerCounts {
  std::uint64_t ready = 0;    // user portions that wait for a primary
  std::uint64_t parked = 0;   // kernel portions
  std::uint64_t blocked = 0;  // kernel portions
  friend bool operator==(const WorkerCounts&, const WorkerCounts&) = default;
};

class Activities {
 public:
  struct PortionChange {
    PortionId portion;
    Activity from;
    Activity to;
  };
  struct CpuChange {
    CpuId cpu;
    PortionId from;  // none: idle
    PortionId to;
  };

  // `system` must outlive the activities.
  explicit Activities(const System& system);

  // note takes the next event; what it has changed is then in the two lists below.
  void note(const Event& event);
  [[nodiscard]] std::span<const PortionChange> portion_changes() const { return changes_; }
  [[nodiscard]] std::span<const CpuChange> cpu_changes() const { return cpu_changes_; }

  [[nodiscard]] std::size_t portions() const { return portions_.size(); }
  [[nodiscard]] Activity of(PortionId portion) const { return portions_[portion.at()]; }
  [[nodiscard]] PortionId on(CpuId cpu) const { return on_cpu_[cpu.at()]; }
  [[nodiscard]] std::uint64_t lock_of(ThreadId worker) const { return locks_[worker.at()]; }
  [[nodiscard]] ApcDoing of(ApcId apc) const { return apcs_[apc.at()]; }
  // The workers on a completion list, in the order in which they came.
  [[nodiscard]] std::span<const ThreadId> items_of(ListId list) const { return lists_[list.at()]; }
  [[nodiscard]] const WorkerCounts& counts() const { return counts_; }

  [[nodiscard]] PortionId user_portion(ThreadId thread) const { return PortionId(thread.at()); }
  [[nodiscard]] PortionId kernel_portion(ThreadId thread) const;
  // The portion that the event happens to: of a worker the kernel portion, unless its user portion
  // is the one on the event's CPU.
  [[nodiscard]] PortionId portion_of(const Event& event) const;
  [[nodiscard]] ThreadId thread_of(PortionId portion) const;
  [[nodiscard]] bool is_kernel_portion(PortionId portion) const;
  // "W1" for a thread or a worker's user portion, "W1.kernel" for its kernel portion.
  [[nodiscard]] std::string name_of(PortionId portion) const;

 private:
  struct Thread {
    CpuId cpu;         // of its kernel portion
    ThreadId in_hand;  // of a primary: the worker whose user portion it runs
    ThreadId host;     // of a worker: the primary that has it in hand
    bool user_mode = false;
    bool begun = false;
    bool ended = false;
    bool parked = false;
    bool ready = false;                  // without a CPU: it only waits for one
    WaitReason wait = WaitReason::none;  // none: not blocked
    Service service = Service::none;
  };

  void change(const Event& event);
  [[nodiscard]] static ThreadId current_after(const Event& event);
  void note_cpu(const Event& event);
  void take_in_hand(ThreadId primary, ThreadId worker);
  void let_go(ThreadId primary);
  void note_apc(const Event& event);
  void note_list(const Event& event);
  void touch(ThreadId thread);
  void touch_all_of(const Event& event);
  void refresh(PortionId portion, Activity now);
  void refresh(CpuId cpu);
  void count(Activity activity, PortionId portion, std::uint64_t step);
  [[nodiscard]] Activity kernel_activity(const Thread& thread) const;
  [[nodiscard]] Activity user_activity(const Thread& worker) const;
  [[nodiscard]] PortionId portion_on(CpuId cpu) const;

  const System* system_;
  std::vector<Thread> threads_;
  std::vector<ThreadId> current_;  // by CPU: the kernel's current thread
  std::vector<Activity> portions_;
  std::vector<PortionId> on_cpu_;
  std::vector<std::uint64_t> locks_;
  std::vector<std::vector<ThreadId>> lists_;
  std::vector<ApcDoing> apcs_;
  WorkerCounts counts_;
  std::vector<ThreadId> touched_;
  std::vector<PortionChange> changes_;
  std::vector<CpuChange> cpu_changes_;
};

}  // namespace umsim
