// The state image: one contiguous block, its layout fixed by the System, and typed access to it.
//
// Image owns bytes and copies like a value. Machine is a view: it knows where each struct lies in a
// block and adds nothing of its own. Offsets into the block serve as the simulated physical
// addresses of the timed engine.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/cpu/debug_registers.h"
#include "models/cpu/page_tables.h"
#include "models/machine/internal_error.h"
#include "models/machine/state.h"
#include "models/machine/system.h"

namespace umsim {

// Byte offsets of the arrays; every array starts on a cache line.
struct Layout {
  explicit Layout(const System& system);

  std::size_t globals = 0;
  std::size_t cpus = 0;
  std::size_t mmus = 0;  // only in a system with page tables, as the three from `memory` on
  std::size_t kthreads = 0;
  std::size_t users = 0;
  std::size_t newest = 0;         // ghost: the newest user registers of each thread (INV-3)
  std::size_t switch_counts = 0;  // ghost: of each worker
  std::size_t contexts = 0;
  std::size_t lists = 0;
  std::size_t schedulers = 0;
  std::size_t queues = 0;
  std::size_t notes = 0;
  std::size_t staging = 0;  // of each worker (FIG. 8)
  std::size_t apcs = 0;
  std::size_t wait_blocks = 0;  // of all threads, if there are objects
  std::size_t objects = 0;
  std::size_t memory = 0;       // the words of PhysicalMap
  std::size_t teb_pages = 0;    // of the threads
  std::size_t descriptors = 0;  // the LDTs: a descriptor a thread
  // These three only in a system that uses debug registers.
  std::size_t debug_registers = 0;       // of the CPUs
  std::size_t lent_debug_registers = 0;  // of all threads' kernel portions
  std::size_t context_holders = 0;       // of all threads' user portions
  std::size_t processes = 0;             // if one may be deleted
  std::size_t bytes = 0;
  bool deletions = false;    // a process may be deleted
  bool conversions = false;  // a worker may convert back (THREAD-5)
  bool step_events = false;  // some event comes before a step that it has to be there for
  bool queued_only = false;  // nobody tries a worker that he has not taken from a ready queue
  PhysicalMap physical;
};

struct ByteRange {
  std::size_t offset = 0;
  std::size_t length = 0;
};

class Machine {
 public:
  Machine(const System& system, const Layout& layout, std::span<std::byte> block)
      : system_(&system), layout_(&layout), block_(block) {}

  [[nodiscard]] const System& system() const { return *system_; }
  [[nodiscard]] const Layout& layout() const { return *layout_; }
  [[nodiscard]] std::span<std::byte> block() const { return block_; }

