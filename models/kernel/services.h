// Kernel services: what runs in the kernel on behalf of a user portion.
//
// Services that block request a wait and share its completion (kernel/waits.h).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> service_steps();

// The row that ends the current thread, for a thread that is no worker.
[[nodiscard]] std::uint8_t service_end_row();

// Where a primary that ends says so first.
[[nodiscard]] std::uint8_t service_depart_row();

// Sets (1) or clears (0) an event of the list that does not say that it has items.
void change_list_event(const Execution& execution, ListId list, ListEvent event,
                       std::uint8_t value);

// Ends every wait for the list's event or for its scheduler's shutdown.
void wake_list_waiters(const Execution& execution, ListId list);

}  // namespace umsim
