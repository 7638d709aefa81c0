// ProcessGraph: processes that take turns in any order over a few shared bytes, for tests of small
// protocols.
//
// A protocol says how many processes it has and what the next step of each does; the choice code of
// a step is the number of the process that takes it. A key is the shared bytes as they are.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>

#include "sim/explore/state_graph.h"

namespace umsim::explore {

inline constexpr std::size_t kSharedBytes = 8;
using Shared = std::array<std::uint8_t, kSharedBytes>;  // by convention process p is at step
                                                        // shared[p]

struct Protocol {
  std::uint32_t processes = 0;
  unsigned goals = 0;
  Shared initial{};
  // Takes the next step of a process, or leaves the bytes alone and returns false when it cannot
  // take one.
  std::function<bool(std::uint32_t process, Shared& shared)> step;
  std::function<ViolationCode(const Shared&)> violation = [](const Shared&) {
    return kNoViolation;
  };
  std::function<bool(const Shared&)> may_end = [](const Shared&) { return false; };
  std::function<GoalMask(const Shared&)> goals_met = [](const Shared&) { return GoalMask{0}; };
};

class ProcessGraph final : public StateGraph {
 public:
  explicit ProcessGraph(Protocol protocol) : protocol_(std::move(protocol)) {}

  [[nodiscard]] std::size_t key_bytes() const override { return kSharedBytes; }
  [[nodiscard]] unsigned goals() const override { return protocol_.goals; }
  ViolationCode initial(std::span<std::byte> key) override {
    const auto bytes = std::as_bytes(std::span(protocol_.initial));
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return protocol_.violation(protocol_.initial);
  }
  StateFacts expand(KeyView key, SuccessorSink& sink) override {
    Shared before{};
    std::transform(key.begin(), key.end(), before.begin(), std::to_integer<std::uint8_t>);
    for (std::uint32_t process = 0; process < protocol_.processes; ++process) {
      Shared after = before;
      if (protocol_.step(process, after)) {
        sink.successor(process, std::as_bytes(std::span(after)), protocol_.violation(after),
                       kNoTurn);
      }
    }
    return {protocol_.may_end(before), protocol_.goals_met(before)};
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<ProcessGraph>(protocol_);
  }

 private:
  Protocol protocol_;
};

}  // namespace umsim::explore
