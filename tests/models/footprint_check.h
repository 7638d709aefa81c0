// FootprintCheck: holds a step's declared footprint against what the step does.
//
// A step may change only what it declares as written, and what it makes of that may depend only on
// what it declares at all. Implicit for every step: its own CPU, in kernel mode its own KTHREAD,
// and the dispatcher's database, that is Globals and which CPU has which current thread.
#pragma once

#include <string>
#include <vector>

#include "models/machine/transition.h"
#include "sim/explore/random_numbers.h"

namespace umsim::test {

class FootprintCheck {
 public:
  explicit FootprintCheck(std::uint64_t seed) : random_(seed) {}

  // What the next step of the CPU does against the declaration; empty when it keeps to it. The
  // machine stays as it is. Throws InternalError when the step does.
  [[nodiscard]] std::string fault(const Machine& machine, CpuId cpu,
                                  const std::vector<ResolvedAccess>& declared);

 private:
  enum class Right : std::uint8_t { none, read, write, dispatcher };
  using Bytes = std::vector<std::byte>;

  void find_rights(const Machine& machine, const std::vector<ResolvedAccess>& declared);
  void mark(ByteRange range, Right right);
  [[nodiscard]] Bytes after_step(const Machine& machine, CpuId cpu, Bytes bytes) const;
  [[nodiscard]] Bytes scrambled(const Bytes& before);

  explore::RandomNumbers random_;
  std::vector<Right> rights_;
};

// Which part of the state lies at that offset: "kthread W1 + 12".
[[nodiscard]] std::string place_name(const Machine& machine, std::size_t offset);

}  // namespace umsim::test
