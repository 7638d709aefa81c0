#include "traces/pairing.h"

#include <string>

#include <fmt/format.h>

#include "models/machine/internal_error.h"
#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim {
namespace {

// A worker that starts parked has an open park that no event began.
constexpr std::uint64_t kBeforeTheTrace = UINT64_MAX;

}  // namespace

Pairing::Pairing(const System& system)
    : system_(&system),
      threads_(system.threads.size()),
      current_(system.cpus),
      apcs_queued_(system.apcs.size()),
      apcs_begun_(system.apcs.size()) {
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    threads_[i].park = system.threads[i].parked ? kBeforeTheTrace : 0;
  }
}

void Pairing::check(const Event& event) {
  switch (event.kind) {
    case EventKind::thread_switch:
    case EventKind::cpu_idle:
    case EventKind::kernel_entry:
    case EventKind::kernel_exit:
    case EventKind::directed_switch: return check_cpu(event);
    case EventKind::block: return check_block(event);
    case EventKind::unblock: return check_unblock(event);
    case EventKind::queue_release: return note_release(event);
    case EventKind::park:
    case EventKind::unpark: return check_park(event);
    case EventKind::apc_queued:
    case EventKind::apc_begin:
    case EventKind::apc_end: return check_apc(event);
    case EventKind::process_deletion: return note_deletion(event);
    case EventKind::thread_end: thread_of(event) = {.ended = true}; return;
    default: return;
  }
}

// The mode is that of the CPU's current thread, whosever user portion is loaded (THREAD-10,
// ENTRY-1).
void Pairing::check_cpu(const Event& event) {
  if (event.kind == EventKind::thread_switch) {
    static_cast<void>(thread_of(event));
    cpu_of(event) = event.thread;
  }
  Open& current = current_of(event);
  const bool in_user_mode = current.user_mode != 0;
  if (event.kind == EventKind::kernel_entry && !in_user_mode) {
    fail(event, "the CPU is in kernel mode already");
  }
  if (event.kind != EventKind::kernel_entry && in_user_mode) {
    fail(event, "the CPU is in user mode", current.user_mode);
  }
  current.user_mode = event.kind == EventKind::kernel_exit ? event.id : 0;
  if (event.kind == EventKind::cpu_idle) {
    cpu_of(event) = ThreadId();
  }
}

void Pairing::check_block(const Event& event) {
  Open& thread = thread_of(event);
  if (thread.block != 0) {
    fail(event, "the thread has been blocked already", thread.block);
  }
  thread.block = event.id;
  thread.wait = static_cast<WaitReason>(event.new_value);
}

void Pairing::check_unblock(const Event& event) {
  Open& thread = thread_of(event);
  if (thread.block == 0) {
    fail(event, "the thread is not blocked");
  }
  if (thread.wait != static_cast<WaitReason>(event.old_value)) {
    fail(event, "the thread waits for something else", thread.block);
  }
  thread.block = 0;
}

// A primary may be released before it sleeps (ENTRY-8).
void Pairing::note_release(const Event& event) {
  require(event.object < threads_.size(), "queue_release: there is no such primary");
  Open& primary = threads_[event.object];
  primary.block = primary.wait == WaitReason::kernel_queue ? 0 : primary.block;
}

void Pairing::check_park(const Event& event) {
  Open& thread = thread_of(event);
  const bool begins = event.kind == EventKind::park;
  if (begins && thread.park != 0) {
    fail(event, "the thread has been parked already", thread.park);
  }
  if (!begins && thread.park == 0) {
    fail(event, "the thread is not parked");
  }
  thread.park = begins ? event.id : 0;
}

void Pairing::note_deletion(const Event& event) {
  require(event.object < apcs_queued_.size(), "a deletion names no event");
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    const ProcessId process = system_->threads[i].process;
    threads_[i].condemned = threads_[i].condemned || system_->apcs[event.object].condemns(process);
  }
}

// An APC whose thread has ended, or whose process is being deleted, is done without having begun.
void Pairing::check_apc(const Event& event) {
  require(event.object < apcs_queued_.size(), "an APC event names no APC");
  std::uint64_t& queued = apcs_queued_[event.object];
  std::uint64_t& begun = apcs_begun_[event.object];
  switch (event.kind) {
    case EventKind::apc_queued:
      if (queued != 0) {
        fail(event, "the APC has been queued already", queued);
      }
      queued = event.id;
      return;
    case EventKind::apc_begin:
      if (queued == 0 || begun != 0) {
        fail(event, begun != 0 ? "the APC has begun already" : "the APC is not queued", begun);
      }
      begun = event.id;
      return;
    default:
      check_that_it_may_end(event);
      queued = begun = 0;
      return;
  }
}

void Pairing::check_that_it_may_end(const Event& event) {
  const Open& thread = thread_of(event);
  const bool is_run_down = apcs_queued_[event.object] != 0 && (thread.ended || thread.condemned);
  if (apcs_begun_[event.object] == 0 && !is_run_down) {
    fail(event, "the APC has not begun");
  }
}

Pairing::Open& Pairing::thread_of(const Event& event) {
  if (!event.thread.valid() || event.thread.at() >= threads_.size()) {
    fail(event, "it names no thread");
  }
  return threads_[event.thread.at()];
}

ThreadId& Pairing::cpu_of(const Event& event) {
  if (!event.cpu.valid() || event.cpu.at() >= current_.size()) {
    fail(event, "it names no CPU");
  }
  return current_[event.cpu.at()];
}

Pairing::Open& Pairing::current_of(const Event& event) {
  const ThreadId current = cpu_of(event);
  if (!current.valid()) {
    fail(event, "the CPU has no thread");
  }
  return threads_[current.at()];
}

void Pairing::fail(const Event& event, std::string_view why, std::uint64_t since) const {
  std::string text = fmt::format("trace: event {} ({}", event.id, event_kind_name(event.kind));
  if (event.thread.at() < system_->threads.size()) {
    text += fmt::format(" of {}", thread_name(*system_, event.thread));
  }
  if (event.cpu.valid()) {
    text += fmt::format(" on {}", cpu_name(event.cpu));
  }
  text += fmt::format("): {}", why);
  if (since == kBeforeTheTrace) {
    text += " since the beginning";
  } else if (since != 0) {
    text += fmt::format(" since event {}", since);
  }
  throw InternalError(text);
}

}  // namespace umsim
