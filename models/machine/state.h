// The structs that the image is made of: all simulated state, and nothing else.
//
// Every struct is trivially copyable and has no padding, so that equal states are equal bytes.
// Structures refer to each other by typed index. Times, costs, names and programs are not state;
// they are in System and in the engines.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "models/cpu/registers.h"
#include "models/cpu/segments.h"
#include "models/cpu/tlb.h"
#include "models/machine/system.h"
#include "traces/vocabulary/ids.h"

namespace umsim {

enum class Mode : std::uint8_t { user, kernel };

struct Cpu {
  ThreadId current;  // the kernel's current thread; none: the CPU is idle
  ThreadId teb;      // whose TEB the user-mode segment reaches; in a system with page tables that
                     // is for the segment to say (models/cpu/teb.h), and here is none
  Mode mode = Mode::kernel;
  std::uint8_t forged_teb = 0;  // ghost, in user mode: the program itself has loaded the segment,
                                // with another TEB than its own
  ThreadId buffered_claim;      // only without claim-store-buffer: the worker whose CID is in this
                                // CPU's store buffer and not yet in memory
  Registers registers;  // live in user mode, and in kernel mode until the entry has saved them
};

// What a CPU of a system with page tables has besides: the user-mode segment and the TLB.
struct Mmu {
  std::uint64_t base = 0;       // where the segment begins; 0: it is not loaded
  Descriptor gdt_teb;           // IA-32: the GDT's descriptor of the current thread's TEB
  std::uint16_t selector = 0;   // what the segment was loaded with
  std::uint16_t shootdown = 0;  // an inter-processor interrupt is on its way: flush the TLB
  std::uint32_t unused = 0;
  Tlb tlb;
};

// The page that a thread's TEB lies in.
struct TebPage {
  std::uint8_t allocated = 0;
};

// Legal transitions: ready -> running; running -> ready (preempted), waiting, parked, ended;
// waiting, parked -> ready.
enum class ThreadState : std::uint8_t { ready, running, waiting, parked, ended };

enum class WaitReason : std::uint8_t {
  none,
  timer,  // the thread's own
  page,
  list,  // the event of its completion list, or the shutdown of its scheduler
  kernel_queue,
  event,
  waitable_timer,
  io,
  disassociation,  // worker: the answer of the primary that its APC has asked (FIG. 14)
  indicator,       // worker: the primary's sign that the context is ready to be pulled (FIG. 8)
  defer,           // primary: the disassociate APC that is sure to come (ENTRY-13)
  pull,            // primary: its context being pulled into the staging area (FIG. 8)
  suspension,      // to be resumed
  count_
};

// What a user portion asked the kernel for.
enum class Service : std::uint8_t {
  none,
  system_call,
  sleep,
  soft_fault,
  hard_fault,
  exit,
  wait_list,
  shut_down,
  wait,
  set_event,
  reset_event,
  set_timer,
  io,
  wake_primary,
  create_thread,
  set_debug_registers,       // of the calling thread
  privileged_instruction,    // an exception: user mode has tried one (DEBUG-1)
  run_with_debug_registers,  // a primary's, for the worker in hand (DEBUG-3)
  restore_debug_registers,   // a primary's own, after a yield (DEBUG-3)
  yield,                     // windows: of a worker on its own kernel thread
  enter_scheduling,          // EnterUmsSchedulingMode
  leave_scheduling,          // the scheduler procedure returns before all workers have ended
  invalid_context,           // an exception: a worker's context has wild pointers (ENTRY-12)
  convert_to_standard,       // of a worker (THREAD-5)
  count_
};

inline constexpr std::size_t kKernelStackDepth = 7;

struct KernelStack {
  std::uint8_t depth = 0;
  std::array<StepRef, kKernelStackDepth> frames{};

