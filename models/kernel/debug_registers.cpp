#include "models/kernel/debug_registers.h"

#include <algorithm>

#include "models/cpu/debug_registers.h"
#include "models/ums/hosting.h"
#include "models/ums/own_thread.h"

namespace umsim {
namespace {

// ENTRY-12: a context holder is user memory. What stands there is loaded only if user mode may
// watch it; other addresses are dropped.
std::uint64_t taken_from_holder(const Machine& machine, ThreadId thread) {
  const std::uint64_t address = debug_registers_of(machine, thread);
  const bool keeps = !machine.system().knocked_out(KnockOut::context_sanitising);
  return may_watch(machine.system(), address) || !keeps ? address : 0;
}

void report_dropped(const Execution& e, ThreadId thread) {
  if (taken_from_holder(e.machine, thread) != debug_registers_of(e.machine, thread)) {
    e.report(EventKind::context_sanitised, thread, Index<void>::kNone, 0,
             static_cast<std::uint64_t>(ContextPart::debug_registers));
  }
}

// A worker's kernel portion has none, its user portion being loaded elsewhere or not at all, unless
// it may return to user mode itself (LIST-2).
std::uint64_t of_kernel_portion(const Machine& machine, ThreadId thread) {
  const std::uint64_t own = taken_from_holder(machine, thread);
  if (machine.is_worker_now(thread)) {
    return waiting_primary(machine, thread).valid() ? own : 0;
  }
  const LentDebugRegisters& lent = machine.lent_debug_registers(thread);
  return lent.worker.valid() ? lent.address : own;
}

void load(const Execution& e, std::uint64_t address) {
  DebugRegisters& hardware = e.machine.debug_registers(e.cpu_id);
  if (hardware.address != address) {
    e.report(EventKind::debug_registers_loaded, e.self(), Index<void>::kNone, hardware.address,
             address);
    hardware.address = address;
  }
}

// The worker whose user portion the current thread has loaded, in part or in full. One that is
// saved, or claimed and not yet tested, is not meant.
ThreadId loaded_worker(const Execution& e) {
  const Hosted hosted = hosted_by(e.machine, e.self());
  const bool loaded = hosted.how == Hosting::loads || hosted.how == Hosting::runs ||
                      hosted.how == Hosting::saves || hosted.how == Hosting::leaves;
  return loaded ? hosted.worker : ThreadId();
}

bool uses_some(const Program& program) {
  return std::ranges::any_of(program.instructions, [](const Instruction& instruction) {
    return instruction.opcode == Opcode::set_debug_registers ||
           instruction.opcode == Opcode::clear_debug_registers ||
           instruction.opcode == Opcode::load_debug_registers ||
           (instruction.opcode == Opcode::write_context &&
            instruction.part == ContextPart::debug_registers);
  });
}

}  // namespace

bool uses_debug_registers(const System& system) {
  const auto has_some = [](const ThreadSpec& thread) { return thread.debug_registers != 0; };
  const auto sets_some = [](const ApcSpec& apc) {
    return apc.kind == ApcKind::set_debug_registers;
  };
  return std::ranges::any_of(system.threads, has_some) ||
         std::ranges::any_of(system.apcs, sets_some) ||
         std::ranges::any_of(system.programs, uses_some);
}

std::vector<std::uint64_t> debug_addresses(const System& system) {
  std::vector<std::uint64_t> addresses = {0};
  for (const ThreadSpec& thread : system.threads) {
    addresses.push_back(thread.debug_registers);
  }
  for (const Program& program : system.programs) {
    for (const Instruction& instruction : program.instructions) {
      addresses.push_back(instruction.address);
    }
  }
  for (const ApcSpec& apc : system.apcs) {
    addresses.push_back(apc.address);
  }
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses;
}

bool may_watch(const System& system, std::uint64_t address) {
  return address < user_memory_end(system.architecture);
}

std::uint64_t debug_registers_of(const Machine& machine, ThreadId thread) {
  return machine.system().debug_registers ? machine.context_holder(thread).address : 0;
}

bool needs_debug_call(const Machine& machine, ThreadId primary, ThreadId worker) {
  const bool used =
      debug_registers_of(machine, worker) != 0 || debug_registers_of(machine, primary) != 0;
  return used && !machine.system().knocked_out(KnockOut::debug_register_call);
}

void load_debug_registers(const Execution& e) {
  if (e.system().debug_registers) {
    if (waiting_primary(e.machine, e.self()).valid()) {
      report_dropped(e, e.self());
    }
    load(e, of_kernel_portion(e.machine, e.self()));
  }
}

void unload_debug_registers(const Execution& e) {
  if (e.system().debug_registers) {
    e.machine.debug_registers(e.cpu_id).address = 0;
  }
}

void lend_debug_registers(const Execution& e, ThreadId worker) {
  LentDebugRegisters& lent = e.machine.lent_debug_registers(e.self());
  lent.worker = worker;
  lent.address = taken_from_holder(e.machine, worker);
  report_dropped(e, worker);
  load_debug_registers(e);
}

void take_back_debug_registers(const Execution& e) {
  if (e.system().debug_registers) {
    e.machine.lent_debug_registers(e.self()) = LentDebugRegisters{};
    load_debug_registers(e);
  }
}

// A primary's own registers do not become those of the worker that it has loaded.
void set_debug_registers(const Execution& e, std::uint64_t address) {
  const ThreadId self = e.self();
  if (!may_watch(e.system(), address)) {
    e.report(EventKind::debug_registers_refused, self, Index<void>::kNone, 0, address);
    return;
  }
  if (const ThreadId worker = loaded_worker(e); worker.valid() && worker != self) {
    lend_debug_registers(e, worker);
  }
  DebugRegisters& holder = e.machine.context_holder(self);
  e.report(EventKind::debug_registers_set, self, Index<void>::kNone, holder.address, address);
  holder.address = address;
  load_debug_registers(e);
}

}  // namespace umsim
