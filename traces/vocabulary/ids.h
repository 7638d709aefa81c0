// Typed indices: every simulated thing is named by its index in the System that describes it.
//
// An index is a value of its own type, so that a CPU cannot be passed where a thread is meant. It
// says nothing about the thing: names and properties are in System, changing state is in the image.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace umsim {

template <class Tag>
struct Index {
  static constexpr std::uint16_t kNone = 0xFFFF;

  std::uint16_t value = kNone;

  constexpr Index() = default;
  constexpr explicit Index(std::size_t position) : value(static_cast<std::uint16_t>(position)) {}

  [[nodiscard]] constexpr bool valid() const { return value != kNone; }
  [[nodiscard]] constexpr std::size_t at() const { return value; }
  friend constexpr auto operator<=>(const Index&, const Index&) = default;
};

using CpuId = Index<struct CpuTag>;
// A thread's kernel portion (KTHREAD) and user portion (TEB) share one index. Workers come first,
// so that a worker's index is also that of its UMS context.
using ThreadId = Index<struct ThreadTag>;
using ListId = Index<struct ListTag>;
using SchedulerId = Index<struct SchedulerTag>;
using ApcId = Index<struct ApcTag>;
using ProgramId = Index<struct ProgramTag>;
using ObjectId = Index<struct ObjectTag>;
using ProcessId = Index<struct ProcessTag>;
using QueueId = Index<struct QueueTag>;

}  // namespace umsim
