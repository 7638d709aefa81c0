#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/cpu/teb.h"
#include "models/kernel/apc_queue.h"
#include "models/kernel/arrivals.h"
#include "models/kernel/kernel_entry.h"
#include "models/machine/execution.h"
#include "models/machine/transition.h"
#include "models/ums/direct_switch.h"
#include "models/ums/hosting.h"
#include "models/ums/list_push.h"
#include "models/ums/own_thread.h"
#include "models/user/idle.h"

namespace umsim {
namespace {

ThreadId valid_worker(const Machine& machine, ThreadId thread) {
  return thread.valid() && machine.system().is_worker(thread) ? thread : ThreadId();
}

// Of the program's next instruction.
ThreadId subject_of_instruction(const Machine& machine, const Cpu& cpu) {
  const Control& control = cpu.registers.control;
  const bool in_program =
      cpu.mode == Mode::user &&
      control.code.routine == static_cast<std::uint8_t>(RoutineId::user_program);
  return in_program ? machine.system().instruction(control.stack_owner, control.position).subject
                    : ThreadId();
}

ThreadId of_stack(const Machine& machine, const Cpu& cpu, Role role) {
  const bool in_kernel = cpu.mode == Mode::kernel;
  const ThreadId owner = in_kernel ? cpu.current : cpu.registers.control.stack_owner;
  if (role == Role::stack || !owner.valid()) {
    return owner;
  }
  if (role == Role::primary) {
    return valid_worker(machine, owner).valid() ? machine.context(owner).primary : ThreadId();
  }
  if (role == Role::subject) {
    return subject_of_instruction(machine, cpu);
  }
  const UserPortion& user = machine.user(owner);
  switch (role) {
    case Role::hand: return in_kernel ? user.hand : switched_to(machine, owner);
    case Role::chain: return user.chain;
    case Role::walked: return user.walked;
    case Role::hint: return user.hint;
    default: return {};
  }
}

// Asked by nobody, it is the one that the primary has in its hands (a fault, or its end).
ThreadId worker_in_question(const Machine& machine, ThreadId primary) {
  const KThread& kthread = machine.kthread(primary);
  if (kthread.torn_off.valid()) {
    return kthread.torn_off;
  }
  return kthread.asked_by.valid() ? kthread.asked_by : hosted_by(machine, primary).worker;
}

// The thread that plays the role in the state before the step, or none.
ThreadId resolve(const Machine& machine, const Cpu& cpu, Role role) {
  const KThread& kthread = machine.kthread(cpu.current);
  switch (role) {
    case Role::self: return cpu.current;
    case Role::peer: return kthread.peer;
    case Role::seen: return kthread.seen_cid;
    case Role::asked: return kthread.asks;
    case Role::asker: return worker_in_question(machine, cpu.current);
    case Role::pushed: return pushed_by(machine, cpu.current);
    case Role::waiting: return waiting_primary(machine, cpu.current);
    case Role::hostile: return machine.system().wild_contexts ? cpu.current : ThreadId();
    case Role::worker:
      return machine.system().follows_windows() ? valid_worker(machine, cpu.current) : ThreadId();
    case Role::queue:
      return kthread.peer.valid() ? machine.kthread(kthread.peer).queue : kthread.queue;
    default: return of_stack(machine, cpu, role);
  }
}

ByteRange part(ByteRange whole, std::size_t offset, std::size_t length) {
  return {whole.offset + offset, length};
}

ByteRange context_part(const Machine& machine, Place place, ThreadId worker) {
  const ByteRange whole = machine.range_of(machine.context(worker));
  switch (place) {
    case Place::lock: return part(whole, offsetof(Context, lock), sizeof(UmsLock));
    case Place::link: return part(whole, offsetof(Context, next), sizeof(ThreadId));
    case Place::on_list: return part(whole, offsetof(Context, on_list), 2);
    default: return whole;
  }
}

// Some places are in two pieces.
void add_pieces(const Machine& machine, const Access& access, ThreadId worker,
                std::vector<ResolvedAccess>& accesses) {
  const ByteRange whole = machine.range_of(machine.context(worker));
  if (access.place == Place::saved) {
    accesses.push_back({access.rights, part(whole, offsetof(Context, saved), sizeof(Registers))});
    accesses.push_back({access.rights, part(whole, offsetof(Context, full), 1)});
  } else {
    accesses.push_back({access.rights, part(whole, offsetof(Context, primary), sizeof(ThreadId))});
    accesses.push_back({access.rights, part(whole, offsetof(Context, terminated), 2)});
  }
}

// Where lists change, a worker's context says which list is its, and who pushes it remembers that.
void add_list(const Machine& machine, const Access& access, ThreadId thread,
              std::vector<ResolvedAccess>& accesses) {
  const System& system = machine.system();
  const auto add = [&](ListId list) {
    if (list.valid()) {
      accesses.push_back({access.rights, machine.range_of(machine.list(list))});
    }
  };
  if (!system.lists_change() || !system.is_worker(thread)) {
    add(system.list_of(thread));
    return;
  }
  const ByteRange whole = machine.range_of(machine.context(thread));
  accesses.push_back({Rights::read, part(whole, offsetof(Context, primary), sizeof(ThreadId))});
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    add(ListId(i));
  }
}

void add_of_thread(const Machine& machine, const Access& access, ThreadId thread,
                   std::vector<ResolvedAccess>& accesses) {
  const System& system = machine.system();
  const auto add = [&](const auto& object) {
    accesses.push_back({access.rights, machine.range_of(object)});
  };
  switch (access.place) {
    case Place::kthread: add(machine.kthread(thread)); return;
    case Place::user: add(machine.user(thread)); return;
    case Place::newest: add(machine.newest(thread)); return;
    case Place::staging: add(machine.staging(thread)); return;
    case Place::list: add_list(machine, access, thread, accesses); return;
    case Place::scheduler: add(machine.scheduler(system.thread(thread).scheduler)); return;
    case Place::descriptor:
      if (system.paged) {
        add(machine.descriptor(thread));
      }
      return;
    case Place::holder:
      if (system.debug_registers) {
        add(machine.context_holder(thread));
      }
      return;
    case Place::counts:
      if (valid_worker(machine, thread).valid()) {
        add(machine.switch_counts(thread));
      }
      return;
    case Place::lock:
    case Place::link:
    case Place::on_list:
      if (valid_worker(machine, thread).valid()) {
        accesses.push_back({access.rights, context_part(machine, access.place, thread)});
      }
      return;
    case Place::saved:
    case Place::flags:
      if (valid_worker(machine, thread).valid()) {
        add_pieces(machine, access, thread, accesses);
      }
      return;
    default: return;
  }
}

// Page tables, TEB pages and descriptors lie side by side.
ByteRange page_table_range(const Machine& machine) {
  const Layout& layout = machine.layout();
  const std::size_t threads = machine.system().paged ? machine.system().threads.size() : 0;
  return {layout.memory, layout.descriptors + threads * sizeof(Descriptor) - layout.memory};
}

// In the KTHREADs; empty where a thread's mode never changes.
ByteRange modes_range(const Machine& machine) {
  const System& system = machine.system();
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (machine.layout().conversions || system.enters_scheduling(ThreadId(i))) {
      return {machine.layout().kthreads, system.threads.size() * sizeof(KThread)};
    }
  }
  return {};
}

