// Kernel services: what runs in the kernel on behalf of a user portion.
//
// Services that block request a wait and share its completion (kernel/waits.h).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// The rows of the routine, in the order of its table.
enum class ServiceRow : std::uint8_t {
  run,
  block,
  wait,
  list_wait,
  shut_down,
  end,
  object_wait,
  transfer,
  set_event,
  reset_event,
  set_timer,
  give_up,
  wake_primary,
  create_thread,
  set_debug,
  refuse,
  depart,
  enter_mode,
  leave_mode,
  invalid_context
};

[[nodiscard]] std::span<const Step> service_steps();

}  // namespace umsim
