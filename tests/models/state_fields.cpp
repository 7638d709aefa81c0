#include "tests/models/state_fields.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "models/kernel/debug_registers.h"
#include "models/machine/routines.h"
#include "tests/models/state_members.h"

namespace umsim::test {
namespace {

using Kind = FieldKind;

// How many positions every program of the system has.
std::size_t shortest_program(const System& system) {
  std::size_t shortest = system.programs.empty() ? 1 : system.programs[0].instructions.size();
  for (const Program& program : system.programs) {
    shortest = std::min(shortest, program.instructions.size());
  }
  return shortest;
}

// Collects the fields struct by struct.
class Collector {
 public:
  explicit Collector(const System& system) : system_(system), shortest_(shortest_program(system)) {}

  template <std::size_t count>
  void add(const std::string& owner, std::size_t offset, const Member (&members)[count]) {
    for (const Member& member : members) {
      std::uint64_t end = member.end;
      if (member.kind == Kind::number && end == kPosition) {
        end = shortest_;
      } else if (member.kind == Kind::number && end == kLive) {
        end = system_.workers + 1U;
      }
      fields_.push_back({owner + "." + std::string(member.name), offset + member.offset,
                         member.size, member.kind, end});
    }
  }

  // An array of fields of one kind.
  void add_each(const std::string& name, std::size_t offset, std::size_t count, Kind kind) {
    for (std::size_t i = 0; i < count; ++i) {
      fields_.push_back({name + std::to_string(i), offset + 2 * i, 2, kind, kFew});
    }
  }

  void add_registers(const std::string& owner, std::size_t offset) {
    add(owner, offset, kGroups);
    add(owner, offset + offsetof(Registers, control), kControl);
  }

  void add_kthread(const std::string& name, std::size_t offset) {
    add(name, offset, kKThread);
    const std::size_t stack = offset + offsetof(KThread, stack);
    add(name, stack, kStack);
    add_each(name + ".stack.frame ", stack + offsetof(KernelStack, frames), kKernelStackDepth,
             Kind::kernel_row);
    const std::size_t trap = offset + offsetof(KThread, trap);
    add(name, trap, kTrap);
    add_registers(name + ".trap", trap + offsetof(TrapFrame, registers));
  }

  void add_user(const std::string& name, std::size_t offset) {
    add(name, offset, kUser);
    add_each(name + ".loop_done ", offset + offsetof(UserPortion, loop_done), kLoopLevels,
             Kind::number);
    add_each(name + ".caller ", offset + offsetof(UserPortion, callers), kUserStackDepth,
             Kind::user_row);
  }

  std::vector<Field> take() { return std::move(fields_); }

