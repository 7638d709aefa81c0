// How the dialogues name the events.

#include <array>
#include <string_view>

#include "tests/models/dialogue_words.h"
#include "traces/names.h"

namespace umsim::test {
namespace {

constexpr std::array<std::string_view, 13> kWaits = {
    "none",   "timer",          "page",      "list",  "kernel queue", "event",     "timer object",
    "device", "disassociation", "indicator", "defer", "pull",         "suspension"};
constexpr std::array<std::string_view, 23> kServices = {"none",
                                                        "system call",
                                                        "sleep",
                                                        "soft fault",
                                                        "hard fault",
                                                        "exit",
                                                        "wait list",
                                                        "shut down",
                                                        "wait",
                                                        "set event",
                                                        "reset event",
                                                        "set timer",
                                                        "io",
                                                        "wake primary",
                                                        "create thread",
                                                        "set debug registers",
                                                        "privileged instruction",
                                                        "run with debug registers",
                                                        "restore debug registers",
                                                        "yield",
                                                        "enter scheduling",
                                                        "leave scheduling",
                                                        "invalid context"};
constexpr std::array<std::string_view, 5> kAnswers = {"none", "torn off", "not running", "deferred",
                                                      "indicated"};
constexpr std::array<std::string_view, 5> kOutcomes = {"none", "locked", "owned", "suspended",
                                                       "terminated"};
constexpr std::array<std::string_view, 3> kParts = {"instruction pointer", "stack pointer",
                                                    "debug registers"};
constexpr std::array<std::string_view, 3> kReasons = {"startup", "blocked", "yield"};

// How an event's text goes on after its kind. T thread, O object as a thread, L as a list, A as an
// APC, Q as a queue, J as an object; o and n the old and new value as threads, k and K as locks, w
// and W as wait reasons, X and x as states of threads, l and m as places of a context, s the new
// value as a service, a as an answer, f as an outcome, r as a reason, p as a part of a context, d
// the old and D the new as numbers, e the old value as an event of a list, c as a call and S the
// new one as its status.
constexpr std::array<std::string_view, static_cast<std::size_t>(EventKind::count_)> kForms = {{
    "thread_switch T",
    "cpu_idle: o leaves, x",
    "kernel_entry T in O: s",
    "kernel_exit T to O",
    "ums_switch T => O",
    "switch_failed T, O: f",
    "ums_yield O => T",
    "directed_switch T => O",
    "lock_transition T by O: k -> K",
    "teb_load o -> n",
    "context_saved T, full: D",
    "list_push T on L, head was o",
    "list_signal L by T",
    "list_dequeue T, L, head was o",
    "upcall T: r, O, payload d",
    "block T: W",
    "unblock T: w",
    "queue_release T wakes O",
    "park T",
    "unpark T",
    "apc_queued A to T",
    "apc_deferred A, T waits for o",
    "apc_begin A on T, lock held: D",
    "apc_end A on T",
    "context_read A, T",
    "context_changed A, T",
    "interrupt T",
    "preempt T",
    "thread_end T",
    "step",
    "object_wait T for J, set: D",
    "object_set J by T, stays: D",
    "object_reset J by T",
    "timer_start J by T",
    "io_request T, J",
    "segment_load T, d -> D",
    "page_mapped T, D",
    "page_unmapped T, d",
    "page_freed T",
    "tlb_shootdown T, D",
    "tlb_flush T",
    "disassociate_sent T to O",
    "disassociate_answered T to O: a",
    "suspended T by A: D",
    "resumed T by A: D",
    "api_return T: c returns S",
    "debug_registers_set T, d -> D",
    "debug_registers_loaded by T, d -> D",
    "debug_registers_refused T, D",
    "adoption T from O",
    "invalid_thread T",
    "context_touched T: O",
    "context_written T: O, p",
    "context_sanitised T: p",
    "invalid_context T",
    "process_deletion A",
    "process_deleted T",
    "thread_ready T, was X",
    "wait_given_up T: w",
    "queue_push T into Q behind o",
    "queue_take T from Q",
    "set_aside T in Q: D",
    "list_event L by T: e, D",
    "list_freed L",
    "apc_taken A by T, left: D",
    "scenario_event A to T",
    "context_terminated T",
    "context_moved T, O: l -> m",
}};
static_assert(!kForms.back().empty(), "every kind of event has a form");

template <class Table>
std::string pick(const Table& table, std::uint64_t value) {
  return value < table.size() ? std::string(table[value]) : std::to_string(value);
}

std::string value_of(const System& system, const Event& event, char letter) {
  switch (letter) {
    case 'T': return name_of(system, event.thread);
    case 'O': return name_of(system, ThreadId(event.object));
    case 'L': return system.lists[event.object].name;
    case 'A': return event.object == 0xFFFF ? "none" : system.apcs[event.object].name;
    case 'Q': return queue_name(system, event.object);
    case 'X': return std::string(umsim::name_of(static_cast<ThreadState>(event.old_value)));
    case 'x': return std::string(umsim::name_of(static_cast<ThreadState>(event.new_value)));
    case 'e': return std::string(umsim::name_of(static_cast<ListEvent>(event.old_value)));
    case 'l': return std::string(umsim::name_of(static_cast<ContextPlace>(event.old_value)));
    case 'm': return std::string(umsim::name_of(static_cast<ContextPlace>(event.new_value)));
    case 'J': return system.objects[event.object].name;
    case 'o': return name_of(system, ThreadId(event.old_value));
    case 'n': return name_of(system, ThreadId(event.new_value));
    case 'k': return describe_packed_lock(system, event.old_value);
    case 'K': return describe_packed_lock(system, event.new_value);
    case 'w': return pick(kWaits, event.old_value);
    case 'W': return pick(kWaits, event.new_value);
    case 's': return pick(kServices, event.new_value);
    case 'a': return pick(kAnswers, event.new_value);
    case 'f': return pick(kOutcomes, event.new_value);
    case 'p': return pick(kParts, event.new_value);
    case 'r': return pick(kReasons, event.new_value);
    case 'c': return std::string(umsim::name_of(static_cast<ApiCall>(event.old_value)));
    case 'S': return std::string(umsim::name_of(static_cast<Status>(event.new_value)));
    case 'd': return std::to_string(event.old_value);
    case 'D': return std::to_string(event.new_value);
    default: return std::string(1, letter);
  }
}

bool is_word_part(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

}  // namespace

std::string describe_event(const System& system, const Event& event) {
  const std::string_view form = kForms[static_cast<std::size_t>(event.kind)];
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool starts = i == 0 || !is_word_part(form[i - 1]);
    const bool ends = i + 1 == form.size() || !is_word_part(form[i + 1]);
    text += starts && ends ? value_of(system, event, form[i]) : std::string(1, form[i]);
  }
  return text;
}

}  // namespace umsim::test
