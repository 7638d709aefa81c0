#include "models/machine/key_frames.h"

namespace umsim {

FrameCode::FrameCode(bool user_mode) {
  const auto program = static_cast<std::size_t>(RoutineId::user_program);
  for (std::size_t i = 0; i < all_routines().size(); ++i) {
    start[i] = static_cast<std::uint8_t>(rows.size());
    if (all_routines()[i].user_mode == user_mode && i != program) {
      add(i, stored_rows(static_cast<RoutineId>(i)));
    }
  }
  if (user_mode) {
    start[program] = static_cast<std::uint8_t>(rows.size());
    add(program, stored_rows(RoutineId::user_program));
  }
  bits = bits_for(rows.size() - 1);
  rows.resize(std::size_t{1} << bits);  // whatever a key's bits say is a row
}

void FrameCode::add(std::size_t routine, std::size_t count) {
  for (std::size_t row = 0; row < count; ++row) {
    rows.push_back({static_cast<std::uint8_t>(routine), static_cast<std::uint8_t>(row)});
  }
}

}  // namespace umsim
