#include "models/invariants/memory.h"

#include <algorithm>

#include "models/cpu/teb.h"
#include "models/kernel/process_deletion.h"
#include "models/kernel/waits.h"

namespace umsim {
namespace {

// Pages are numbered from frame 1, a thread each.
bool is_allocated(const Machine& machine, std::uint64_t frame) {
  return machine.teb_page(ThreadId(frame - 1)).allocated != 0;
}

bool leads_to_memory(const Machine& machine, ThreadId thread, std::uint64_t address) {
  const std::size_t process = machine.system().thread(thread).process.at();
  const auto physical = address == 0 ? std::nullopt : machine.memory().walk(process, address);
  return !physical || is_allocated(machine, page_of(*physical));
}

bool remembers_memory(const Machine& machine, const Tlb& tlb) {
  return std::all_of(tlb.entries.begin(), tlb.entries.end(), [&](const TlbEntry& entry) {
    return entry.frame == 0 || is_allocated(machine, entry.frame);
  });
}

// Of a deleted process no list holds anything, and none is waited for.
bool has_empty_lists(const Machine& machine, ThreadId primary) {
  const CompletionList& list = machine.list(machine.system().list_of(primary));
  const UserPortion& user = machine.user(primary);
  return !list.head.valid() && list.signalled == 0 && !user.hand.valid() && !user.chain.valid() &&
         !user.walked.valid();
}

bool queues_the_living(const Machine& machine, QueueId id) {
  const ThreadId first = machine.queue(id).first;
  return !first.valid() || !is_deleted(machine, machine.system().thread(first).process);
}

bool has_live_queue(const Machine& machine, ObjectId object) {
  const DispatcherObject& state = machine.object(object);
  if (is_freed(machine, object) && (state.first.valid() || state.running != 0)) {
    return false;
  }
  std::size_t left = machine.system().threads.size();
  for (ThreadId at = state.first; at.valid() && left > 0; --left) {
    if (machine.kthread(at).state == ThreadState::ended) {
      return false;
    }
    at = machine.wait_block(at).next;
  }
  return true;
}

bool waits_for_the_living(const Machine& machine, ThreadId thread) {
  const ObjectId object = awaited_object(machine, thread);
  const bool lives = machine.kthread(thread).state != ThreadState::ended;
  return !object.valid() || (lives && !is_freed(machine, object));
}

bool is_queued_to_the_living(const Machine& machine, ApcId apc) {
  const ThreadId target = machine.system().apcs[apc.at()].target;
  const bool is_queued = machine.apc(apc).state == ApcState::pending;
  return !is_queued || machine.kthread(target).state != ThreadState::ended;
}

}  // namespace

bool nothing_refers_to_the_deleted(const Machine& machine) {
  const System& system = machine.system();
  if (!machine.layout().deletions) {
    return true;
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const bool is_gone = is_deleted(machine, system.threads[i].process);
    const bool is_primary = system.threads[i].kind == ThreadKind::primary;
    const bool lists_hold = is_gone && is_primary && !has_empty_lists(machine, ThreadId(i));
    if (lists_hold || !waits_for_the_living(machine, ThreadId(i))) {
      return false;
    }
  }
  for (std::size_t i = 0; i < system.objects.size(); ++i) {
    if (!has_live_queue(machine, ObjectId(i))) {
      return false;
    }
  }
  for (std::size_t i = 0; i < system.queues.size(); ++i) {
    if (!queues_the_living(machine, QueueId(i))) {
      return false;
    }
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    if (!is_queued_to_the_living(machine, ApcId(i))) {
      return false;
    }
  }
  return true;
}

bool no_view_of_free_pages(const Machine& machine) {
  const System& system = machine.system();
  if (!system.paged) {
    return true;
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const ThreadId thread(i);
    if (!leads_to_memory(machine, thread, system.thread(thread).teb) ||
        !leads_to_memory(machine, thread, second_teb(system, thread))) {
      return false;
    }
  }
  for (std::size_t i = 0; i < system.cpus; ++i) {
    if (!remembers_memory(machine, machine.mmu(CpuId(i)).tlb)) {
      return false;
    }
  }
  return true;
}

}  // namespace umsim
