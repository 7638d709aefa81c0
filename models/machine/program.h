// Program: what a thread's user-mode code does, instruction by instruction, and what it asks of the
// user-mode API. Constant while a scenario runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "traces/vocabulary/ids.h"

namespace umsim {

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

}  // namespace umsim
