// The event vocabulary: one record type for everything that a trace says.
//
// Step functions fill kind, thread, object, old and new value; the engine that runs them adds time,
// CPU, step and cause. Sinks only format. The vocabulary is versioned: kinds are added at the end,
// never renamed.
#pragma once

#include <cstdint>

#include "traces/vocabulary/ids.h"

namespace umsim {

inline constexpr int kTraceVersion = 2;

// What `thread`, `object`, `old_value` and `new_value` mean is said at each kind; a thread or none
// in a value is the thread's index or Index::kNone.
enum class EventKind : std::uint8_t {
  thread_switch,    // the kernel scheduler puts `thread` on the CPU; old and new value: the CPU's
                    // current thread
  cpu_idle,         // the CPU has no thread and no TEB; old value: the thread that left; new value:
                    // ThreadState that it is in now
  kernel_entry,     // `thread`'s user portion enters the kernel, and its registers go to the trap
                    // frame of thread `object`, the CPU's current one; new value: Service
  kernel_exit,      // `thread` goes back to user mode; object: the thread whose user portion its
                    // trap frame has had
  ums_switch,       // FIG. 15 done: primary `thread` now runs worker `object`'s user portion
  switch_failed,    // FIG. 15 reports failure to primary `thread` for worker `object`; new value:
                    // SwitchOutcome
  ums_yield,        // FIG. 16 done: worker `object` has yielded to primary `thread`
  directed_switch,  // from primary `thread` to the kernel portion of worker `object`
  lock_transition,  // `thread`'s UMS lock word; old and new value: packed UmsLock; object: who
                    // changed it
  teb_load,         // `thread` loads its CPU's segment; old and new value: the thread whose TEB it
                    // reaches. What a trap frame is to load later is no event
  context_saved,    // `thread`'s user context is complete in its user portion; new value: 1 full, 0
                    // reduced
  list_push,        // `thread`'s context is on list `object`; old value: the former head
  list_signal,      // list `object`'s event is set; `thread` pushed
  list_dequeue,     // primary `thread` takes all items of list `object`; old value: the former head
  upcall,           // primary `thread`'s scheduler procedure begins; old value: payload; new value:
                    // UpcallReason; object: the worker that yielded or none
  block,            // `thread` waits in the kernel; new value: WaitReason
  unblock,          // what `thread` waited for has come; old value: WaitReason
  queue_release,    // primary `object` is woken through its kernel queue by worker `thread`
  park,             // worker `thread`'s kernel portion parks
  unpark,           // it is woken from its park; object: the APC that woke it or none
  apc_queued,       // APC `object` arrives at `thread`
  apc_deferred,  // APC `object` of `thread` waits for the context that primary old value is about
                 // to hand over (FIG. 8)
  apc_begin,  // APC `object` begins its body on `thread`; new value: 1 the kernel lock is held for
              // it
  apc_end,    // APC `object` is done
  context_read,     // APC `object` has read `thread`'s user context
  context_changed,  // APC `object` has changed it
  interrupt,        // `thread` is interrupted in user mode by the timer or an APC
  preempt,          // `thread` loses its CPU at the end of its quantum
  thread_end,       // `thread` is terminated
  step,             // a step of `thread` ran; only in traces that ask for steps
  object_wait,      // `thread` waits for object `object`, or finds it set; new value: 1 it is set
                    // behind this
  object_set,     // `thread` sets object `object`; none: its time has come; new value: 1 it is set
                  // behind this, 0 the wait that it ends has used that up
  object_reset,   // `thread` clears it, or frees it with its process
  timer_start,    // `thread` starts timer `object`
  io_request,     // `thread` asks device `object` for a transfer
  segment_load,   // `thread`'s CPU loads the segment; old and new value: address where it begins
  page_mapped,    // the page of `thread`'s TEB is mapped for the second time; new value: address
  page_unmapped,  // `thread`'s TEB is no longer mapped; old value: address
  page_freed,     // the page of `thread`'s TEB is free
  tlb_shootdown,  // `thread` asks other CPUs to flush their TLBs; new value: how many
  tlb_flush,      // the CPU of `thread` has been asked to and flushes its TLB
  disassociate_sent,      // worker `thread` sends a disassociate APC to primary `object` (FIG. 7)
  disassociate_answered,  // primary `thread` answers worker `object`; new value: Answer
  suspended,              // APC `object` has suspended `thread`; new value: suspensions
  resumed,                // APC `object` has resumed `thread`; new value: suspensions left
  api_return,  // a call of the user-mode API returns to `thread`; object: the thread that it
               // named or none; old value: ApiCall; new value: Status
  debug_registers_set,     // `thread` has other debug registers; old and new value: address or 0
  debug_registers_loaded,  // `thread`'s CPU gets other debug registers; old and new value: as above
  debug_registers_refused,  // `thread` may not have this address there, or not by this way; new
                            // value: address
  adoption,                 // primary `thread` adopts what primary `object`, which has ended, had
  invalid_thread,   // `thread` has entered the kernel with a TEB that is not the caller's: it is to
                    // end
  context_touched,  // `thread`'s program touches the context of worker `object` without its lock;
                    // new value: packed UmsLock
  context_written,  // `thread`'s program writes a wild value over the context of worker `object`;
                    // new value: ContextPart
  context_sanitised,   // the kernel takes no wild value from `thread`'s context; new value:
                       // ContextPart
  invalid_context,     // the context of `thread` has wild pointers: it is to end
  process_deletion,    // the process of event `object` is to go: all its threads end
  process_deleted,     // `thread` was its last one and has freed what it had
  thread_ready,        // `thread` is ready for a CPU; old value: ThreadState that it was in
  wait_given_up,       // `thread` is to end and waits no longer; old value: WaitReason
  queue_push,          // worker `thread` comes into queue `object`; old value: the one that it is
                       // behind, or none: it is the first
  queue_take,          // worker `thread` leaves queue `object`
  set_aside,           // worker `thread` in queue `object`; new value: 1 set aside, 0 no longer
  list_event,          // `thread` changes an event of list `object` that is not of its items; old
                       // value: ListEvent; new value: 1 set, 0 clear
  list_freed,          // list `object` has gone with its process, and what was on it
  apc_taken,           // `thread` takes APC `object` from its queue; none: a disassociate APC; new
                       // value: disassociate APCs left
  scenario_event,      // event `object` of the scenario comes to `thread`: a fault, an interrupt, a
                       // completion
  context_terminated,  // `thread`'s context says from now on that it is terminated
  context_moved,       // the kernel has moved `thread`'s user context, its own or that of `object`;
                       // old and new value: ContextPlace
  count_
};

// The events of a completion list that do not say that it has items.
enum class ListEvent : std::uint8_t { shut_down, departure, work, count_ };

// Where a user context is. Others than these say their own: kernel_entry (processor to frame),
// kernel_exit (back), context_saved (to the user portion), ums_switch (from it).
enum class ContextPlace : std::uint8_t {
  user_portion,   // saved, in the UMS context
  primary_frame,  // trap frame of the primary that runs it
  own_frame,      // trap frame of its own kernel portion
  staging,        // FIG. 8
  count_
};

// A row of a routine's step table; routine and row are positions in the model's tables.
struct StepRef {
  std::uint8_t routine = 0;
  std::uint8_t row = 0;
  friend constexpr bool operator==(const StepRef&, const StepRef&) = default;
};

struct Event {
  EventKind kind = EventKind::step;
  StepRef step;
  CpuId cpu;
  ThreadId thread;
  std::uint16_t object = 0xFFFF;
  std::uint64_t old_value = 0;
  std::uint64_t new_value = 0;
  std::uint64_t time_cycles = 0;
  std::uint64_t id = 0;     // position in the trace, from 1
  std::uint64_t cause = 0;  // id of the event that made this one possible, 0 when it had none
};

// Where events go. The engine's recorder implements it; steps see nothing else of the trace.
class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void report(const Event& event) = 0;
};

}  // namespace umsim