  [[nodiscard]] StepRef& top() { return frames[depth - 1U]; }
  [[nodiscard]] const StepRef& top() const { return frames[depth - 1U]; }
};

// The user state that a kernel portion holds between entry and exit.
struct TrapFrame {
  std::uint8_t valid = 0;
  std::uint8_t full = 0;  // 1: asynchronous entry, full register set (ENTRY-6)
  Service service = Service::none;
  std::uint8_t placed = 0;  // 1: a fault that is an event of the scenario's; of the instruction
                            // nothing is known
  std::uint16_t instruction = 0;  // position of the program's instruction that asked for the
                                  // service; of a placed fault the event's index
  ThreadId teb;                   // whose TEB the segment reached at entry
  Registers registers;
};

// What a primary has answered to a disassociate APC (APC-13). Legal transitions: none -> torn_off,
// not_running, deferred; deferred -> indicated; all but deferred -> none.
enum class Answer : std::uint8_t { none, torn_off, not_running, deferred, indicated };

// EXIT-7: the thread's process is being deleted, and no APC is delivered to it any more.
inline constexpr std::uint8_t kCondemned = 2;

// Kernel portion: KTHREAD, kernel stack, and what the kernel remembers for the thread.
struct KThread {
  ThreadState state = ThreadState::ready;
  WaitReason wait = WaitReason::none;
  std::uint8_t wait_done = 0;     // what a timed wait was for has come, or its time-out has
  std::uint8_t wake_pending = 0;  // sticky wake-up of a directed switch (ENTRY-8)
  std::uint8_t terminating = 0;   // 1: ends at the next kernel exit; kCondemned: with its process
  std::uint8_t apc_locked = 0;    // the APC in service holds the UMS lock
  ApcId apc;                      // the APC in service, or none
  ThreadId seen_cid;              // the CID that the APC saw when it set the lock bit (LOCK-3)
  ThreadId peer;                  // primary: the worker of its directed switch
  ThreadId queue;  // worker: the primary through whose kernel queue it is active (BLOCK-2)
  std::uint8_t seen_locked = 0;     // the lock had a holder before the APC took it
  std::uint8_t queue_released = 0;  // only without no-aba: the wake-up of `queue` has been sent
  ThreadId asks;      // worker: the primary that its APC has sent a disassociate APC to
  ThreadId asked_by;  // primary: the worker whose disassociate APC is in service
  ThreadId torn_off;  // primary: the worker that it gives back, from the capture to the list
  std::uint8_t apc_on_user = 0;    // worker: the APC works on the user portion's saved context
  Answer answer = Answer::none;    // worker: what the primary in `asks` has answered
  std::uint8_t rounds = 0;         // ghost: disassociate APCs that the APC in service has sent
  std::uint8_t suspensions = 0;    // suspend APCs not yet made up for by resume APCs
  std::uint8_t suspend_holds = 0;  // worker: the suspension holds its UMS lock (EXIT-1)
  std::uint8_t requests = 0;       // primary: disassociate APCs that it has not begun to answer
  SchedulerId pushes_for;          // only where lists change (LIST-12): to whose list it puts a
                                   // context, from the link to the list's event
  std::uint8_t forged_teb = 0;     // ghost, of the trap frame: as in Cpu
  std::uint8_t standard = 0;       // primary: it is a standard thread, before
                                   // EnterUmsSchedulingMode or after its return; worker: it has
                                   // converted back (THREAD-5)
  std::uint8_t behind = 0;         // how many came before it and have not had their turn; worker:
                                   // with a disassociate APC to the same primary; primary: in the
                                   // wait for the same lists, where more than two drain them
  KernelStack stack;
  TrapFrame trap;
  std::uint64_t ready_since = 0;  // order of becoming ready; a policy of the timed engine, not in
                                  // the search's key