 private:
  const System& system_;
  std::size_t shortest_;
  std::vector<Field> fields_;
};

void add_threads(Collector& collector, const System& system, const Layout& layout) {
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const std::string& name = system.threads[i].name;
    collector.add_kthread("kthread " + name, layout.kthreads + i * sizeof(KThread));
    collector.add_user("user " + name, layout.users + i * sizeof(UserPortion));
    collector.add_registers("newest " + name, layout.newest + i * sizeof(Registers));
  }
  for (std::size_t i = 0; i < system.workers; ++i) {
    const std::string& name = system.threads[i].name;
    const std::size_t context = layout.contexts + i * sizeof(Context);
    collector.add("context " + name, context, kContext);
    collector.add_registers("saved " + name, context + offsetof(Context, saved));
    collector.add("switches to " + name, layout.switch_counts + i * sizeof(SwitchCounts),
                  kSwitchCounts);
    const std::size_t staging = layout.staging + i * sizeof(TrapFrame);
    collector.add("staging " + name, staging, kTrap);
    collector.add_registers("staging " + name, staging + offsetof(TrapFrame, registers));
    collector.add("note " + name, layout.notes + i * sizeof(WorkerNote), kNote);
  }
}

void add_objects(Collector& collector, const System& system, const Layout& layout) {
  if (system.objects.empty()) {
    return;
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    collector.add("wait block " + system.threads[i].name,
                  layout.wait_blocks + i * sizeof(WaitBlock), kWaitBlock);
  }
  for (std::size_t i = 0; i < system.objects.size(); ++i) {
    collector.add("object " + system.objects[i].name, layout.objects + i * sizeof(DispatcherObject),
                  kObject);
  }
}

void add_paging(Collector& collector, const System& system, const Layout& layout) {
  for (std::size_t i = 0; system.paged && i < system.cpus; ++i) {
    const std::string name = "mmu " + std::to_string(i);
    const std::size_t mmu = layout.mmus + i * sizeof(Mmu);
    collector.add(name, mmu, kMmu);
    for (std::size_t entry = 0; entry < kTlbEntries; ++entry) {
      collector.add(name + ".tlb " + std::to_string(entry),
                    mmu + offsetof(Mmu, tlb) + entry * sizeof(TlbEntry), kTlbEntry);
    }
  }
  for (std::size_t i = 0; i < layout.physical.words(); ++i) {
    collector.add("memory " + std::to_string(i), layout.memory + 8 * i, kWord);
  }
  for (std::size_t i = 0; system.paged && i < system.threads.size(); ++i) {
    const std::string& name = system.threads[i].name;
    collector.add("page " + name, layout.teb_pages + i * sizeof(TebPage), kTebPage);
    collector.add("descriptor " + name, layout.descriptors + i * sizeof(Descriptor), kWord);
  }
}

void add_debug_registers(Collector& collector, const System& system, const Layout& layout) {
  for (std::size_t i = 0; system.debug_registers && i < system.cpus; ++i) {
    collector.add("debug registers " + std::to_string(i),
                  layout.debug_registers + i * sizeof(DebugRegisters), kDebugRegisters);
  }
  for (std::size_t i = 0; system.debug_registers && i < system.threads.size(); ++i) {
    const std::string& name = system.threads[i].name;
    collector.add("lent to " + name, layout.lent_debug_registers + i * sizeof(LentDebugRegisters),
                  kLent);
    collector.add("holder " + name, layout.context_holders + i * sizeof(DebugRegisters),
                  kDebugRegisters);
  }
}

std::uint64_t any_address(const System& system, explore::RandomNumbers& random) {
  const std::vector<std::uint64_t> addresses = debug_addresses(system);
  return addresses[random.next() % addresses.size()];
}

StepRef any_row(bool user_mode, explore::RandomNumbers& random) {
  for (;;) {
    const std::uint32_t count = static_cast<std::uint32_t>(all_routines().size());
    const std::uint32_t id = random.below(count);
    const Routine& table = all_routines()[id];
    const auto rows = static_cast<std::uint32_t>(stored_rows(static_cast<RoutineId>(id)));
    if (table.user_mode == user_mode && rows != 0) {
      return {static_cast<std::uint8_t>(id), static_cast<std::uint8_t>(random.below(rows))};
    }
  }
}

// An index of [first, end), or none.
std::uint64_t any_index(std::size_t first, std::size_t end, explore::RandomNumbers& random) {
  const std::size_t value = first + random.next() % (end - first + 1);
  return value == end ? ThreadId::kNone : value;
}

std::size_t primaries_end(const System& system) {
  std::size_t end = system.workers;
  while (end < system.threads.size() && system.threads[end].kind == ThreadKind::primary) {
    ++end;
  }
  return end;
}

std::uint64_t any_value(const System& system, const Field& field, explore::RandomNumbers& random) {
  switch (field.kind) {
    case Kind::number: return random.next() % field.end;
    case Kind::thread: return any_index(0, system.threads.size(), random);
    case Kind::worker: return any_index(0, system.workers, random);
    case Kind::primary: return any_index(system.workers, primaries_end(system), random);
    case Kind::scheduler: return any_index(0, system.schedulers.size(), random);
    case Kind::apc: return any_index(0, system.apcs.size(), random);
    case Kind::object: return any_index(0, system.objects.size(), random);
    case Kind::kernel_row:
    case Kind::user_row: {
      const StepRef row = any_row(field.kind == Kind::user_row, random);
      return row.routine | static_cast<std::uint64_t>(row.row) << 8U;
    }
    case Kind::value:
    case Kind::ready_order: return random.next();
    case Kind::debug_address: return any_address(system, random);
    case Kind::derived:
    case Kind::unused: return 0;
  }
  return 0;
}

}  // namespace

std::vector<Field> fields_of(const System& system, const Layout& layout) {
  Collector collector(system);
  collector.add("globals", layout.globals, kGlobals);
  for (std::size_t i = 0; i < system.cpus; ++i) {
    const std::size_t cpu = layout.cpus + i * sizeof(Cpu);
    collector.add("cpu " + std::to_string(i), cpu, kCpu);
    collector.add_registers("cpu " + std::to_string(i), cpu + offsetof(Cpu, registers));
  }
  add_threads(collector, system, layout);
  add_paging(collector, system, layout);
  add_debug_registers(collector, system, layout);
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    collector.add("list " + system.lists[i].name, layout.lists + i * sizeof(CompletionList), kList);
  }
  for (std::size_t i = 0; i < system.schedulers.size(); ++i) {
    collector.add("scheduler " + system.schedulers[i].name,
                  layout.schedulers + i * sizeof(Scheduler), kScheduler);
  }
  for (std::size_t i = 0; i < system.queues.size(); ++i) {
    collector.add("queue " + system.queues[i], layout.queues + i * sizeof(Queue), kQueue);
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    collector.add("apc " + system.apcs[i].name, layout.apcs + i * sizeof(Apc), kApc);
  }
  for (std::size_t i = 0; layout.deletions && i < system.processes.size(); ++i) {
    collector.add("process " + system.processes[i].name,
                  layout.processes + i * sizeof(ProcessState), kProcess);
  }
  add_objects(collector, system, layout);
  return collector.take();
}

void change_field(const Machine& machine, const Field& field, explore::RandomNumbers& random) {
  if (field.kind == Kind::derived) {
    return;
  }
  const std::uint64_t value = any_value(machine.system(), field, random);
  // Fields are stored as this machine stores numbers; the lowest bytes come first.
  std::memcpy(machine.block().data() + field.offset, &value, field.size);
}

}  // namespace umsim::test
