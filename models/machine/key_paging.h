// The description of page tables, segments and TLBs: which views of TEBs are mapped, and which view
// each segment and TLB entry has. A view is a TEB at its address or at its second one; no other
// page is ever mapped. Systems without page tables have nothing of this in their keys.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/cpu/teb.h"
#include "models/machine/key_fields.h"

namespace umsim {

template <class Codec>
class KeyPaging {
 public:
  using Fields = KeyFields<Codec>;

  explicit KeyPaging(const Machine& machine)
      : machine_(machine),
        system_(machine.system()),
        views_(2 * system_.threads.size()),
        view_bits_(bits_for(views_)) {}

  // What threads the CPUs have must come before it.
  void describe(Fields& fields) {
    if (!system_.paged) {
      return;
    }
    for (std::size_t i = 0; i < system_.threads.size(); ++i) {
      teb(fields, ThreadId(i));
    }
    for (std::size_t i = 0; i < system_.cpus; ++i) {
      cpu(fields, CpuId(i));
    }
  }

 private:
  static constexpr bool kUnpacks = Codec::kUnpacks;

  [[nodiscard]] std::uint64_t address(std::size_t view) const {
    const ThreadId thread(view / 2);
    return view % 2 == 0 ? system_.thread(thread).teb : second_teb(system_, thread);
  }
  [[nodiscard]] std::uint16_t process(ThreadId thread) const {
    return system_.thread(thread).process.value;
  }

  void teb(Fields& fields, ThreadId id) {
    fields.flag(machine_.teb_page(id).allocated);
    view(fields, id, address(2 * id.at()));
    const std::uint64_t second = address(2 * id.at() + 1);
    if (fields.live(second != 0)) {
      view(fields, id, second);
    }
    descriptor(fields, id, second);
    if (fields.live(system_.knocked_out(KnockOut::self_pointer))) {
      self_pointer(fields, id, second);
    } else if constexpr (kUnpacks) {
      machine_.memory().write(self_pointer_of(id), address(2 * id.at()));
    }
  }

  void view(Fields& fields, ThreadId id, std::uint64_t at) {
    std::uint8_t mapped = is_mapped(machine_, id, at) ? 1 : 0;
    fields.flag(mapped);
    if constexpr (kUnpacks) {
      if (mapped != 0) {
        machine_.memory().map(process(id), at, PhysicalMap::page_frame(id.at()));
      }
    }
  }

  // A descriptor that is there leads to the second view if there is one.
  void descriptor(Fields& fields, ThreadId id, std::uint64_t second) {
    std::uint8_t present = machine_.descriptor(id).present() ? 1 : 0;
    fields.flag(present);
    if constexpr (kUnpacks) {
      const bool leads_to_second = is_mapped(machine_, id, second);
      if (present != 0) {
        machine_.descriptor(id) = data_descriptor(leads_to_second ? second : address(2 * id.at()));
      }
    }
  }

  [[nodiscard]] std::uint64_t self_pointer_of(ThreadId id) const {
    return (PhysicalMap::page_frame(id.at()) << kPageBits) +
           offset_in_page(system_.thread(id).teb) + kSelfPointer;
  }

  void self_pointer(Fields& fields, ThreadId id, std::uint64_t second) {
    const std::uint64_t word = self_pointer_of(id);
    std::uint8_t is_second = second != 0 && machine_.memory().read(word) == second ? 1 : 0;
    fields.flag(is_second);
    if constexpr (kUnpacks) {
      machine_.memory().write(word, is_second != 0 ? second : system_.thread(id).teb);
    }
  }

  void cpu(Fields& fields, CpuId id) {
    Mmu& mmu = machine_.mmu(id);
    fields.flag(mmu.shootdown);
    segment(fields, mmu, machine_.cpu(id).current);
    for (TlbEntry& entry : mmu.tlb.entries) {
      tlb_entry(fields, entry);
    }
  }

  // A base that is no view's leads nowhere, whatever it is.
  void segment(Fields& fields, Mmu& mmu, ThreadId current) {
    std::size_t code = views_;
    for (std::size_t i = 0; i < views_ && current.valid() && mmu.base != 0; ++i) {
      const bool same = address(i) == mmu.base && process(ThreadId(i / 2)) == process(current);
      code = same ? i : code;
    }
    fields.number(code, view_bits_);
    if constexpr (kUnpacks) {
      mmu.base = code < views_ ? address(code) : 0;
    }
  }

  [[nodiscard]] TlbEntry entry_of(std::size_t view) const {
    const ThreadId thread(view / 2);
    const auto frame = static_cast<std::uint32_t>(PhysicalMap::page_frame(thread.at()));
    return {page_of(address(view)), frame, process(thread), 0};
  }

  void tlb_entry(Fields& fields, TlbEntry& entry) {
    std::size_t code = views_;
    for (std::size_t i = 0; i < views_ && entry.frame != 0; ++i) {
      code = entry == entry_of(i) ? i : code;
    }
    fields.check(entry.frame == 0 || code < views_);
    fields.number(code, view_bits_);
    if constexpr (kUnpacks) {
      entry = code < views_ ? entry_of(code) : TlbEntry{};
    }
  }

  const Machine machine_;
  const System& system_;
  const std::size_t views_;
  const unsigned view_bits_;
};

}  // namespace umsim
