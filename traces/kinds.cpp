#include "traces/kinds.h"

#include <array>

#include "models/machine/internal_error.h"

namespace umsim {
namespace {

using Object = ObjectMeaning;
using Value = ValueMeaning;

constexpr std::size_t kKinds = static_cast<std::size_t>(EventKind::count_);

constexpr std::array<KindInfo, kKinds> kTable = {{
    {"thread_switch", Object::nothing, Value::thread, Value::thread, Weight::major,
     "{thread} gets the CPU"},
    {"cpu_idle", Object::nothing, Value::thread, Value::thread_state, Weight::detail,
     "{old} leaves the CPU ({new})"},
    {"kernel_entry", Object::thread, Value::nothing, Value::service, Weight::major,
     "{thread} enters the kernel ({new})"},
    {"kernel_exit", Object::thread, Value::nothing, Value::nothing, Weight::major,
     "{thread} back in user mode"},
    {"ums_switch", Object::thread, Value::nothing, Value::nothing, Weight::major,
     "{thread} => {object}"},
    {"switch_failed", Object::thread, Value::nothing, Value::switch_outcome, Weight::major,
     "{thread} cannot run {object} ({new})"},
    {"ums_yield", Object::thread, Value::nothing, Value::nothing, Weight::major,
     "{object} yields to {thread}"},
    {"directed_switch", Object::thread, Value::nothing, Value::nothing, Weight::major,
     "directed switch {thread} => {object}"},
    {"lock_transition", Object::thread, Value::lock, Value::lock, Weight::lock,
     "lock {thread} {old} > {new}"},
    {"teb_load", Object::nothing, Value::thread, Value::thread, Weight::detail,
     "TEB {old} > {new}"},
    {"context_saved", Object::nothing, Value::nothing, Value::register_set, Weight::detail,
     "{thread}'s context is saved ({new})"},
    {"list_push", Object::list, Value::thread, Value::nothing, Weight::major,
     "{thread} -> list {object}", "{thread} -> list {object} (was empty)"},
    {"list_signal", Object::list, Value::nothing, Value::nothing, Weight::major,
     "{thread} sets the event of {object}"},
    {"list_dequeue", Object::list, Value::thread, Value::nothing, Weight::major,
     "{thread} takes list {object} (head {old})", "{thread} finds list {object} empty"},
    {"upcall", Object::thread, Value::number, Value::upcall_reason, Weight::major,
     "upcall to {thread} ({new})"},
    {"block", Object::nothing, Value::nothing, Value::wait_reason, Weight::major,
     "{thread} blocks ({new})"},
    {"unblock", Object::nothing, Value::wait_reason, Value::nothing, Weight::major,
     "{thread} can go on ({old})"},
    {"queue_release", Object::thread, Value::nothing, Value::nothing, Weight::major,
     "{object} woken"},
    {"park", Object::nothing, Value::nothing, Value::nothing, Weight::major, "{thread} parks"},
    {"unpark", Object::apc, Value::nothing, Value::nothing, Weight::detail,
     "{thread} is woken from its park"},
    {"apc_queued", Object::apc, Value::nothing, Value::nothing, Weight::major,
     "APC {object} arrives at {thread}"},
    {"apc_deferred", Object::apc, Value::thread, Value::nothing, Weight::major,
     "APC {object} waits for {thread}'s context from {old}"},
    {"apc_begin", Object::apc, Value::nothing, Value::lock_held, Weight::major,
     "APC {object} begins on {thread}{new}"},
    {"apc_end", Object::apc, Value::nothing, Value::nothing, Weight::major, "APC {object} is done"},
    {"context_read", Object::apc, Value::nothing, Value::nothing, Weight::major,
     "APC {object} has read {thread}'s context"},
    {"context_changed", Object::apc, Value::nothing, Value::nothing, Weight::major,
     "APC {object} has changed {thread}'s context"},
    {"interrupt", Object::nothing, Value::nothing, Value::nothing, Weight::major,
     "{thread} is interrupted"},
    {"preempt", Object::nothing, Value::nothing, Value::nothing, Weight::major,
     "{thread} is preempted"},
    {"thread_end", Object::nothing, Value::nothing, Value::nothing, Weight::major, "{thread} ends"},
    {"step", Object::nothing, Value::nothing, Value::nothing, Weight::major, "{what}"},
    {"object_wait", Object::object, Value::nothing, Value::flag, Weight::major,
     "{thread} waits for {object}"},
    {"object_set", Object::object, Value::nothing, Value::flag, Weight::major,
     "{thread} sets {object}", "{object} expires"},
    {"object_reset", Object::object, Value::nothing, Value::nothing, Weight::major,
     "{thread} clears {object}"},
    {"timer_start", Object::object, Value::nothing, Value::nothing, Weight::major,
     "{thread} starts {object}"},
    {"io_request", Object::object, Value::nothing, Value::nothing, Weight::major,
     "{thread} -> device {object}"},
    {"segment_load", Object::nothing, Value::address, Value::address, Weight::detail,
     "segment {old} > {new}"},
    {"page_mapped", Object::nothing, Value::nothing, Value::address, Weight::major,
     "{thread}'s TEB is mapped a second time at {new}"},
    {"page_unmapped", Object::nothing, Value::address, Value::nothing, Weight::major,
     "{thread}'s TEB is no longer mapped at {old}"},
    {"page_freed", Object::nothing, Value::nothing, Value::nothing, Weight::major,
     "{thread}'s TEB page is free"},
    {"tlb_shootdown", Object::nothing, Value::nothing, Value::number, Weight::major,
     "{thread} asks other CPUs to flush their TLBs ({new})"},
    {"tlb_flush", Object::nothing, Value::nothing, Value::nothing, Weight::major,
     "{thread}'s CPU flushes its TLB"},
    {"disassociate_sent", Object::thread, Value::nothing, Value::nothing, Weight::major,
     "{thread} asks {object} to give it back"},
    {"disassociate_answered", Object::thread, Value::nothing, Value::answer, Weight::major,
     "{thread} answers {object} ({new})"},
    {"suspended", Object::apc, Value::nothing, Value::number, Weight::major,
     "{thread} is suspended ({new})"},
    {"resumed", Object::apc, Value::nothing, Value::number, Weight::major,
     "{thread} is resumed ({new})"},
    {"api_return", Object::thread, Value::api_call, Value::status, Weight::major,
     "{thread}: {old} returns {new}"},
    {"debug_registers_set", Object::nothing, Value::address, Value::address, Weight::major,
     "{thread}'s debug registers {old} > {new}"},
    {"debug_registers_loaded", Object::nothing, Value::address, Value::address, Weight::major,
     "the CPU of {thread} gets debug registers {old} > {new}"},
    {"debug_registers_refused", Object::nothing, Value::nothing, Value::address, Weight::major,
     "{thread} is refused debug registers {new}"},
    {"adoption", Object::thread, Value::nothing, Value::nothing, Weight::major,
     "{thread} adopts what {object} had"},
    {"invalid_thread", Object::nothing, Value::nothing, Value::nothing, Weight::major,
     "{thread} enters with a wrong TEB: invalid-thread exception"},
    {"context_touched", Object::thread, Value::nothing, Value::lock, Weight::major,
     "{thread} touches {object}'s context without its lock ({new})"},
    {"context_written", Object::thread, Value::nothing, Value::context_part, Weight::major,
     "{thread} writes a wild value over {object}'s context ({new})"},
    {"context_sanitised", Object::nothing, Value::nothing, Value::context_part, Weight::major,
     "nothing is taken of {thread}'s context that is wild ({new})"},
    {"invalid_context", Object::nothing, Value::nothing, Value::nothing, Weight::major,
     "{thread}'s context is wild: invalid-context exception"},
    {"process_deletion", Object::apc, Value::nothing, Value::nothing, Weight::major,
     "{object}: its process is being deleted"},
    {"process_deleted", Object::nothing, Value::nothing, Value::nothing, Weight::major,
     "{thread} was the last of its process, and frees what it had"},
    {"thread_ready", Object::nothing, Value::thread_state, Value::nothing, Weight::quiet,
     "{thread} is ready"},
    {"wait_given_up", Object::nothing, Value::wait_reason, Value::nothing, Weight::major,
     "{thread} is to end and waits no longer ({old})"},
    {"queue_push", Object::queue, Value::thread, Value::nothing, Weight::quiet,
     "{thread} -> {object}, behind {old}", "{thread} -> {object}, the first"},
    {"queue_take", Object::queue, Value::nothing, Value::nothing, Weight::quiet,
     "{thread} leaves {object}"},
    {"set_aside", Object::queue, Value::nothing, Value::flag, Weight::major,
     "{thread} is set aside in {object}: {new}"},
    {"list_event", Object::list, Value::list_event, Value::flag, Weight::quiet,
     "list {object}: {old} {new}"},
    {"list_freed", Object::list, Value::nothing, Value::nothing, Weight::major,
     "list {object} is freed"},
    {"apc_taken", Object::apc, Value::nothing, Value::number, Weight::quiet,
     "{thread} takes APC {object} from its queue"},
    {"scenario_event", Object::apc, Value::nothing, Value::nothing, Weight::major,
     "{object} comes to {thread}"},
    {"context_terminated", Object::nothing, Value::nothing, Value::nothing, Weight::detail,
     "{thread}'s context is terminated"},
    {"context_moved", Object::thread, Value::context_place, Value::context_place, Weight::quiet,
     "{thread}'s context: {old} > {new}"},
}};

}  // namespace

const KindInfo& kind_info(EventKind kind) {
  require(kind < EventKind::count_, "an event is of no known kind");
  return kTable[static_cast<std::size_t>(kind)];
}

std::span<const KindInfo> all_kinds() { return kTable; }

std::string_view event_kind_name(EventKind kind) { return kind_info(kind).name; }

std::optional<EventKind> parse_event_kind(std::string_view name) {
  for (std::size_t i = 0; i < kKinds; ++i) {
    if (kTable[i].name == name) {
      return static_cast<EventKind>(i);
    }
  }
  return std::nullopt;
}

}  // namespace umsim
