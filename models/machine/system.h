// System: what is constant while a scenario runs: threads, programs, lists, schedulers, APCs,
// safeguards.
//
// The scenario loader builds it; everything that changes is in the Image. It holds names and
// numbers only: no cost (the timed engine's machine profile has those), no file position, no
// expectation.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

#include "traces/vocabulary/event.h"
#include "traces/vocabulary/ids.h"

namespace umsim {

// How user code reaches its TEB, and how page tables are nested (MAP-7).
enum class Architecture : std::uint8_t {
  x64,   // a data segment; loaded in user mode its base has 32 bits
  ia32,  // a data segment; all addresses have 32 bits
  ia64   // a general register
};

// Where the patent and the documented API differ, the profile of the protocol decides.
enum class ProtocolProfile : std::uint8_t {
  patent,   // the patent's text
  windows,  // the documented API
  count_
};

enum class ThreadKind : std::uint8_t { worker, primary, standard };

enum class Opcode : std::uint8_t {
  compute,      // works for `cycles` in user mode
  system_call,  // a service that takes `cycles` in the kernel and does not block
  sleep,        // a service that blocks on a timer for `cycles`
  soft_fault,   // touches a page whose fault is resolved in `cycles` without waiting (BLOCK-5)
  hard_fault,   // touches a page that must be read in: blocks for `cycles` (BLOCK-1, BLOCK-5)
  yield,        // UmsThreadYield, with `hint` or without (YIELD-1, YIELD-5); workers only
  repeat,       // goes back to `target` until the body ran `count` times; count 0 repeats for ever
  exit,         // ends the thread; every program ends with it
  wait,         // waits for `object`, at most `cycles` unless that is 0 (BLOCK-1)
  set_event,    // sets the event `object`
  reset_event,  // clears it
  set_timer,    // starts the timer `object`, which is set after `cycles`
  io,           // `count` transfers with the device `object`, one after the other: blocks for each
  set_debug_registers,    // a service that watches `address` (DEBUG-2)
  clear_debug_registers,  // a service that watches nothing any more (DEBUG-4)
  load_debug_registers,   // tries to do the same in user mode, which is refused (DEBUG-1)
  load_teb,       // hostile: loads the segment so that it reaches the TEB of `subject`, or nobody's
  touch_context,  // hostile: reads the context of the worker `subject` without its lock (LOCK-8)
  write_context,  // hostile: writes a wild value over `part` of the context of the worker `subject`
                  // (ENTRY-12)
  api,            // a call of the user-mode API; its rows are those of the routine API
  count_
};

// What of a user-writable context the kernel goes by, and a program may write over.
enum class ContextPart : std::uint8_t {
  instruction_pointer,
  stack_pointer,
  debug_registers,  // the address in the context holder
  count_
};

// The calls of the user-mode API (FIG. 12), by what they do; scenarios have the public names.
enum class ApiCall : std::uint8_t {
  create_context,             // CreateUmsThreadContext
  delete_context,             // DeleteUmsThreadContext
  create_thread,              // CreateRemoteThreadEx, with the UMS attribute
  execute,                    // ExecuteUmsThread
  yield,                      // UmsThreadYield
  create_list,                // CreateUmsCompletionList
  delete_list,                // DeleteUmsCompletionList
  list_event,                 // GetUmsCompletionListEvent
  current_thread,             // GetCurrentUmsThread
  query_information,          // QueryUmsThreadInformation
  set_information,            // SetUmsThreadInformation
  system_thread_information,  // GetUmsSystemThreadInformation
  enter_scheduling,           // EnterUmsSchedulingMode
  convert_to_standard,        // the patent's alone: a worker becomes a standard thread (THREAD-5)
  count_
};

// What a call returns; scenarios and traces have the public names (decision 0027).
enum class Status : std::uint8_t {
  success,
  invalid_handle,        // no such context, no such list
  not_enough_memory,     // the slot that the scenario has for it is taken
  not_supported,         // the calling thread is of the wrong kind
  invalid_parameter,     // the thing named is of the wrong kind
  busy,                  // it is in use
  info_length_mismatch,  // wrong length
  invalid_info_class,    // wrong class
  retry,                 // the worker is locked for a moment
  was_suspended,         // the worker is suspended
  invalid_state,         // the worker is terminated
  timed_out,             // nothing came
  count_
};

// UMS_THREAD_INFO_CLASS, as far as it is documented to be supported.
enum class InfoClass : std::uint8_t {
  invalid,
  user_context,
  priority,  // reserved
  affinity,  // reserved
  teb,
  is_suspended,
  is_terminated
};

// UMS_VERSION: the only version that EnterUmsSchedulingMode takes.
inline constexpr std::uint16_t kUmsVersion = 0x0100;

// What only calls of the API have.
struct ApiRequest {
  ApiCall call = ApiCall::current_thread;
  ThreadId subject;  // the thread, or the worker whose context is meant
  ListId list;
  InfoClass info = InfoClass::invalid;
  std::uint16_t length = 0;  // of the buffer, in bytes
  std::uint8_t value = 0;    // set: what is written; get: what is expected to be read
  bool expects_value = false;
  std::uint16_t accepted = 0;           // a bit for each Status that is expected; none: any is
  std::uint16_t version = kUmsVersion;  // enter_scheduling
  friend bool operator==(const ApiRequest&, const ApiRequest&) = default;
};

struct Instruction {
  Opcode opcode = Opcode::exit;
  std::uint64_t cycles = 0;
  ThreadId hint;                // yield: the worker to run next, or none
  std::uint16_t target = 0;     // repeat: position of the body's first instruction
  std::uint16_t count = 0;      // repeat: how often the body runs in all; io: transfers
  std::uint8_t loop_level = 0;  // repeat: which loop counter, 0 for the outermost
  ObjectId object;              // wait, set_event, reset_event, set_timer, io
  ThreadId subject;             // load_teb, touch_context, write_context
  ApiRequest api;
  std::uint64_t address = 0;  // set_debug_registers, load_debug_registers; write_context: what
                              // becomes of the debug registers
  ContextPart part = ContextPart::instruction_pointer;  // write_context
  friend bool operator==(const Instruction&, const Instruction&) = default;
};

// How deep `repeat` may nest: a user portion has that many loop counters.
inline constexpr std::size_t kLoopLevels = 3;

struct Program {
  std::string name;
  std::vector<Instruction> instructions;  // never empty; the last one is exit
  friend bool operator==(const Program&, const Program&) = default;
};

// The rows of the table of scheduler procedures (models/user/procedure.h).
enum class ProcedureRow : std::uint8_t {
  test,       // branches by the procedure's own variables
  dequeued,   // no step of its own: the second half of `dequeue`, after a wait
  failed,     // no step of its own: behind an `execute` that failed
  look,       // branches by memory that others write too
  dequeue,    // DequeueUmsCompletionListItems
  next_item,  // GetNextUmsListItem
  execute,    // ExecuteUmsThread
  push_head,  // puts the item into a queue
  push_tail,
  pop_head,  // takes a worker out of a queue: it is the item
  pop_tail,
  take_hint,  // takes the worker that the yield named, if it is in the queue
  retire,     // the item has ended, and is nobody's any more
  wake,       // lets one primary through that waits for the list
  enter,      // EnterUmsSchedulingMode
  leave,      // returns from the procedure
  count_
};

// What a branch asks.
enum class Question : std::uint8_t {
  reason,      // is the upcall's reason one of `accepted`?
  item,        // is there an item?
  status,      // is the last call's status one of `accepted`?
  empty,       // is the queue empty?
  all_ended,   // have all workers ended?
  terminated,  // has the item ended? (QueryUmsThreadInformation)
  suspended    // is it suspended?
};

// A step of a scheduler procedure. Where it goes next is in itself, so that there are no jumps.
struct ProcedureStep {
  ProcedureRow row = ProcedureRow::leave;
  std::uint16_t next = 0;       // a branch: when the answer is yes
  std::uint16_t otherwise = 0;  // a branch: when it is no
  Question question = Question::item;
  std::uint16_t accepted = 0;  // a bit for each UpcallReason or Status
  QueueId queue;
  ThreadId thread;           // execute: whom, instead of the item
  bool waits = true;         // dequeue: for items when there are none
  std::uint64_t cycles = 0;  // dequeue: the time-out, or 0
  // Behind this step no step asks for them before they are written anew.
  bool forgets_reason = false;
  bool forgets_status = false;
  bool forgets_hint = false;
  friend bool operator==(const ProcedureStep&, const ProcedureStep&) = default;
};

struct ProcessSpec {
  std::string name;
  friend bool operator==(const ProcessSpec&, const ProcessSpec&) = default;
};

// Of a worker in user mode: the higher, the earlier. The kernel knows nothing of it (THREAD-7).
inline constexpr std::uint8_t kMostPriority = 31;
inline constexpr std::uint8_t kDefaultPriority = 8;

struct ThreadSpec {
  std::string name;
  ThreadKind kind = ThreadKind::standard;
  ProgramId program;  // a primary's begins it as a standard thread (THREAD-5); without one it is
                      // a primary from the start
  SchedulerId scheduler;  // of a primary: the scheduler that it runs; of a worker: the one that
                          // runs it
  bool parked = false;    // a worker that starts parked, its context already on its list (THREAD-11
                          // has happened)
  bool on_demand = false;                    // a worker that CreateRemoteThreadEx makes
  std::uint8_t priority = kDefaultPriority;  // of a worker: what the policy `priority` goes by
  ProcessId process = ProcessId(0);
  std::uint64_t teb = 0;              // address of its TEB in a system with page tables
  std::uint64_t debug_registers = 0;  // what it watches when the scenario begins, or 0
  friend bool operator==(const ThreadSpec&, const ThreadSpec&) = default;
};

enum class SchedulerPolicy : std::uint8_t {
  fifo,           // first queued, first run
  priority,       // the highest priority first
  round_robin,    // in a ring, from the worker that was run last
  work_stealing,  // who has nothing to run takes from other schedulers of this policy (LIST-11)
  poller,         // keeps suspended workers aside and looks at them again
  // Deliberately wrong (LIST-9):
  run_before_walked,  // runs the first item of a chain that it has not walked
  requeue             // puts a yielded worker on the completion list, as only the kernel may
};

// A user-mode scheduler: its primaries share one ready queue and drain one completion list. A hint
// goes before every policy. It is user-mode memory: all its threads are of one process, and so are
// all that use the list.
struct SchedulerSpec {
  std::string name;
  SchedulerPolicy policy = SchedulerPolicy::fifo;
  ListId list;
  std::uint64_t dequeue_timeout_cycles = 0;   // 0: waits without a time-out (LIST-7)
  std::vector<ProcedureStep> procedure = {};  // the scenario's own, instead of a policy
  friend bool operator==(const SchedulerSpec&, const SchedulerSpec&) = default;
};

struct ListSpec {
  std::string name;
  bool on_demand = false;  // CreateUmsCompletionList makes it
  friend bool operator==(const ListSpec&, const ListSpec&) = default;
};

// Notification: stays set for all. Synchronization: is cleared by the one wait that it ends.
enum class ObjectKind : std::uint8_t {
  notification_event,
  synchronization_event,
  notification_timer,
  synchronization_timer,
  device  // serves transfers, in the order in which they are asked for
};

// A dispatcher object, or a device.
struct ObjectSpec {
  std::string name;
  ObjectKind kind = ObjectKind::notification_event;
  ProcessId process = ProcessId(0);
  bool shared = false;               // threads of other processes may use it
  bool signalled = false;            // an event that is set when the scenario begins
  std::uint64_t latency_cycles = 0;  // device: of a transfer
  std::uint16_t queue_depth = 1;     // device: how many transfers it works on at a time
  friend bool operator==(const ObjectSpec&, const ObjectSpec&) = default;
};

enum class ApcKind : std::uint8_t {
  get_context,         // reads the thread's user registers
  set_context,         // changes them
  routine,             // runs in the kernel and touches no user state
  terminate,           // ends the thread
  suspend,             // stops it until it is resumed
  resume,              // makes up for one suspension
  set_debug_registers  // makes it watch `address`, or nothing with 0
};

// An event is an APC, or something that happens to its target (models/kernel/arrivals.h).
enum class AsyncKind : std::uint8_t {
  apc,
  soft_fault,       // the memory that its user-mode code touches next is not there (BLOCK-5)
  hard_fault,       // the same, and it must be read in
  interrupt,        // of the CPU that runs it, by the timer: its quantum is over (ENTRY-7)
  completion,       // what its timed wait is for comes, and not before
  process_deletion  // not of a thread: every thread of `process` is to end (EXIT-7)
};

// Where an event comes: when `thread` is about to run `step`, in user mode the thread on whose user
// stack the CPU is, in kernel mode the kernel's current thread.
struct EventPlace {
  ThreadId thread;  // none: anywhere
  StepRef step;
  std::uint32_t occurrence = 0;  // the step's n-th run, from 1, at which it must come; 0: any
  friend bool operator==(const EventPlace&, const EventPlace&) = default;
};

// What comes from outside, at any step or at its place, once: an APC or something else.
struct ApcSpec {
  std::string name;
  ApcKind kind = ApcKind::routine;  // of an APC
  ThreadId target;
  ApcId after{};  // comes only after that one, or whenever it likes
  AsyncKind what = AsyncKind::apc;
  std::uint64_t cycles = 0;  // a fault: until the page is there
  EventPlace place{};
  std::uint64_t address = 0;  // set_debug_registers
  ProcessId process{};        // process_deletion: which one; it has no target