// KTHREADs and user portions, side by side; empty where the waits for lists have no order.
ByteRange line_range(const Machine& machine) {
  const System& system = machine.system();
  for (std::size_t i = 0; i < system.schedulers.size(); ++i) {
    if (company_size(system, SchedulerId(i)) > 2) {
      const std::size_t users = system.threads.size() * sizeof(UserPortion);
      return {machine.layout().kthreads,
              machine.layout().users + users - machine.layout().kthreads};
    }
  }
  return {};
}

// A whole array: from its offset to the next one's.
ByteRange whole_array(const Machine& machine, Place place) {
  const Layout& layout = machine.layout();
  const System& system = machine.system();
  switch (place) {
    case Place::all_kthreads: return {layout.kthreads, system.threads.size() * sizeof(KThread)};
    case Place::contexts: return {layout.contexts, system.workers * sizeof(Context)};
    case Place::notes: return {layout.notes, system.workers * sizeof(WorkerNote)};
    case Place::all_users: return {layout.users, system.threads.size() * sizeof(UserPortion)};
    case Place::all_newest: return {layout.newest, system.threads.size() * sizeof(Registers)};
    case Place::lists: return {layout.lists, system.lists.size() * sizeof(CompletionList)};
    case Place::schedulers:
      return {layout.schedulers, system.schedulers.size() * sizeof(Scheduler)};
    case Place::queues: return {layout.queues, system.queues.size() * sizeof(Queue)};
    case Place::modes: return modes_range(machine);
    case Place::line: return line_range(machine);
    case Place::apcs: return {layout.apcs, system.apcs.size() * sizeof(Apc)};
    case Place::objects: return {layout.objects, system.objects.size() * sizeof(DispatcherObject)};
    case Place::wait_blocks: return {layout.wait_blocks, layout.objects - layout.wait_blocks};
    case Place::page_tables: return page_table_range(machine);
    case Place::deletion:
      return {layout.processes,
              layout.deletions ? system.processes.size() * sizeof(ProcessState) : 0};
    case Place::mmus: return {layout.mmus, layout.kthreads - layout.mmus};
    default: return {};
  }
}

