#include "models/cpu/teb.h"

namespace umsim {
namespace {

constexpr std::size_t kGdtTeb = 7;  // the position of the current thread's TEB in the GDT

std::uint16_t process_number(const System& system, ThreadId thread) {
  return system.thread(thread).process.value;
}

// The process whose page tables the CPU walks: its current thread's.
std::uint16_t process_of(const Machine& machine, CpuId cpu) {
  return process_number(machine.system(), machine.cpu(cpu).current);
}

std::optional<std::uint64_t> self_pointer(const Machine& machine, CpuId cpu) {
  const std::uint64_t base = machine.mmu(cpu).base;
  const auto physical = base == 0 ? std::nullopt : translate(machine, cpu, base + kSelfPointer);
  if (!physical) {
    return std::nullopt;
  }
  return machine.memory().read(*physical);
}

ThreadId owner_of_teb(const System& system, std::uint16_t process, std::uint64_t address) {
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (system.threads[i].teb == address && system.threads[i].process.value == process) {
      return ThreadId(i);
    }
  }
  return {};
}

void load(const Execution& e, std::uint16_t loaded, std::uint64_t base) {
  Mmu& mmu = e.machine.mmu(e.cpu_id);
  e.report(EventKind::segment_load, e.self(), Index<void>::kNone, mmu.base, base);
  mmu.selector = loaded;
  mmu.base = base;
}

void load_descriptor(const Execution& e, ThreadId thread) {
  const Descriptor descriptor = e.machine.descriptor(thread);
  load(e, selector(thread.at(), DescriptorTable::ldt),
       descriptor.present() ? descriptor.base() : 0);
}

// IA-32 has no such register: the kernel changes the GDT's descriptor and loads that.
void load_address(const Execution& e, std::uint64_t address) {
  if (e.system().architecture != Architecture::ia32) {
    load(e, 0, address);
    return;
  }
  Descriptor& descriptor = e.machine.mmu(e.cpu_id).gdt_teb;
  descriptor = data_descriptor(address);
  load(e, selector(kGdtTeb, DescriptorTable::gdt), descriptor.base());
}

// Whose TEB the segment reaches, where somebody wants to know.
ThreadId reported_teb(const Execution& e) {
  return e.reports() ? loaded_teb(e.machine, e.cpu_id) : ThreadId();
}

void report_load(const Execution& e, ThreadId by, ThreadId before) {
  if (e.reports()) {
    e.report(EventKind::teb_load, by, Index<void>::kNone, before.value,
             loaded_teb(e.machine, e.cpu_id).value);
  }
}

// What a segment is left from user mode decides nothing in the kernel, and whether it changes is
// not asked: it is loaded. With page tables it stays where it was, and only a change is one.
void report_kernel_load(const Execution& e, ThreadId before) {
  if (!e.system().paged || reported_teb(e) != before) {
    report_load(e, e.self(), before);
  }
}

bool is_own_view(const System& system, ThreadId thread, std::uint64_t base) {
  return base == system.thread(thread).teb || (base != 0 && base == second_teb(system, thread));
}

}  // namespace

PagingShape paging_shape(Architecture architecture) {
  return architecture == Architecture::ia32 ? PagingShape{2, 10} : PagingShape{4, 9};
}

PhysicalMap physical_map(const System& system) {
  if (!system.paged) {
    return {};
  }
  PhysicalMap map(paging_shape(system.architecture), system.processes.size(),
                  system.threads.size());
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const ThreadSpec& thread = system.threads[i];
    map.reserve_path(thread.process.at(), thread.teb);
    map.reserve_word(i, offset_in_page(thread.teb) + kSelfPointer);
    if (const std::uint64_t second = second_teb(system, ThreadId(i)); second != 0) {
      map.reserve_path(thread.process.at(), second);
    }
  }
  return map;
}

bool needs_second_mapping(const System& system, ThreadId thread) {
  const ThreadSpec& spec = system.thread(thread);
  return system.paged && system.architecture == Architecture::x64 &&
         spec.kind == ThreadKind::primary && spec.teb >= kFourGigabytes;
}

std::uint64_t second_teb(const System& system, ThreadId thread) {
  if (!needs_second_mapping(system, thread)) {
    return 0;
  }
  return kSecondMappings + (static_cast<std::uint64_t>(thread.at()) << kPageBits) +
         offset_in_page(system.thread(thread).teb);
}

bool is_mapped(const Machine& machine, ThreadId thread, std::uint64_t address) {
  return address != 0 &&
         machine.memory().walk(process_number(machine.system(), thread), address).has_value();
}

