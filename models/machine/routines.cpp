#include "models/machine/routines.h"

#include <array>

#include "models/kernel/apc_body.h"
#include "models/kernel/dispatch.h"
#include "models/kernel/interrupt.h"
#include "models/kernel/kernel_entry.h"
#include "models/kernel/process_deletion.h"
#include "models/kernel/services.h"
#include "models/ums/direct_switch.h"
#include "models/ums/fig02_directed_switch.h"
#include "models/ums/fig03_mapping.h"
#include "models/ums/fig04_debug_registers.h"
#include "models/ums/fig08_staging.h"
#include "models/ums/fig13_apc.h"
#include "models/ums/fig14_disassociate.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/fig16_yield.h"
#include "models/ums/list_push.h"
#include "models/ums/worker_kernel.h"
#include "models/user/api.h"
#include "models/user/procedure.h"
#include "models/user/scheduler.h"
#include "models/user/user_program.h"

namespace umsim {
namespace {

using Table = std::array<Routine, static_cast<std::size_t>(RoutineId::count_)>;

// In the order of RoutineId.
Table make_table() {
  return {{
      {"USER", "user programs", user_program_steps(), true},
      {"SCHED", "user-mode scheduler", scheduler_steps(), true},
      {"FIG15", "UMS switch: primary to worker", fig15_switch_steps(), true},
      {"FIG16", "yield: worker to primary", fig16_yield_steps(), true},
      {"ENTRY", "kernel entry and identity check (FIG. 2, steps 4 and 5)", kernel_entry_steps(),
       false},
      {"FIG2.6", "directed switch, the primary's part (FIG. 2, steps 6 and 9)",
       directed_switch_steps(), false},
      {"FIG2.7", "the worker's kernel portion (FIG. 2, steps 7 and 8)", worker_kernel_steps(),
       false},
      {"INT", "interrupt of a CPU in user mode", interrupt_steps(), false},
      {"SERVICE", "kernel services", service_steps(), false},
      {"FIG13", "APC processing: the kernel portion that the APC is delivered to",
       fig13_apc_steps(), false},
      {"FIG14", "APC processing: the primary that is asked to give a worker back",
       fig14_disassociate_steps(), false},
      {"FIG8", "the deferred path: indicator and staging area", staging_steps(), false},
      {"LIST", "a context is put on its completion list (FIG. 2, step 8)", list_push_steps(),
       false},
      {"APC", "what an APC does", apc_body_steps(), false},
      {"DISPATCH", "the kernel scheduler gives an idle CPU to a thread", dispatch_steps(), false},
      {"FIG3", "second mapping of a TEB, and its removal", fig03_mapping_steps(), false},
      {"API", "calls of the user-mode API (FIG. 12)", api_steps(), true},
      {"FIG4", "debug registers: the kernel calls of a switch (1 is in SERVICE, 2 in FIG15)",
       fig04_debug_steps(), false},
      {"PROC", "scheduler procedures that scenarios bring", procedure_steps(), true},
      {"DELETE", "rundown of a process by its last thread", process_deletion_steps(), false},
      {"DIRECT", "direct switch: worker to worker, with FIG. 15", direct_switch_steps(), true},
  }};
}

const Table& table() {
  static const Table routines = make_table();
  return routines;
}

}  // namespace

const Routine& routine(RoutineId id) { return table()[static_cast<std::size_t>(id)]; }

std::span<const Routine> all_routines() { return table(); }

const Step& step_at(StepRef ref) { return table()[ref.routine].steps[ref.row]; }

std::size_t stored_rows(RoutineId id) {
  switch (id) {
    case RoutineId::user_program: return 1;
    case RoutineId::api: return 0;
    case RoutineId::procedure: return kStoredProcedureRows;
    default: return routine(id).steps.size();
  }
}

std::optional<StepRef> find_step(std::string_view label) {
  for (std::size_t i = 0; i < table().size(); ++i) {
    const std::span<const Step> steps = table()[i].steps;
    for (std::size_t row = 0; row < steps.size(); ++row) {
      if (steps[row].label == label) {
        return StepRef{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(row)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace umsim
