// ModelChoice: a choice of the model's graph. It is one of the machine and, behind it and what is
// merged with it, which threads get the CPUs that are idle while more threads are ready.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "models/machine/internal_error.h"
#include "models/machine/transition.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

class ModelChoice {
 public:
  // How many dispatches it has room for, and of which threads.
  static constexpr std::size_t kMostDispatches = 4;
  static constexpr std::size_t kMostThreads = 255;

  explicit ModelChoice(const Choice& first) : first_(first) {}

  [[nodiscard]] static ModelChoice of(ChoiceCode code) {
    ModelChoice choice(from_code(static_cast<std::uint32_t>(code)));
    for (std::uint64_t rest = code >> kChoiceBits; rest != 0; rest >>= kThreadBits) {
      choice.then_dispatch(ThreadId((rest & kMostThreads) - 1));
    }
    return choice;
  }

  [[nodiscard]] ChoiceCode code() const {
    ChoiceCode code = 0;
    for (std::size_t i = count_; i-- > 0;) {
      code = code << kThreadBits | (threads_[i].value + 1U);
    }
    return code << kChoiceBits | to_code(first_);
  }

  [[nodiscard]] const Choice& first() const { return first_; }
  [[nodiscard]] std::span<const ThreadId> dispatched() const {
    return std::span(threads_).first(count_);
  }

  [[nodiscard]] bool is_full() const { return count_ == kMostDispatches; }
  void then_dispatch(ThreadId thread) {
    require(!is_full() && thread.at() < kMostThreads, "a choice has no room for a dispatch");
    threads_[count_++] = thread;
  }
  void forget_last_dispatch() { --count_; }

 private:
  static constexpr unsigned kChoiceBits = 32;
  static constexpr unsigned kThreadBits = 8;

  Choice first_;
  std::array<ThreadId, kMostDispatches> threads_{};
  std::size_t count_ = 0;
};

}  // namespace umsim::explore
