// Steps and routines: behaviour as tables of named, atomic steps.
//
// A routine is a table of steps; a step's function changes the state and says where to go next.
// What happens between two steps is where interrupts, APCs and other CPUs come in; nothing else is
// a choice point. A step is declared with what it costs, what memory it touches and where it may
// go, and tests hold these declarations against the truth.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "models/machine/image.h"
#include "traces/vocabulary/event.h"

namespace umsim {

// What a step costs besides its memory accesses; a machine profile gives cycles for each class.
enum class CostClass : std::uint8_t {
  user_instruction,  // an instruction of a program
  user_step,         // a few instructions of the user-mode runtime or scheduler
  register_group,    // saving or loading a register group
  segment_load,      // loading the segment that reaches the TEB
  interlocked,       // an interlocked instruction
  kernel_entry,      // crossing into the kernel
  kernel_exit,       // crossing back
  kernel_step,       // a few instructions of the kernel
  context_switch,    // the kernel scheduler changes a CPU's thread
  count_
};

enum class Rights : std::uint8_t { read, write, interlocked };

// Memory that a step may touch. Its own CPU and, in kernel mode, its own KTHREAD need no
// declaration.
enum class Place : std::uint8_t {
  kthread,       // KTHREAD with kernel stack and trap frame
  user,          // TEB and user stack
  newest,        // ghost: newest registers
  lock,          // UMS lock word
  link,          // link to the next item
  saved,         // saved registers, and whether they are the full set
  flags,         // terminated, suspended, recorded primary
  on_list,       // ghost: whether the context is on a list
  contexts,      // all contexts: the chain of a list that is dequeued
  list,          // completion list head, event and counters
  scheduler,     // ready queue
  notes,         // all notes of the workers (links of the ready queue)
  apcs,          // all APC objects
  all_kthreads,  // every KTHREAD: waits and wake-ups
  objects,       // all dispatcher objects
  wait_blocks,   // of all threads
  // In systems with page tables; the own CPU's segment and TLB need no declaration.
  translation,  // what the segment's base leads to: page-table entries and the self pointer
  descriptor,   // the LDT's descriptor of the TEB
  page_tables,  // all page tables, TEB pages and descriptors
  mmus,         // every CPU's TLB
  lists,        // all completion lists
  schedulers,   // all ready queues, and who is idle
  deletion,     // where a process may be deleted: its state, its threads and what it owns
  staging,      // the backup store of a worker's kernel portion
  all_users,    // all user portions
  all_newest,   // ghost: newest registers of all threads
  counts,       // ghost: how often a switch was tried and done (SWITCH-10)
  // In systems that use debug registers; those of the own CPU, and in kernel mode those lent to the
  // own kernel portion, need no declaration.
  holder,  // the context holder of a user portion
  // In systems whose schedulers have procedures of their own.
  queues,  // all queues of the procedures
  // In systems in which programs call EnterUmsSchedulingMode or ConvertUmsThreadToStandard.
  modes,  // of all threads: whether they are in scheduling mode, or workers
  // In systems in which more than two primaries drain the same lists.
  line  // the order in which they wait and have ended: of all, KTHREAD and user portion
};

// Whose memory: resolved on the state before the step.
enum class Role : std::uint8_t {
  self,     // the CPU's current thread
  stack,    // the thread on whose user stack the CPU is
  hand,     // the worker in hand of the thread on whose stack the CPU is; in the kernel, of the
            // current thread
  peer,     // the worker of the current thread's directed switch
  primary,  // the primary recorded in the context of the thread on whose stack the CPU is
  queue,    // the primary through whose kernel queue the current thread, or its peer, is active
  chain,    // first of the dequeued items not yet walked
  walked,   // first of the walked items
  hint,     // the worker that the last yield named
  seen,     // the primary whose CID the current thread's APC has seen
  asked,    // the primary that the current thread's APC has asked to give its worker back
  asker,    // the worker that the current thread is asked about, or gives back without being asked
  subject,  // the worker that the program's next instruction names
  pushed,   // whose context the current thread puts on a completion list
  // In the windows profile; none in the patent's.
  waiting,  // the primary that sleeps while the current thread, a worker, is active
  worker,   // the current thread, if it is a worker
  // In systems whose programs write wild pointers over contexts.
  hostile  // the current thread
};

struct Access {
  Rights rights;
  Place place;
  Role role;
};
using Footprint = std::span<const Access>;

// Where a step may go, for the flow's drawing; the row is one of the same routine unless the
// routine is named.
struct Exit {
  std::string_view when;
  std::string_view to;  // label of a row, "return", "user mode", "wait", or the name of a routine
};

// Where execution goes after a step.
struct Next {
  enum class Kind : std::uint8_t {
    row,    // to `to`
    call,   // to `to`; a return comes back to row `resume`
    back,   // return to the caller
    leave,  // the step has set everything itself
  };
  Kind kind = Kind::leave;
  StepRef to;
  std::uint8_t resume = 0;
};

class Execution;
using StepFunction = Next (*)(Execution&);

// What may not happen between the previous step and this one.
enum class Guard : std::uint8_t { none, no_apc, no_interrupt };

struct Step {
  std::string_view label;  // with the figure's label where the patent has one: "FIG15.B3"
  std::string_view what;
  CostClass cost;
  StepFunction run;
  Footprint footprint;
  std::span<const Exit> exits;
  Guard guard = Guard::none;
};

struct Routine {
  std::string_view name;  // what `umsim flow` calls it: "FIG15"
  std::string_view title;
  std::span<const Step> steps;
  bool user_mode;
};

}  // namespace umsim
