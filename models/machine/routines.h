// The registry of all routines: which tables exist, and how a label finds its row.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "models/machine/step.h"

namespace umsim {

enum class RoutineId : std::uint8_t {
  user_program,        // instructions of a thread's program, a row an opcode
  scheduler,           // the user-mode scheduler
  fig15_switch,        // primary to worker
  fig16_yield,         // worker to primary
  kernel_entry,        // FIG. 2, steps 4 and 5; ordinary return
  directed_switch,     // FIG. 2, steps 6 and 9: the primary's part
  worker_kernel,       // FIG. 2, steps 7 and 8: the worker's kernel portion
  interrupt,           // a CPU interrupted in user mode
  service,             // kernel services
  fig13_apc,           // APC processing: the kernel portion that the APC is delivered to
  fig14_disassociate,  // APC processing: the primary that is asked to give a worker back
  fig08_staging,       // the deferred path: indicator, staging area
  list_push,           // a context is put on its completion list
  apc_body,            // what an APC does
  dispatch,            // the kernel scheduler gives an idle CPU to a thread
  fig03_mapping,       // second mapping and removal of TEBs
  api,                 // calls of the user-mode API, a row a call
  fig04_debug,         // the kernel calls for debug registers
  procedure,           // scheduler procedures of scenarios, a row a kind of step
  process_deletion,    // rundown of a process by its last thread
  direct_switch,       // worker to worker
  count_
};

[[nodiscard]] const Routine& routine(RoutineId id);
[[nodiscard]] std::span<const Routine> all_routines();

[[nodiscard]] constexpr StepRef step_ref(RoutineId id, std::uint8_t row) {
  return {static_cast<std::uint8_t>(id), row};
}
[[nodiscard]] const Step& step_at(StepRef ref);

// How many of a routine's rows, from the first on, a program counter in the image can be at. A
// program and a procedure are at their first row, and which row runs their position says.
[[nodiscard]] std::size_t stored_rows(RoutineId id);

// The first step with that label, or nothing.
[[nodiscard]] std::optional<StepRef> find_step(std::string_view label);

}  // namespace umsim
