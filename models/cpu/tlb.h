// TLB: the translations that a CPU remembers, so that it need not walk the page tables.
//
// An entry is tagged by its process and stays until another page takes its place or the TLB is
// flushed; a change of the page tables does not reach it. Hence the shootdown (ums/fig03_mapping).
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

namespace umsim {

struct TlbEntry {
  std::uint64_t page = 0;
  std::uint32_t frame = 0;  // 0: the entry is empty
  std::uint16_t process = 0;
  std::uint16_t unused = 0;
  friend constexpr bool operator==(const TlbEntry&, const TlbEntry&) = default;
};

// Four entries are enough to see stale ones; a page has one place, so that nothing is chosen.
inline constexpr std::size_t kTlbEntries = 4;

struct Tlb {
  std::array<TlbEntry, kTlbEntries> entries{};

  // The page's frame, or 0 when the TLB does not have it.
  [[nodiscard]] constexpr std::uint64_t frame(std::uint16_t process, std::uint64_t page) const {
    const TlbEntry& entry = entries[page % kTlbEntries];
    return entry.process == process && entry.page == page ? entry.frame : 0;
  }
  constexpr void fill(std::uint16_t process, std::uint64_t page, std::uint64_t frame) {
    entries[page % kTlbEntries] = {page, static_cast<std::uint32_t>(frame), process, 0};
  }
  constexpr void flush() { entries = {}; }
};
static_assert(std::has_unique_object_representations_v<Tlb>);

}  // namespace umsim