// What the CPU reads to find the self pointer: page-table entries unless its TLB knows the page,
// and the pointer.
void add_translation(const Machine& machine, CpuId id, std::vector<ResolvedAccess>& accesses) {
  const auto add_word = [&](std::uint64_t physical) {
    if (const auto position = machine.layout().physical.position(physical); position) {
      const std::size_t offset = machine.layout().memory + *position * sizeof(std::uint64_t);
      accesses.push_back({Rights::read, {offset, sizeof(std::uint64_t)}});
    }
  };
  const std::uint64_t address = machine.mmu(id).base + kSelfPointer;
  const std::size_t process = machine.system().thread(machine.cpu(id).current).process.at();
  const auto tag = static_cast<std::uint16_t>(process);
  const std::uint64_t frame = machine.mmu(id).tlb.frame(tag, page_of(address));
  if (frame != 0) {
    add_word(frame << kPageBits | offset_in_page(address));
  } else if (const auto physical = machine.memory().walk(process, address, add_word); physical) {
    add_word(*physical);
  }
}

}  // namespace

void resolve_delivery(const Machine& machine, CpuId id, std::vector<ResolvedAccess>& accesses) {
  const Cpu& cpu = machine.cpu(id);
  if (cpu.mode == Mode::user) {
    return;
  }
  accesses.push_back({Rights::interlocked, whole_array(machine, Place::apcs)});
  if (machine.system().is_worker(cpu.current)) {
    add_pieces(machine, {Rights::read, Place::flags, Role::self}, cpu.current, accesses);
  }
}

void resolve_footprint(const Machine& machine, CpuId id, std::vector<ResolvedAccess>& accesses) {
  const Cpu& cpu = machine.cpu(id);
  accesses.push_back({Rights::write, machine.range_of(cpu)});
  if (cpu.mode == Mode::kernel) {
    accesses.push_back({Rights::write, machine.range_of(machine.kthread(cpu.current))});
  }
  if (cpu.buffered_claim.valid()) {  // whatever the step is, it may force the buffered store out
    accesses.push_back({Rights::write, context_part(machine, Place::lock, cpu.buffered_claim)});
  }
  if (machine.system().paged) {
    accesses.push_back({Rights::write, machine.range_of(machine.mmu(id))});
  }
  if (machine.system().debug_registers) {
    accesses.push_back({Rights::write, machine.range_of(machine.debug_registers(id))});
    if (cpu.mode == Mode::kernel) {
      const LentDebugRegisters& lent = machine.lent_debug_registers(cpu.current);
      accesses.push_back({Rights::write, machine.range_of(lent)});
    }
  }
  for (const Access& access : step_at(next_step(machine, id)).footprint) {
    if (access.place == Place::deletion && machine.layout().deletions) {
      accesses.push_back({Rights::read, whole_array(machine, Place::all_kthreads)});
    }
    const bool nobodys = !resolve(machine, cpu, access.role).valid();
    if (access.place == Place::translation && machine.system().paged && !nobodys) {
      add_translation(machine, id, accesses);
      continue;
    }
    const ByteRange array = whole_array(machine, access.place);
    if (array.length != 0) {
      accesses.push_back({access.rights, array});
      continue;
    }
    const ThreadId thread = resolve(machine, cpu, access.role);
    if (thread.valid()) {
      add_of_thread(machine, access, thread, accesses);
    }
  }
}

}  // namespace umsim
