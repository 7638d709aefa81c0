// FIG. 8: the deferred path. A primary in the middle of a directed switch cannot give its worker
// back; it hands the context to the worker's staging area when it is ready, and is done with it
// before the APC runs. Blocks B9 to B12 of FIG. 14 are the worker's part.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> staging_steps();

// Where a primary waits for the disassociate APC that is sure to come (ENTRY-13).
[[nodiscard]] StepRef await_disassociation_step();

// Where a worker goes on that has been told to wait for the indicator, and where it pulls.
[[nodiscard]] StepRef synchronise_step();
[[nodiscard]] StepRef pull_step();

// Which groups the worker has pulled into its staging area, by the step that it does next.
[[nodiscard]] bool pulls(StepRef next);

// The current thread tells the primary that deferred that its part is done. Only without
// release-primary-before-apc is this not done by the last step of the pull.
void release_deferring_primary(Execution& execution);

}  // namespace umsim
