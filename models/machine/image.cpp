#include "models/machine/image.h"

#include <algorithm>
#include <new>

#include "models/cpu/teb.h"
#include "models/kernel/kernel_entry.h"
#include "models/kernel/thread_creation.h"
#include "models/machine/routines.h"
#include "models/ums/fig03_mapping.h"
#include "models/ums/worker_kernel.h"
#include "models/user/idle.h"
#include "models/user/policy.h"
#include "models/user/scheduler.h"

namespace umsim {
namespace {

constexpr std::size_t kCacheLine = 64;

std::size_t wait_block_count(const System& system) {
  return system.objects.empty() ? 0 : system.threads.size();
}

// Reserves an array at `end`, which moves to the next free cache line.
template <class T>
std::size_t reserve(std::size_t& end, std::size_t count) {
  const std::size_t start = end;
  end = (end + count * sizeof(T) + kCacheLine - 1) / kCacheLine * kCacheLine;
  return start;
}

template <class T>
void construct(std::span<std::byte> block, std::size_t offset, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    new (block.data() + offset + i * sizeof(T)) T();
  }
}

// A parked worker's context is on its list already; the lists are filled in the order of the
// threads.
void park_worker(const Machine& machine, ThreadId id) {
  KThread& kthread = machine.kthread(id);
  Context& context = machine.context(id);
  context.saved = kthread.trap.registers;
  context.full = 1;
  kthread.trap = TrapFrame{};
  kthread.state = ThreadState::parked;
  kthread.stack.frames[0] = worker_park_step();
  CompletionList& list = machine.list(machine.system().list_of(id));
  if (!list.head.valid()) {
    list.signalled = 1;
    ++list.filled;
    ++list.signals;
  }
  context.next = list.head;
  context.on_list = 1;
  list.head = id;
}

// A worker that CreateRemoteThreadEx will make counts as live, so that its scheduler waits for it.
// Until it is made nobody can take its lock.
void leave_to_program(const Machine& machine, ThreadId id) {
  machine.context(id).lock.holders = 1;
  machine.kthread(id).state = ThreadState::ended;
  machine.context(id).state = ContextState::absent;
  machine.note(id).retired = 1;
}

void start_worker(const Machine& machine, ThreadId id) {
  const ThreadSpec& thread = machine.system().thread(id);
  ++shared_of(machine, thread.scheduler).live;
  if (thread.on_demand) {
    leave_to_program(machine, id);
    return;
  }
  create_worker(machine, id);
  if (thread.parked) {
    machine.context(id).lock.holders = 0;
    park_worker(machine, id);
  }
}

// With a program it is a standard thread, until that calls EnterUmsSchedulingMode.
void start_primary(const Machine& machine, ThreadId id) {
  if (machine.system().enters_scheduling(id)) {
    begin_thread(machine, id, step_ref(RoutineId::user_program, 0), entry_return_step());
    machine.kthread(id).standard = 1;
    return;
  }
  begin_thread(machine, id, scheduler_entry_step(), entry_return_step());
  if (needs_second_mapping(machine.system(), id)) {
    KernelStack& stack = machine.kthread(id).stack;
    stack.frames[stack.depth++] = second_mapping_step();
  }
}

void start_thread(const Machine& machine, ThreadId id) {
  if (machine.system().paged) {
    make_teb(machine, id);
  }
  if (machine.system().debug_registers) {
    machine.context_holder(id).address = machine.system().thread(id).debug_registers;
  }
  switch (machine.system().thread(id).kind) {
    case ThreadKind::worker: start_worker(machine, id); break;
    case ThreadKind::primary: start_primary(machine, id); break;
    case ThreadKind::standard:
      begin_thread(machine, id, step_ref(RoutineId::user_program, 0), entry_return_step());
      break;
  }
  machine.kthread(id).ready_since = machine.globals().ready_clock++;
}

bool may_delete(const System& system) {
  return std::ranges::any_of(
      system.apcs, [](const ApcSpec& event) { return event.what == AsyncKind::process_deletion; });
}

}  // namespace