  [[nodiscard]] bool is_apc() const { return what == AsyncKind::apc; }
  [[nodiscard]] bool has_place() const { return place.thread.valid(); }
  [[nodiscard]] bool is_fault() const {
    return what == AsyncKind::soft_fault || what == AsyncKind::hard_fault;
  }
  // EXIT-7: every thread of the process is to end.
  [[nodiscard]] bool condemns(ProcessId id) const {
    return what == AsyncKind::process_deletion && process == id;
  }

  friend bool operator==(const ApcSpec&, const ApcSpec&) = default;
};

enum class KnockOut : std::uint8_t {
  second_lock_test,
  atomic_claim,
  keep_bits_on_release,
  restore_teb_on_failure,
  release_cid_on_failure,
  lock_before_peek,
  queue_concurrency_one,
  release_cid_at_park,
  restore_teb_before_release,
  cid_before_second_test,
  record_reference,
  terminated_test,
  full_state_on_async,
  identity_check,
  directed_switch,
  deliver_before_return,
  no_aba,
  sticky_wake,
  wake_and_sleep_as_one,
  lock_in_directed_switch,
  unlock_after_context_is_back,
  capture_before_publish,
  publish_after_link,
  claim_store_buffer,
  second_teb_mapping,
  self_pointer,
  alias_in_use_check,
  tlb_shootdown,
  disassociate,
  answer_not_running,
  evaluate_again,
  claim_rollback,
  release_cid_on_capture,
  complete_interrupted_load,
  complete_interrupted_save,
  reset_interrupted_yield,
  honour_lock_in_directed_switch,
  defer,
  staging_area,
  release_primary_before_apc,
  answer_while_waiting,
  uninterruptible_tail,
  unlock_after_apc,
  debug_register_call,
  second_debug_test,
  yield_through_kernel,
  park_if_released,
  run_yield_again,
  nested_lock_count,
  exit_queues_once,
  stale_cid_check,
  run_down_at_deletion,
  force_resume_at_deletion,
  context_sanitising,
  save_before_release,
  release_before_queue,
  count_
};
using KnockOuts = std::bitset<static_cast<std::size_t>(KnockOut::count_)>;

struct System {
  std::uint16_t cpus = 1;
  std::uint16_t workers = 0;  // threads [0, workers) are the workers
  Architecture architecture = Architecture::x64;
  ProtocolProfile profile = ProtocolProfile::patent;
  bool paged = false;            // with page tables: every thread has a `teb`
  bool debug_registers = false;  // threads may use, or try to use, hardware debug registers
  bool wild_contexts = false;    // programs write wild pointers over saved contexts
  std::vector<ProcessSpec> processes = {{"main"}};
  std::vector<ThreadSpec> threads;  // workers, then primaries, then standard threads
  std::vector<Program> programs;
  std::vector<SchedulerSpec> schedulers;
  std::vector<ListSpec> lists;
  std::vector<std::string> queues;  // of the schedulers that have procedures of their own
  std::vector<ObjectSpec> objects;
  std::vector<ApcSpec> apcs;
  KnockOuts knock_outs;

