#include "models/ums/fig03_mapping.h"

#include "models/cpu/teb.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { map, in_use, reload, unmap, shootdown, wait, free };

std::size_t process_of(const Execution& e) { return e.system().thread(e.self()).process.at(); }

// The view that is to go: the second one, or when it is gone, or never was, the TEB itself.
std::uint64_t view_to_remove(const Execution& e) {
  const bool second = has_second_mapping(e.machine, e.self());
  return second ? second_teb(e.system(), e.self()) : e.system().thread(e.self()).teb;
}

// MAP-3, MAP-4: the same page, so that the self pointer in it is the original address in both
// views.
Next map_again(Execution& e) {
  const ThreadId self = e.self();
  const std::uint64_t second = second_teb(e.system(), self);
  if (e.keeps(KnockOut::second_teb_mapping)) {
    e.machine.memory().map(process_of(e), second, PhysicalMap::page_frame(self.at()));
    e.machine.descriptor(self) = data_descriptor(second);
    e.report(EventKind::page_mapped, self, Index<void>::kNone, 0, second);
  }
  if (!e.keeps(KnockOut::self_pointer)) {
    const std::uint64_t page = PhysicalMap::page_frame(self.at()) << kPageBits;
    e.machine.memory().write(page + offset_in_page(second) + kSelfPointer, second);
  }
  return Execution::back();
}

// MAP-6: no further switch will occur, or the thread would not be here; what is left to ask is
// whether the address is in use. Only the CPU of the thread itself can have its TEB loaded.
Next is_in_use(Execution& e) {
  const bool in_use = e.machine.mmu(e.cpu_id).base == view_to_remove(e);
  return e.go(in_use && e.keeps(KnockOut::alias_in_use_check) ? Row::reload : Row::unmap);
}

Next leave_view(Execution& e) {
  if (has_second_mapping(e.machine, e.self())) {
    load_teb_in_kernel_mode(e, e.self());
  } else {
    unload_teb(e);
  }
  return e.next();
}

// With the second mapping goes the descriptor: it led there, and has no room for the other address.
Next unmap(Execution& e) {
  const std::uint64_t view = view_to_remove(e);
  e.machine.memory().unmap(process_of(e), view);
  e.machine.descriptor(e.self()) = Descriptor{};
  e.report(EventKind::page_unmapped, e.self(), Index<void>::kNone, view);
  return e.next();
}

// A CPU that is idle has nothing to finish and answers at once.
Next shoot_down(Execution& e) {
  e.machine.mmu(e.cpu_id).tlb.flush();
  std::uint64_t asked = 0;
  for (std::size_t i = 0; i < e.system().cpus && e.keeps(KnockOut::tlb_shootdown); ++i) {
    Mmu& mmu = e.machine.mmu(CpuId(i));
    if (!e.machine.cpu(CpuId(i)).current.valid()) {
      mmu.tlb.flush();
    } else if (CpuId(i) != e.cpu_id) {
      mmu.shootdown = 1;
      ++asked;
    }
  }
  e.report(EventKind::tlb_shootdown, e.self(), Index<void>::kNone, 0, asked);
  return e.next();
}

Next wait_for_answers(Execution& e) {
  for (std::size_t i = 0; i < e.system().cpus; ++i) {
    if (e.machine.mmu(CpuId(i)).shootdown != 0) {
      return e.go(Row::wait);
    }
  }
  return e.next();
}

// The page is free only when no view of it is left.
Next free_page(Execution& e) {
  if (has_teb(e.machine, e.self()) &&
      !is_mapped(e.machine, e.self(), e.system().thread(e.self()).teb)) {
    e.machine.teb_page(e.self()).allocated = 0;
    e.report(EventKind::page_freed, e.self());
  }
  return Execution::back();
}

constexpr Access kTables[] = {{Rights::write, Place::page_tables, Role::self}};
constexpr Access kReadTables[] = {{Rights::read, Place::page_tables, Role::self}};
constexpr Access kShootdown[] = {{Rights::write, Place::mmus, Role::self}};
constexpr Access kAnswers[] = {{Rights::read, Place::mmus, Role::self}};
constexpr Exit kReturn[] = {{"", "return"}};
constexpr Exit kInUseExits[] = {{"yes", "FIG3.reload"}, {"no", "FIG3.unmap"}};
constexpr Exit kToUnmap[] = {{"", "FIG3.unmap"}};
constexpr Exit kToShootdown[] = {{"", "FIG3.shootdown"}};
constexpr Exit kToWait[] = {{"", "FIG3.wait"}};
constexpr Exit kWaitExits[] = {{"a CPU has not answered", "FIG3.wait"}, {"", "FIG3.free"}};

constexpr Step kSteps[] = {
    {"FIG3.map", "map the pages of the primary's TEB a second time, below 4 GB",
     CostClass::kernel_step, map_again, kTables, kReturn},
    {"FIG3.in-use", "does the segment reach the TEB through the view that is to be removed?",
     CostClass::kernel_step, is_in_use, kReadTables, kInUseExits},
    {"FIG3.reload", "load the segment from kernel mode with the original address, or unload it",
     CostClass::segment_load, leave_view, kReadTables, kToUnmap},
    {"FIG3.unmap", "clear the page-table entry and the descriptor", CostClass::kernel_step, unmap,
     kTables, kToShootdown},
    {"FIG3.shootdown", "flush the TLB and send an inter-processor interrupt to the other CPUs",
     CostClass::interlocked, shoot_down, kShootdown, kToWait},
    {"FIG3.wait", "wait until every CPU has flushed its TLB", CostClass::kernel_step,
     wait_for_answers, kAnswers, kWaitExits},
    {"FIG3.free", "free the page if no view of it is left", CostClass::kernel_step, free_page,
     kTables, kReturn},
};

}  // namespace

std::span<const Step> fig03_mapping_steps() { return kSteps; }

StepRef second_mapping_step() { return step_ref(RoutineId::fig03_mapping, row_of(Row::map)); }

StepRef mapping_removal_step() { return step_ref(RoutineId::fig03_mapping, row_of(Row::in_use)); }

StepRef shootdown_step() { return step_ref(RoutineId::fig03_mapping, row_of(Row::shootdown)); }

bool has_second_mapping(const Machine& machine, ThreadId thread) {
  return machine.system().paged && is_mapped(machine, thread, second_teb(machine.system(), thread));
}

bool has_teb(const Machine& machine, ThreadId thread) {
  return machine.system().paged && machine.teb_page(thread).allocated != 0;
}

}  // namespace umsim