  [[nodiscard]] bool is_condemned() const { return terminating == kCondemned; }
  void end_at_exit() { terminating = is_condemned() ? kCondemned : 1; }
};

// What a thread waits for when it waits for an object. There are none in a system without objects.
struct WaitBlock {
  ObjectId object;
  ThreadId next;                     // the thread behind it in the object's queue
  std::uint16_t transfers_left = 0;  // of the service in progress, the one waited for included
};

enum class UpcallReason : std::uint8_t { startup, blocked, yield };

// How a call of FIG. 15 ended, as seen by the step that failed.
enum class SwitchOutcome : std::uint8_t { none, locked, owned, suspended, terminated };

inline constexpr std::size_t kUserStackDepth = 2;

// User portion: TEB and user stack. The user context proper is in Registers, here or in a Context.
struct UserPortion {
  std::uint8_t depth = 0;  // frames of runtime routines on the user stack
  UpcallReason reason = UpcallReason::startup;
  std::uint8_t payload = 0;  // Blocked: bit 0 is 1 for a system call (BLOCK-3)
  SwitchOutcome outcome = SwitchOutcome::none;
  std::uint8_t hand_owned = 0;    // primary: it answers for the worker in hand (decision 0008)
  std::uint8_t page_present = 0;  // the page that the next instruction touches is there, or its
                                  // refusal has been told
  ThreadId hand;    // primary: the worker that it is about to run, runs, or has just run
  ThreadId chain;   // primary: dequeued items not yet walked, latest first
  ThreadId walked;  // primary: walked items, first queued first
  ThreadId hint;    // primary: the worker that the last yield named
  std::array<std::uint16_t, kLoopLevels> loop_done{};
  std::array<StepRef, kUserStackDepth> callers{};
  SchedulerId victim;               // primary: the scheduler from which it tries to steal
  std::uint8_t idle = 0;            // primary: it has said that it has found nothing to run
  std::uint8_t departed = 0;        // primary: it has ended; the kernel says so (EXIT-6). 1 + how
                                    // many of its company did before and have remains
  Status status = Status::success;  // procedure: of its last call
  UpcallReason upcall = UpcallReason::startup;  // procedure: why it was called
  std::uint16_t return_position = 0;            // primary: where EnterUmsSchedulingMode returns to
  std::uint64_t compute_done = 0;  // cycles of the current compute instruction already done
  std::uint64_t reentry = 0;       // primary: integer registers of its re-entry context
};

// LOCK-1. Legal transitions of `cid`: none -> a primary (claim), a primary -> none (release).
struct UmsLock {
  ThreadId cid;              // the primary that executes the user portion, or none (the default)
  std::uint8_t holders = 0;  // the lock bit: kernel holders, 0 (the default) to 3
  std::uint8_t unused = 0;

