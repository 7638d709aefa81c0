// The services that wait, each a request that shares the one completion (kernel/waits.h): for time
// and pages, for the events of completion lists, for objects and for transfers.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Steps of the routine of services, which go on in its rows (kernel/services.h).
[[nodiscard]] Next wait_for_time(Execution& execution);
[[nodiscard]] Next wait_for_list(Execution& execution);
[[nodiscard]] Next wait_for_object(Execution& execution);
[[nodiscard]] Next request_transfer(Execution& execution);
[[nodiscard]] Next complete_service_wait(Execution& execution);
[[nodiscard]] Next give_up(Execution& execution);
[[nodiscard]] Next wake_primary(Execution& execution);

// The page is there for which the thread has faulted. A placed fault was at another page than the
// one that the program's next instruction touches.
void bring_page(const Execution& execution);

// Sets (1) or clears (0) an event of the list that does not say that it has items.
void change_list_event(const Execution& execution, ListId list, ListEvent event,
                       std::uint8_t value);

// Ends every wait for the list's event or for its scheduler's shutdown.
void wake_list_waiters(const Execution& execution, ListId list);

}  // namespace umsim
