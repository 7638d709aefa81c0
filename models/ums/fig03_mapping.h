// FIG. 3: the second mapping of a primary's TEB, and how a TEB's mappings are removed.
//
// The figure has no steps; the text says what is done and when (MAP-3..6).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig03_mapping_steps();

// Where a primary's kernel portion begins whose TEB needs a second mapping.
[[nodiscard]] StepRef second_mapping_step();
// Where the removal of the current thread's second mapping begins if it has one, and else of its
// TEB.
[[nodiscard]] StepRef mapping_removal_step();

// Where other CPUs are told to forget page-table entries that have been cleared.
[[nodiscard]] StepRef shootdown_step();

// The thread's TEB is mapped for the second time.
[[nodiscard]] bool has_second_mapping(const Machine& machine, ThreadId thread);
// The thread has a TEB.
[[nodiscard]] bool has_teb(const Machine& machine, ThreadId thread);

}  // namespace umsim