  [[nodiscard]] constexpr std::uint32_t packed() const {
    return static_cast<std::uint32_t>(cid.value) << 8U | holders;
  }
  friend constexpr bool operator==(const UmsLock&, const UmsLock&) = default;
};
inline constexpr std::uint8_t kMostHolders = 3;

// Legal transitions: absent -> unbound (CreateUmsThreadContext) -> bound (CreateRemoteThreadEx) ->
// absent (DeleteUmsThreadContext); a slot is used once (decision 0002).
enum class ContextState : std::uint8_t { bound, unbound, absent };

// A worker's UMS context, in its user portion's memory.
struct Context {
  UmsLock lock;
  ThreadId primary;  // the primary's reference, recorded by FIG15.B6; under windows it also says
                     // which list the context goes to (LIST-12)
  ThreadId next;     // next item of the completion list or of a dequeued chain
  std::uint8_t terminated = 0;
  std::uint8_t suspended = 0;
  std::uint8_t full = 0;      // 1: `saved` holds the full register set
  std::uint8_t on_list = 0;   // ghost: the context is on its completion list (INV-6)
  std::uint8_t yielding = 0;  // ghost: its yield has saved it and not yet released it (APC-7)
  ContextState state = ContextState::bound;
  std::uint8_t user_context = 0;  // what SetUmsThreadInformation has written
  std::uint8_t unused = 0;
  ThreadId link_to;  // only without publish-after-link: what the link is still to name
  std::array<std::uint8_t, 6> spare{};
  Registers saved;
};

// Ghost: how often FIG. 15 was called for a worker, and how often it got past its last test
// (SWITCH-10). No step decides by it, so it is not in the search's key.
struct SwitchCounts {
  std::uint32_t attempts = 0;
  std::uint32_t successes = 0;
};

struct CompletionList {
  ThreadId head;                   // latest item
  std::uint8_t signalled = 0;      // the list's event
  std::uint8_t shutting_down = 0;  // the scheduler's own event: wakes waiters for good
  std::uint8_t work = 0;           // another one: there is work, and lets one waiter through
  std::uint8_t absent = 0;         // 1: not created, or deleted
  std::uint8_t departed = 0;       // a primary that drains it has ended; wakes all waiters (EXIT-6)
  std::uint8_t unused = 0;
  std::uint32_t filled = 0;   // ghost: transitions from empty to nonempty (INV-13)
  std::uint32_t signals = 0;  // ghost: how often the event was set (INV-13)
};

// A user-mode scheduler's shared memory: its ready queue, linked through the workers' notes. Of
// schedulers that help each other out the first keeps `live`, `idle` and `waking` for all.
struct Scheduler {
  ThreadId first;
  ThreadId last;
  std::uint16_t live = 0;   // workers that have not ended
  std::uint16_t idle = 0;   // primaries that have found nothing to run
  ThreadId position;        // round_robin: the worker that was run last
  std::uint8_t waking = 0;  // an idle primary is being woken
  std::uint8_t unused = 0;
};

// Whether a worker is in the ready queue; `aside`: it is, but was suspended when last looked at
// (poller).
enum class Queued : std::uint8_t { no, ready, aside };

// A queue of a scheduler procedure's, linked through the workers' notes.
struct Queue {
  ThreadId first;
  ThreadId last;
};

struct WorkerNote {
  ThreadId next_ready;
  Queued queued = Queued::no;
  std::uint8_t retired = 0;  // known to have ended
};

// Legal transitions: expected -> pending -> active -> done; expected, pending -> done (its target
// has ended).
enum class ApcState : std::uint8_t { expected, pending, active, done };

struct Apc {
  ApcState state = ApcState::expected;
  std::array<std::uint8_t, 3> unused{};
  std::uint32_t visits = 0;  // how often the step of its place has run while it was the event's
                             // turn; only where the place names an occurrence
};

// There is one only where a process may be deleted. Legal transitions: deleting 0 -> 1, then
// deleted 0 -> 1, by the last thread of the process to end.
struct ProcessState {
  std::uint8_t deleting = 0;
  std::uint8_t deleted = 0;  // what was its memory is free
};

// An event, a timer or a device. Its queue, where the order of waiting counts, is linked through
// the wait blocks; of a device's the first `queue_depth` are in service.
struct DispatcherObject {
  ThreadId first;              // has waited longest
  std::uint8_t signalled = 0;  // set; a device is never
  std::uint8_t running = 0;    // a timer that has been started and has not expired
  std::uint16_t starts = 0;    // of a timer; only for the timed engine, not in the search's key
};

// What no scheduler procedure may do.
enum class Misuse : std::uint8_t {
  none,
  queued_nothing,  // put no worker into a queue
  queued_twice,    // put a worker into a queue that is in one
  retired_alive    // took a worker for ended that has not
};

struct Globals {
  std::uint64_t ready_clock = 0;  // next value of KThread::ready_since
  ThreadId torn;  // ghost: a thread whose context was read while torn or stale (INV-3)
  std::uint16_t underflow = 0;  // ghost: a UMS lock was released that nobody held
  ThreadId lost_yield;  // ghost: a worker that went on after a yield without its upcall (APC-7)
  ThreadId surprised;   // ghost: a call of its program returned what it does not expect
  Misuse misuse = Misuse::none;  // ghost: what a scheduler procedure has done wrong
  std::array<std::uint8_t, 7> unused{};
};

template <class T>
inline constexpr bool kIsState =
    std::is_trivially_copyable_v<T>&& std::has_unique_object_representations_v<T>;
static_assert(kIsState<Cpu> && kIsState<KThread> && kIsState<UserPortion> && kIsState<Context>);
static_assert(kIsState<CompletionList> && kIsState<Scheduler> && kIsState<WorkerNote> &&
              kIsState<Apc>);
static_assert(kIsState<SwitchCounts> && kIsState<Queue>);
static_assert(kIsState<Globals> && kIsState<WaitBlock> && kIsState<DispatcherObject>);
static_assert(kIsState<ProcessState>);
static_assert(kIsState<Mmu> && kIsState<TebPage>);

}  // namespace umsim