  [[nodiscard]] Globals& globals() const { return at<Globals>(layout_->globals, 0); }
  [[nodiscard]] Cpu& cpu(CpuId id) const { return at<Cpu>(layout_->cpus, id.at()); }
  [[nodiscard]] Mmu& mmu(CpuId id) const {
    require(system_->paged, "a system without page tables was asked for a TLB");
    return at<Mmu>(layout_->mmus, id.at());
  }
  [[nodiscard]] TebPage& teb_page(ThreadId id) const {
    return at<TebPage>(layout_->teb_pages, checked(id));
  }
  [[nodiscard]] Descriptor& descriptor(ThreadId id) const {
    return at<Descriptor>(layout_->descriptors, checked(id));
  }
  [[nodiscard]] DebugRegisters& debug_registers(CpuId id) const {
    require(system_->debug_registers, "a system without debug registers was asked for them");
    return at<DebugRegisters>(layout_->debug_registers, id.at());
  }
  [[nodiscard]] LentDebugRegisters& lent_debug_registers(ThreadId id) const {
    return at<LentDebugRegisters>(layout_->lent_debug_registers, checked(id));
  }
  // The part of the thread's user portion that its debug registers are captured in (FIG. 4).
  [[nodiscard]] DebugRegisters& context_holder(ThreadId id) const {
    return at<DebugRegisters>(layout_->context_holders, checked(id));
  }
  [[nodiscard]] PhysicalMemory memory() const {
    return {layout_->physical, {&at<std::uint64_t>(layout_->memory, 0), layout_->physical.words()}};
  }
  [[nodiscard]] KThread& kthread(ThreadId id) const {
    return at<KThread>(layout_->kthreads, checked(id));
  }
  [[nodiscard]] UserPortion& user(ThreadId id) const {
    return at<UserPortion>(layout_->users, checked(id));
  }
  [[nodiscard]] Registers& newest(ThreadId id) const {
    return at<Registers>(layout_->newest, checked(id));
  }
  [[nodiscard]] SwitchCounts& switch_counts(ThreadId worker) const {
    require(system_->is_worker(worker), "switches were counted of a thread that is no worker");
    return at<SwitchCounts>(layout_->switch_counts, worker.at());
  }
  [[nodiscard]] Context& context(ThreadId worker) const {
    require(system_->is_worker(worker), "a context was asked of a thread that is no worker");
    return at<Context>(layout_->contexts, worker.at());
  }
  [[nodiscard]] WorkerNote& note(ThreadId worker) const {
    require(system_->is_worker(worker), "a note was asked of a thread that is no worker");
    return at<WorkerNote>(layout_->notes, worker.at());
  }
  // The worker's backup store, for a context that a deferred directed switch hands over (FIG. 8).
  [[nodiscard]] TrapFrame& staging(ThreadId worker) const {
    require(system_->is_worker(worker), "a staging area was asked of a thread that is no worker");
    return at<TrapFrame>(layout_->staging, worker.at());
  }
  [[nodiscard]] CompletionList& list(ListId id) const {
    return at<CompletionList>(layout_->lists, id.at());
  }
  [[nodiscard]] Scheduler& scheduler(SchedulerId id) const {
    return at<Scheduler>(layout_->schedulers, id.at());
  }
  [[nodiscard]] Queue& queue(QueueId id) const { return at<Queue>(layout_->queues, id.at()); }
  // The thread is in scheduling mode now: a primary (THREAD-5).
  [[nodiscard]] bool is_scheduler_thread(ThreadId id) const {
    return system_->thread(id).kind == ThreadKind::primary && kthread(id).standard == 0;
  }
  // It is a worker, and has not converted back to a standard thread (THREAD-5). It had and keeps a
  // context, which is terminated then.
  [[nodiscard]] bool is_worker_now(ThreadId id) const {
    return system_->is_worker(id) && (!layout_->conversions || kthread(id).standard == 0);
  }
  // The system must have objects.
  [[nodiscard]] WaitBlock& wait_block(ThreadId id) const {
    require(!system_->objects.empty(), "a wait block was asked of a system without objects");
    return at<WaitBlock>(layout_->wait_blocks, checked(id));
  }
  [[nodiscard]] DispatcherObject& object(ObjectId id) const {
    return at<DispatcherObject>(layout_->objects, id.at());
  }
  [[nodiscard]] ProcessState& process(ProcessId id) const {
    require(layout_->deletions, "a process was asked for its state where none is deleted");
    return at<ProcessState>(layout_->processes, id.at());
  }
  [[nodiscard]] Apc& apc(ApcId id) const { return at<Apc>(layout_->apcs, id.at()); }

  // Where a struct obtained from this machine lies in the block.
  template <class T>
  [[nodiscard]] ByteRange range_of(const T& object) const {
    const auto* first = reinterpret_cast<const std::byte*>(&object);
    return {static_cast<std::size_t>(first - block_.data()), sizeof(T)};
  }

 private:
  template <class T>
  [[nodiscard]] T& at(std::size_t array, std::size_t position) const {
    return *reinterpret_cast<T*>(block_.data() + array + position * sizeof(T));
  }
  [[nodiscard]] std::size_t checked(ThreadId id) const {
    require(id.at() < system_->threads.size(), "a thread index is out of range");
    return id.at();
  }

  const System* system_;
  const Layout* layout_;
  std::span<std::byte> block_;
};

// Makes every struct of the block its default: no thread anywhere, nothing queued, every CPU idle.
void make_blank(const Machine& machine);

// Owns one state. System and Layout must outlive it.
class Image {
 public:
  // The state in which a scenario begins: every thread ready or parked, every CPU idle.
  Image(const System& system, const Layout& layout);

  [[nodiscard]] Machine machine() { return {*system_, *layout_, bytes_}; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  [[nodiscard]] std::span<std::byte> bytes() { return bytes_; }

 private:
  const System* system_;
  const Layout* layout_;
  std::vector<std::byte> bytes_;
};

}  // namespace umsim
