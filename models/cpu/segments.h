// Segments: how the segment that reaches the TEB gets its base (FIG. 3).
//
// User mode loads a selector: the CPU takes the base from a descriptor of the GDT or of the
// process's LDT. A descriptor has 32 bits for it, whatever the address was (MAP-2). Kernel mode can
// write all 64 bits of the base instead, through a model-specific register. What the base leads to
// is in teb.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace umsim {

// The eight bytes of a data segment's descriptor, its fields where the hardware has them.
struct Descriptor {
  std::uint64_t raw = 0;

  [[nodiscard]] constexpr bool present() const { return (raw >> 47U & 1U) != 0; }
  [[nodiscard]] constexpr std::uint64_t base() const {
    return (raw >> 16U & 0xFFFFFFU) | (raw >> 56U & 0xFFU) << 24U;
  }
  friend constexpr bool operator==(const Descriptor&, const Descriptor&) = default;
};
static_assert(std::has_unique_object_representations_v<Descriptor>);

// A present, writable user data segment that begins at the lower 32 bits of `base`.
[[nodiscard]] constexpr Descriptor data_descriptor(std::uint64_t base) {
  constexpr std::uint64_t limit = 0xFFFF;
  constexpr std::uint64_t present_user_writable = std::uint64_t{0xF2} << 40U;
  return {limit | (base & 0xFFFFFFU) << 16U | present_user_writable | (base >> 24U & 0xFFU) << 56U};
}

enum class DescriptorTable : std::uint8_t { gdt, ldt };

// What a segment register is loaded with in user mode: position, table, and privilege level 3.
// Selector 0 stands for a base that the kernel has written.
[[nodiscard]] constexpr std::uint16_t selector(std::size_t position, DescriptorTable table) {
  const std::size_t bits = position << 3U | (table == DescriptorTable::ldt ? 4U : 0U) | 3U;
  return static_cast<std::uint16_t>(bits);
}

}  // namespace umsim