std::optional<std::uint64_t> translate(const Machine& machine, CpuId cpu, std::uint64_t address) {
  const std::uint16_t process = process_of(machine, cpu);
  const std::uint64_t frame = machine.mmu(cpu).tlb.frame(process, page_of(address));
  if (frame != 0) {
    return frame << kPageBits | offset_in_page(address);
  }
  return machine.memory().walk(process, address);
}

ThreadId loaded_teb(const Machine& machine, CpuId cpu) {
  if (!machine.system().paged) {
    return machine.cpu(cpu).teb;
  }
  const auto self = self_pointer(machine, cpu);
  return self ? owner_of_teb(machine.system(), process_of(machine, cpu), *self) : ThreadId();
}

void load_teb_in_user_mode(const Execution& e, ThreadId thread) {
  const ThreadId before = reported_teb(e);
  e.cpu().forged_teb = 0;
  if (!e.system().paged) {
    e.cpu().teb = thread;
  } else if (e.system().architecture == Architecture::ia64) {
    load(e, 0, e.system().thread(thread).teb);
  } else {
    load_descriptor(e, thread);
  }
  report_load(e, e.stack_owner(), before);
}

// With page tables the address counts, in the process of the program that loads it (MAP-9).
void forge_teb(const Execution& e, ThreadId thread) {
  const ThreadId before = reported_teb(e);
  if (!e.system().paged) {
    e.cpu().teb = thread;
  } else {
    const std::uint64_t address = thread.valid() ? e.system().thread(thread).teb : 0;
    load(e, 0, e.system().architecture == Architecture::ia64 ? address : address % kFourGigabytes);
  }
  e.cpu().forged_teb = thread == e.stack_owner() ? 0 : 1;
  report_load(e, e.stack_owner(), before);
}

void load_teb_in_kernel_mode(const Execution& e, ThreadId thread) {
  const ThreadId before = reported_teb(e);
  e.cpu().forged_teb = 0;
  if (e.system().paged) {
    load_address(e, e.system().thread(thread).teb);
  } else {
    e.cpu().teb = thread;
  }
  report_kernel_load(e, before);
}

void return_to_teb(const Execution& e, ThreadId thread) {
  e.cpu().forged_teb = 0;
  if (!thread.valid()) {
    unload_teb(e);
  } else if (!e.system().paged || !is_own_view(e.system(), thread, e.machine.mmu(e.cpu_id).base)) {
    load_teb_in_kernel_mode(e, thread);
  }
}

void unload_teb(const Execution& e) {
  const ThreadId before = reported_teb(e);
  if (e.system().paged && e.machine.mmu(e.cpu_id).base != 0) {
    load(e, 0, 0);
  }
  forget_teb(e);
  report_kernel_load(e, before);
}

void forget_teb(const Execution& e) {
  e.cpu().forged_teb = 0;
  e.cpu().teb = ThreadId();
  if (e.system().paged) {
    e.machine.mmu(e.cpu_id).base = 0;
    e.machine.mmu(e.cpu_id).selector = 0;
  }
}

ThreadId entered_with_teb(const Execution& e) {
  const ThreadId thread = loaded_teb(e.machine, e.cpu_id);
  if (e.system().paged && thread.valid()) {
    Mmu& mmu = e.machine.mmu(e.cpu_id);
    const auto physical = translate(e.machine, e.cpu_id, mmu.base);
    mmu.tlb.fill(process_of(e.machine, e.cpu_id), page_of(mmu.base), page_of(*physical));
  }
  return thread;
}

void make_teb(const Machine& machine, ThreadId thread) {
  const ThreadSpec& spec = machine.system().thread(thread);
  const std::uint64_t frame = PhysicalMap::page_frame(thread.at());
  const std::uint64_t self = (frame << kPageBits) + offset_in_page(spec.teb) + kSelfPointer;
  machine.teb_page(thread).allocated = 1;
  machine.memory().write(self, spec.teb);
  machine.memory().map(spec.process.at(), spec.teb, frame);
  machine.descriptor(thread) = data_descriptor(spec.teb);
}

bool is_asked_to_flush(const Machine& machine, CpuId cpu) {
  return machine.system().paged && machine.mmu(cpu).shootdown != 0;
}

bool answer_shootdown(const Execution& e) {
  if (!is_asked_to_flush(e.machine, e.cpu_id)) {
    return false;
  }
  Mmu& mmu = e.machine.mmu(e.cpu_id);
  mmu.shootdown = 0;
  mmu.tlb.flush();
  e.report(EventKind::tlb_flush, e.self());
  return true;
}

}  // namespace umsim
