// Pairing: every end in a trace has its begin, and nothing begins twice.
//
// It holds kernel_exit against kernel_entry (a CPU's thread is in one mode at a time, and a
// directed switch leaves from kernel mode), what ends a wait against block, unpark against park,
// and apc_end against apc_begin. A begin that the end of the trace leaves open is fine: a run may
// stop anywhere. What it finds is a defect of the model or of its reporting, so it throws
// InternalError.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/machine/state.h"
#include "models/machine/system.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class Pairing {
 public:
  // `system` must outlive the pairing.
  explicit Pairing(const System& system);

  // check takes the next event; event.id must be filled in.
  void check(const Event& event);

 private:
  // Ids of the events that began what has not ended; 0: nothing of the kind is open.
  struct Open {
    std::uint64_t user_mode = 0;
    std::uint64_t block = 0;
    std::uint64_t park = 0;
    WaitReason wait = WaitReason::none;
    bool ended = false;
    bool condemned = false;  // its process is being deleted: APCs are run down
  };

  void check_cpu(const Event& event);
  void check_block(const Event& event);
  void check_unblock(const Event& event);
  void note_release(const Event& event);
  void check_park(const Event& event);
  void note_deletion(const Event& event);
  void check_that_it_may_end(const Event& event);
  void check_apc(const Event& event);

  [[nodiscard]] Open& thread_of(const Event& event);
  [[nodiscard]] ThreadId& cpu_of(const Event& event);  // the CPU's current thread
  [[nodiscard]] Open& current_of(const Event& event);
  [[noreturn]] void fail(const Event& event, std::string_view why, std::uint64_t since = 0) const;

  const System* system_;
  std::vector<Open> threads_;
  std::vector<ThreadId> current_;           // by CPU
  std::vector<std::uint64_t> apcs_queued_;  // by APC
  std::vector<std::uint64_t> apcs_begun_;
};

}  // namespace umsim
