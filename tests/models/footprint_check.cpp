#include "tests/models/footprint_check.h"

#include <algorithm>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"

namespace umsim::test {
namespace {

struct Array {
  const char* name;
  std::size_t offset;
  std::size_t size;  // of an element
  bool of_threads;   // the element's name is that of a thread
};

std::vector<Array> arrays_of(const Layout& layout) {
  return {
      {"globals", layout.globals, sizeof(Globals), false},
      {"cpu", layout.cpus, sizeof(Cpu), false},
      {"mmu", layout.mmus, sizeof(Mmu), false},
      {"kthread", layout.kthreads, sizeof(KThread), true},
      {"user", layout.users, sizeof(UserPortion), true},
      {"newest", layout.newest, sizeof(Registers), true},
      {"counts", layout.switch_counts, sizeof(SwitchCounts), true},
      {"context", layout.contexts, sizeof(Context), true},
      {"list", layout.lists, sizeof(CompletionList), false},
      {"scheduler", layout.schedulers, sizeof(Scheduler), false},
      {"note", layout.notes, sizeof(WorkerNote), true},
      {"apc", layout.apcs, sizeof(Apc), false},
      {"memory", layout.memory, sizeof(std::uint64_t), false},
      {"page", layout.teb_pages, sizeof(TebPage), true},
      {"descriptor", layout.descriptors, sizeof(Descriptor), true},
      {"debug registers", layout.debug_registers, sizeof(DebugRegisters), false},
      {"lent debug registers", layout.lent_debug_registers, sizeof(LentDebugRegisters), true},
      {"holder", layout.context_holders, sizeof(DebugRegisters), true},
  };
}

}  // namespace

std::string place_name(const Machine& machine, std::size_t offset) {
  Array found{"", 0, 1, false};
  for (const Array& array : arrays_of(machine.layout())) {
    if (array.offset <= offset) {
      found = array;
    }
  }
  const std::size_t element = (offset - found.offset) / found.size;
  const std::vector<ThreadSpec>& threads = machine.system().threads;
  const std::string which = found.of_threads && element < threads.size() ? threads[element].name
                                                                         : std::to_string(element);
  return std::string(found.name) + " " + which + " + " +
         std::to_string((offset - found.offset) % found.size);
}

void FootprintCheck::mark(ByteRange range, Right right) {
  for (std::size_t i = range.offset; i < range.offset + range.length; ++i) {
    rights_[i] = std::max(rights_[i], right);
  }
}

void FootprintCheck::find_rights(const Machine& machine,
                                 const std::vector<ResolvedAccess>& declared) {
  rights_.assign(machine.block().size(), Right::none);
  for (const ResolvedAccess& access : declared) {
    mark(access.range, access.rights == Rights::read ? Right::read : Right::write);
  }
  mark(machine.range_of(machine.globals()), Right::dispatcher);
  // That a step waits for an event and counts as a visit is the scenario's doing, not the step's.
  for (std::size_t i = 0; i < machine.system().apcs.size(); ++i) {
    if (machine.system().apcs[i].has_place()) {
      mark(machine.range_of(machine.apc(ApcId(i))), Right::dispatcher);
    }
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const ByteRange current = machine.range_of(machine.cpu(CpuId(i)).current);
    if (rights_[current.offset] == Right::none) {
      mark(current, Right::read);
    }
  }
}

FootprintCheck::Bytes FootprintCheck::after_step(const Machine& machine, CpuId cpu,
                                                 Bytes bytes) const {
  const Machine copy(machine.system(), machine.layout(), bytes);
  apply(copy, {ChoiceKind::step, cpu, 0}, nullptr);
  return bytes;
}

FootprintCheck::Bytes FootprintCheck::scrambled(const Bytes& before) {
  Bytes bytes = before;
  std::uint64_t noise = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    noise = i % sizeof noise == 0 ? random_.next() : noise >> 8U;
    if (rights_[i] == Right::none) {
      bytes[i] = static_cast<std::byte>(noise & 0xFFU);
    }
  }
  return bytes;
}

std::string FootprintCheck::fault(const Machine& machine, CpuId cpu,
                                  const std::vector<ResolvedAccess>& declared) {
  const std::string label(step_at(next_step(machine, cpu)).label);
  find_rights(machine, declared);
  const Bytes before(machine.block().begin(), machine.block().end());
  const Bytes after = after_step(machine, cpu, before);
  const Bytes other_before = scrambled(before);
  Bytes other_after;
  try {
    other_after = after_step(machine, cpu, other_before);
  } catch (const InternalError& error) {
    return label + " reads what it does not declare: " + error.what();
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool writable = rights_[i] >= Right::write;
    if (!writable && (before[i] != after[i] || other_before[i] != other_after[i])) {
      return label + " writes " + place_name(machine, i);
    }
    if (writable && after[i] != other_after[i]) {
      return label + " reads what it does not declare, and it shows in " + place_name(machine, i);
    }
  }
  return "";
}

}  // namespace umsim::test
