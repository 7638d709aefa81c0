#include "models/invariants/memory.h"

#include <algorithm>

#include "models/cpu/teb.h"

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

}  // namespace

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
