// How a program counter is written in a key: as one small number among the rows of all routines.
// Which frames are in a key is in key_description.h and key_registers.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/machine/key_codec.h"
#include "models/machine/routines.h"

namespace umsim {

// The rows of all routines of one mode in one sequence, as far as a program counter can be at them;
// user programs come last.
struct FrameCode {
  std::array<std::uint8_t, static_cast<std::size_t>(RoutineId::count_)> start{};
  std::vector<StepRef> rows;
  unsigned bits;

  explicit FrameCode(bool user_mode);

  [[nodiscard]] unsigned code(StepRef frame) const { return start[frame.routine] + frame.row; }

 private:
  void add(std::size_t routine, std::size_t count);
};

inline const FrameCode& kernel_code() {
  static const FrameCode code(false);
  return code;
}

inline const FrameCode& user_code() {
  static const FrameCode code(true);
  return code;
}

}  // namespace umsim