  [[nodiscard]] bool follows_windows() const { return profile == ProtocolProfile::windows; }
  [[nodiscard]] bool is_worker(ThreadId thread) const { return thread.value < workers; }
  [[nodiscard]] const ThreadSpec& thread(ThreadId id) const { return threads[id.at()]; }
  [[nodiscard]] const SchedulerSpec& scheduler(SchedulerId id) const { return schedulers[id.at()]; }
  [[nodiscard]] const ObjectSpec& object(ObjectId id) const { return objects[id.at()]; }
  // The scheduler that runs, or will run, on this thread has a procedure of the scenario's.
  [[nodiscard]] bool has_procedure(ThreadId id) const {
    const SchedulerId own = thread(id).scheduler;
    return own.valid() && !scheduler(own).procedure.empty();
  }
  [[nodiscard]] const ProcedureStep& procedure_step(ThreadId id, std::uint16_t position) const {
    return scheduler(thread(id).scheduler).procedure[position];
  }
  // It is a standard thread until its program calls EnterUmsSchedulingMode.
  [[nodiscard]] bool enters_scheduling(ThreadId id) const {
    return thread(id).kind == ThreadKind::primary && thread(id).program.valid();
  }
  [[nodiscard]] bool steals(SchedulerId id) const {
    return scheduler(id).policy == SchedulerPolicy::work_stealing;
  }
  // Schedulers whose primaries help each other out: those that steal; every other one is alone.
  [[nodiscard]] bool help_out(SchedulerId one, SchedulerId other) const {
    return one == other || (steals(one) && steals(other));
  }
  // A worker's context goes with the primary that has run it, from one list to another (LIST-12).
  [[nodiscard]] bool lists_change() const { return follows_windows() && lists.size() > 1; }
  // The completion list that a primary drains, or that a worker was created with.
  [[nodiscard]] ListId list_of(ThreadId id) const { return scheduler(thread(id).scheduler).list; }
  // The primary takes items from the list: its scheduler's own, or one of those that help out.
  [[nodiscard]] bool drains(ThreadId primary, ListId list) const {
    const SchedulerId own = thread(primary).scheduler;
    for (std::size_t i = 0; i < schedulers.size(); ++i) {
      if (schedulers[i].list == list && help_out(own, SchedulerId(i))) {
        return true;
      }
    }
    return false;
  }
  // Of schedulers that help each other out the first one's list has the event.
  [[nodiscard]] ListId list_with_work_event(ThreadId primary) const {
    std::size_t first = 0;
    while (!help_out(SchedulerId(first), thread(primary).scheduler)) {
      ++first;
    }
    return schedulers[first].list;
  }
  [[nodiscard]] const Instruction& instruction(ThreadId id, std::uint16_t position) const {
    return programs[thread(id).program.at()].instructions[position];
  }
  [[nodiscard]] bool has_placed_faults() const {
    return std::ranges::any_of(apcs, [](const ApcSpec& event) { return event.is_fault(); });
  }
  [[nodiscard]] bool knocked_out(KnockOut safeguard) const {
    return knock_outs.test(static_cast<std::size_t>(safeguard));
  }

  friend bool operator==(const System&, const System&) = default;
};

}  // namespace umsim
