#include "sim/play/registers_text.h"

#include <string_view>

#include <fmt/format.h>

#include "models/cpu/teb.h"
#include "sim/play/thread_names.h"
#include "traces/names.h"

namespace umsim::play {
namespace {

// While registers move from one place to another both have their owner's mark, and of a worker the
// newest groups count.
bool holds(const Machine& machine, const Registers& registers, ThreadId thread) {
  return registers.control.stack_owner == thread &&
         (!machine.is_worker_now(thread) || is_fresh(registers, machine.newest(thread)));
}

std::string in_trap_frame(const Machine& machine, ThreadId thread) {
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    const TrapFrame& trap = machine.kthread(ThreadId(i)).trap;
    if (trap.valid == 0 || !holds(machine, trap.registers, thread)) continue;
    return ThreadId(i) == thread ? "in its own trap frame"
                                 : "in the trap frame of " + name_of_thread(machine, ThreadId(i));
  }
  return {};
}

std::string on_cpu(const Machine& machine, ThreadId thread, Mode mode) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (!cpu.current.valid() || cpu.mode != mode || !holds(machine, cpu.registers, thread))
      continue;
    return "on " + cpu_name(CpuId(i));
  }
  return {};
}

std::string saved_by_user_mode(const Machine& machine, ThreadId thread) {
  if (!machine.system().is_worker(thread)) return "in its re-entry context";
  const TrapFrame& staging = machine.staging(thread);
  if (staging.valid != 0 && holds(machine, staging.registers, thread)) return "in its staging area";
  return holds(machine, machine.context(thread).saved, thread) ? "in its user portion" : "";
}

}  // namespace

std::string registers_text(const Machine& machine, ThreadId thread) {
  std::string place = on_cpu(machine, thread, Mode::user);
  if (place.empty()) place = in_trap_frame(machine, thread);
  if (place.empty()) place = saved_by_user_mode(machine, thread);
  if (!place.empty()) return "user registers " + place;
  // The kernel has been entered, and has not saved them yet.
  place = on_cpu(machine, thread, Mode::kernel);
  return place.empty() ? "user registers in no place as a whole" : "user registers still " + place;
}

std::vector<std::string> loaded_text(const Machine& machine, CpuId id) {
  if (!machine.cpu(id).current.valid()) return {};
  const System& system = machine.system();
  const ThreadId teb = loaded_teb(machine, id);
  std::vector<std::string> lines{teb.valid()
                                     ? fmt::format("TEB of {} loaded", name_of_thread(machine, teb))
                                     : "no TEB loaded"};
  const auto add = [&lines](std::string_view what, std::uint64_t address) {
    lines.push_back(address == 0 ? fmt::format("no {} loaded", what)
                                 : fmt::format("{} {} loaded", what, address_text(address)));
  };
  if (system.paged) add("segment", machine.mmu(id).base);
  if (system.debug_registers) add("debug registers", machine.debug_registers(id).address);
  return lines;
}

}  // namespace umsim::play
