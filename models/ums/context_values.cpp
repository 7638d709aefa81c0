#include "models/ums/context_values.h"

#include <algorithm>

namespace umsim {
namespace {

bool writes_pointer(const Instruction& instruction) {
  return instruction.opcode == Opcode::write_context &&
         instruction.part != ContextPart::debug_registers;
}

void report_if(const Execution& e, ThreadId worker, bool wild, ContextPart part) {
  if (wild) {
    e.report(EventKind::context_sanitised, worker, Index<void>::kNone, 0,
             static_cast<std::uint64_t>(part));
  }
}

}  // namespace

bool writes_wild_pointers(const System& system) {
  return std::ranges::any_of(system.programs, [](const Program& program) {
    return std::ranges::any_of(program.instructions, writes_pointer);
  });
}

void write_wild_value(const Execution& e, ThreadId worker, ContextPart part,
                      std::uint64_t address) {
  std::uint8_t& flags = e.machine.context(worker).saved.control.flags;
  switch (part) {
    case ContextPart::instruction_pointer: flags |= kWildInstructionPointer; return;
    case ContextPart::stack_pointer: flags |= kWildStackPointer; return;
    case ContextPart::debug_registers:
    case ContextPart::count_: break;
  }
  DebugRegisters& holder = e.machine.context_holder(worker);
  e.report(EventKind::debug_registers_set, worker, Index<void>::kNone, holder.address, address);
  holder.address = address;
}

bool has_wild_pointers(const Execution& e, ThreadId worker) {
  const bool wild = e.machine.context(worker).saved.control.wild() != 0;
  return wild && e.keeps(KnockOut::context_sanitising);
}

bool refuses_wild_pointers(const Execution& e, ThreadId worker) {
  if (!has_wild_pointers(e, worker)) {
    return false;
  }
  const std::uint8_t wild = e.machine.context(worker).saved.control.wild();
  report_if(e, worker, (wild & kWildInstructionPointer) != 0, ContextPart::instruction_pointer);
  report_if(e, worker, (wild & kWildStackPointer) != 0, ContextPart::stack_pointer);
  return true;
}

void make_invalid_context(TrapFrame& taken) {
  taken.registers.control.flags = taken.registers.control.user_flags();
  taken.service = Service::invalid_context;
  taken.placed = 0;
}

}  // namespace umsim
