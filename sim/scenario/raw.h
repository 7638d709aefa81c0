// Raw scenario: mirrors the JSON, every value with its place, optional wherever the file may leave
// it out.
//
// Types and ranges have been checked, and things without a usable name have been left out; names
// have not been looked up, and nothing has a default. The resolver makes a Scenario of it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/json_value.h"
#include "sim/scenario/quantity.h"

namespace umsim::loading {

using Text = Located<std::string>;
using Whole = Located<std::uint64_t>;
using Time = Located<Quantity>;

// What a scenario gives names to.
enum class NameKind : std::uint8_t { thread, scheduler, list, program, event, process, object };

struct RawMachine {
  Where where;
  std::optional<Whole> cpus;
  std::optional<Text> architecture;
  std::optional<Text> profile;
  std::optional<Time> quantum;
};

struct RawProtocol {
  std::optional<Text> profile;
  std::vector<Text> knock_out;
};

// What a branch of a procedure asks: exactly one is filled.
struct RawCondition {
  Where where;
  std::vector<Text> reason;
  std::vector<Text> status;
  std::optional<Located<bool>> item;
  std::optional<Text> empty;
  std::optional<Text> filled;
  std::optional<Located<bool>> all_ended;
  std::optional<Located<bool>> terminated;
  std::optional<Located<bool>> suspended;
};

struct RawProcedureStep {
  Text name;
  std::optional<Text> queue;
  std::optional<Text> thread;             // ExecuteUmsThread
  std::optional<Time> timeout;            // DequeueUmsCompletionListItems
  std::optional<RawCondition> condition;  // if, while
  std::vector<RawProcedureStep> body;     // if, while, repeat
  std::vector<RawProcedureStep> otherwise;
};

struct RawProcedure {
  Where where;
  std::vector<RawProcedureStep> steps;
  bool broken = false;  // a problem was added: nothing more is said about it
};

struct RawScheduler {
  Where where;
  Text name;
  std::vector<Text> queues;
  std::optional<RawProcedure> procedure;
  std::optional<Text> policy;
  std::optional<Text> list;
  std::optional<Time> dequeue_timeout;
};

struct RawObject {
  Where where;
  Text name;
  std::optional<Text> kind;
  std::optional<Text> process;
  std::optional<Located<bool>> shared;
  std::optional<Located<bool>> signalled;
  std::optional<Time> latency;
  std::optional<Whole> queue_depth;
};

// Options of a call of the user-mode API.
struct RawCall {
  std::optional<Text> thread;
  std::optional<Text> list;
  std::optional<Text> scheduler;
  std::optional<Whole> version;
  std::optional<Text> info;
  std::optional<Whole> length;
  std::optional<Whole> value;
  std::vector<Text> expect;
};

struct RawStep {
  Text opcode;
  std::optional<RawCall> call;  // a call of the user-mode API
  std::optional<Time> time;    // compute, system_call, sleep, soft_fault, hard_fault, set_timer; of
                               // wait the time-out
  std::optional<Text> hint;    // yield
  std::optional<Whole> count;  // repeat: how often; none: for ever. io: transfers
  std::optional<Text> object;  // wait, set_event, reset_event, set_timer, io
  std::optional<Text> address;  // set_debug_registers, load_debug_registers
  std::optional<Text> subject;  // load_teb, touch_context, write_context: a thread
  std::optional<Text> part;     // write_context
  std::vector<RawStep> body;    // repeat
};

struct RawProgram {
  Text name;  // of a program that stands in a thread: the thread's
  Where where;
  std::vector<RawStep> steps;
  bool broken = false;  // a problem was added: nothing more is said about it
};

struct RawThread {
  Where where;
  Text name;
  std::optional<Text> kind;
  std::optional<Text> process;
  std::optional<Text> scheduler;
  std::optional<Text> start;
  std::optional<Text> teb;
  std::optional<Text> debug_registers;
  std::optional<Whole> priority;
  std::optional<Text> program_name;   // "program": "loop"
  std::optional<RawProgram> program;  // "program": [...]
  Where program_where;                // of the key's value
  bool has_program = false;           // the key is there, or one that probably means it
  bool has_scheduler = false;
};

struct RawPlace {
  std::optional<Text> thread;
  std::optional<Text> reaches;
  std::optional<Whole> occurrence;
};

struct RawEvent {
  Where where;
  Text name;
  std::optional<Text> apc;
  std::optional<Text> happens;  // what is no APC
  std::optional<Time> takes;    // a fault
  std::optional<Text> to;
  std::optional<Text> after;
  std::optional<Text> address;
  bool any_time = false;  // "at": "any"
  std::optional<Time> at;
  std::optional<RawPlace> when;
};

struct RawPattern {
  Where where;
  std::optional<Text> event;
  std::optional<Text> thread;
  std::optional<Text> object;
  std::optional<Text> value;
  std::optional<Text> step;
  std::optional<Whole> cpu;
};

struct RawCount {
  RawPattern pattern;
  std::optional<Whole> equals;
  std::optional<Whole> at_least;
  std::optional<Whole> at_most;
};

struct RawFinal {
  Text thread;
  Text state;
};

// Exactly one of the kinds is filled.
struct RawExpectation {
  Where where;
  std::vector<Text> always;
  std::optional<RawPattern> never;
  std::optional<RawPattern> eventually;
  std::vector<RawPattern> order;
  std::optional<RawCount> count;
  std::vector<RawFinal> final;
  std::vector<RawPattern> sometimes;
  std::optional<Text> why;
};

struct RawPlacements {
  Where where;
  std::vector<Text> steps;
  std::optional<Text> to;
  std::optional<Text> of;  // of a race case
};

struct RawCheck {
  std::optional<Text> expect;
  std::optional<Text> invariant;
  std::vector<Text> catches;
  std::vector<Text> redundant;
  std::vector<RawPlacements> placements;
  std::vector<RawPlacements> races;
  std::optional<Whole> max_states;
  std::optional<Whole> preemptions;  // none: any number
  std::optional<Text> fairness;
  std::optional<std::vector<RawExpectation>> properties;
};

// What is otherwise under the windows profile.
struct RawWindows {
  Where where;
  std::optional<Text> differs;
  std::optional<std::vector<RawExpectation>> expectations;
  RawCheck check;
};

struct RawScenario {
  Where where;
  std::set<NameKind> incomplete;  // kinds of which some could not be read
  std::optional<Text> title;
  std::optional<Text> description;
  std::optional<Text> figure;
  std::vector<Text> covers;
  std::vector<Text> differences;
  std::optional<Whole> seed;
  RawMachine machine;
  RawProtocol protocol;
  std::vector<Text> processes;
  std::vector<Text> lists;
  std::vector<RawScheduler> schedulers;
  std::vector<RawObject> objects;
  std::vector<RawProgram> programs;
  std::vector<RawThread> threads;
  Where threads_where;
  std::vector<RawEvent> events;
  std::vector<RawExpectation> expectations;
  std::optional<Time> stop_at;
  RawCheck check;
  std::optional<RawWindows> windows;
};

}  // namespace umsim::loading