Layout::Layout(const System& system)
    : deletions(may_delete(system)),
      conversions(api_features_of(system).conversions),
      step_events(std::ranges::any_of(system.apcs, &ApcSpec::comes_before_a_step)),
      queued_only(tries_queued_only(system)),
      physical(physical_map(system)) {
  const std::size_t paged_cpus = system.paged ? system.cpus : 0;
  const std::size_t paged_threads = system.paged ? system.threads.size() : 0;
  const std::size_t debug_cpus = system.debug_registers ? system.cpus : 0;
  const std::size_t debug_threads = system.debug_registers ? system.threads.size() : 0;
  globals = reserve<Globals>(bytes, 1);
  cpus = reserve<Cpu>(bytes, system.cpus);
  mmus = reserve<Mmu>(bytes, paged_cpus);
  kthreads = reserve<KThread>(bytes, system.threads.size());
  users = reserve<UserPortion>(bytes, system.threads.size());
  newest = reserve<Registers>(bytes, system.threads.size());
  switch_counts = reserve<SwitchCounts>(bytes, system.workers);
  contexts = reserve<Context>(bytes, system.workers);
  lists = reserve<CompletionList>(bytes, system.lists.size());
  schedulers = reserve<Scheduler>(bytes, system.schedulers.size());
  queues = reserve<Queue>(bytes, system.queues.size());
  notes = reserve<WorkerNote>(bytes, system.workers);
  staging = reserve<TrapFrame>(bytes, system.workers);
  apcs = reserve<Apc>(bytes, system.apcs.size());
  wait_blocks = reserve<WaitBlock>(bytes, wait_block_count(system));
  objects = reserve<DispatcherObject>(bytes, system.objects.size());
  memory = reserve<std::uint64_t>(bytes, physical.words());
  teb_pages = reserve<TebPage>(bytes, paged_threads);
  descriptors = reserve<Descriptor>(bytes, paged_threads);
  debug_registers = reserve<DebugRegisters>(bytes, debug_cpus);
  lent_debug_registers = reserve<LentDebugRegisters>(bytes, debug_threads);
  context_holders = reserve<DebugRegisters>(bytes, debug_threads);
  processes = reserve<ProcessState>(bytes, deletions ? system.processes.size() : 0);
}

void make_blank(const Machine& machine) {
  const System& system = machine.system();
  const Layout& layout = machine.layout();
  const std::span<std::byte> block = machine.block();
  construct<Globals>(block, layout.globals, 1);
  construct<Cpu>(block, layout.cpus, system.cpus);
  construct<KThread>(block, layout.kthreads, system.threads.size());
  construct<UserPortion>(block, layout.users, system.threads.size());
  construct<Registers>(block, layout.newest, system.threads.size());
  construct<SwitchCounts>(block, layout.switch_counts, system.workers);
  construct<Context>(block, layout.contexts, system.workers);
  construct<CompletionList>(block, layout.lists, system.lists.size());
  construct<Scheduler>(block, layout.schedulers, system.schedulers.size());
  construct<Queue>(block, layout.queues, system.queues.size());
  construct<WorkerNote>(block, layout.notes, system.workers);
  construct<TrapFrame>(block, layout.staging, system.workers);
  construct<Apc>(block, layout.apcs, system.apcs.size());
  construct<WaitBlock>(block, layout.wait_blocks, wait_block_count(system));
  construct<DispatcherObject>(block, layout.objects, system.objects.size());
  construct<std::uint64_t>(block, layout.memory, layout.physical.words());
  construct<ProcessState>(block, layout.processes, layout.deletions ? system.processes.size() : 0);
  if (system.paged) {
    construct<Mmu>(block, layout.mmus, system.cpus);
    construct<TebPage>(block, layout.teb_pages, system.threads.size());
    construct<Descriptor>(block, layout.descriptors, system.threads.size());
  }
  if (system.debug_registers) {
    construct<DebugRegisters>(block, layout.debug_registers, system.cpus);
    construct<LentDebugRegisters>(block, layout.lent_debug_registers, system.threads.size());
    construct<DebugRegisters>(block, layout.context_holders, system.threads.size());
  }
}

Image::Image(const System& system, const Layout& layout)
    : system_(&system), layout_(&layout), bytes_(layout.bytes) {
  make_blank(machine());
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    machine().list(ListId(i)).absent = system.lists[i].on_demand ? 1 : 0;
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    start_thread(machine(), ThreadId(i));
  }
  for (std::size_t i = 0; i < system.objects.size(); ++i) {
    machine().object(ObjectId(i)).signalled = system.objects[i].signalled ? 1 : 0;
  }
}

}  // namespace umsim
