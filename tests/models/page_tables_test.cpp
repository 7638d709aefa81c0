// Page tables, TLB and segment descriptors by themselves.

#include "models/cpu/page_tables.h"

#include <catch2/catch.hpp>

#include "models/cpu/segments.h"
#include "models/cpu/tlb.h"
#include "models/machine/internal_error.h"

namespace umsim::test {
namespace {

constexpr std::uint64_t kHigh = 0xB00000100;
constexpr std::uint64_t kLow = 0x20000100;

// Two processes and two pages; the first process may map its page at both addresses.
PhysicalMap two_processes(PagingShape shape) {
  PhysicalMap map(shape, 2, 2);
  map.reserve_path(0, kLow);
  map.reserve_path(1, kLow);
  if (shape.levels > 2) {
    map.reserve_path(0, kHigh);
  }
  map.reserve_word(0, 0x130);
  map.reserve_word(1, 0x130);
  return map;
}

// The entries that a walk reads.
std::vector<std::uint64_t> entries_of(const PhysicalMemory& memory, std::uint64_t address) {
  std::vector<std::uint64_t> entries;
  static_cast<void>(
      memory.walk(0, address, [&](std::uint64_t entry) { entries.push_back(entry); }));
  return entries;
}

}  // namespace

TEST_CASE("What is not mapped is nowhere") {
  const PhysicalMap map = two_processes({4, 9});
  std::vector<std::uint64_t> words(map.words());
  const PhysicalMemory memory(map, words);
  CHECK_FALSE(memory.walk(0, kHigh).has_value());
  memory.map(0, kHigh, PhysicalMap::page_frame(0));
  CHECK_FALSE(memory.walk(0, kHigh + 0x1000).has_value());
  CHECK_FALSE(memory.walk(0, kLow).has_value());
}

TEST_CASE("Two addresses of one page are one place", "[MAP-3]") {
  const PhysicalMap map = two_processes({4, 9});
  std::vector<std::uint64_t> words(map.words());
  const PhysicalMemory memory(map, words);
  memory.map(0, kHigh, PhysicalMap::page_frame(0));
  memory.map(0, kLow, PhysicalMap::page_frame(0));
  memory.write(memory.walk(0, kHigh + 0x30).value(), 77);
  CHECK(memory.read(memory.walk(0, kLow + 0x30).value()) == 77);
  memory.write(memory.walk(0, kLow + 0x30).value(), 78);
  CHECK(memory.read(memory.walk(0, kHigh + 0x30).value()) == 78);
}

TEST_CASE("A process does not see what another has mapped", "[MAP-9]") {
  const PhysicalMap map = two_processes({4, 9});
  std::vector<std::uint64_t> words(map.words());
  const PhysicalMemory memory(map, words);
  memory.map(0, kLow, PhysicalMap::page_frame(0));
  CHECK_FALSE(memory.walk(1, kLow).has_value());
  memory.map(1, kLow, PhysicalMap::page_frame(1));
  CHECK(memory.walk(0, kLow) == (PhysicalMap::page_frame(0) << kPageBits | 0x100));
  CHECK(memory.walk(1, kLow) == (PhysicalMap::page_frame(1) << kPageBits | 0x100));
}

TEST_CASE("A mapping that is taken away leaves the others") {
  const PhysicalMap map = two_processes({4, 9});
  std::vector<std::uint64_t> words(map.words());
  const PhysicalMemory memory(map, words);
  memory.map(0, kHigh, PhysicalMap::page_frame(0));
  memory.map(0, kLow, PhysicalMap::page_frame(0));
  memory.unmap(0, kLow);
  CHECK_FALSE(memory.walk(0, kLow).has_value());
  CHECK(memory.walk(0, kHigh).has_value());
}

TEST_CASE("A walk reads an entry a level, each in the table that the one before names", "[MAP-7]") {
  const PhysicalMap x64 = two_processes({4, 9});
  std::vector<std::uint64_t> words(x64.words());
  const PhysicalMemory memory(x64, words);
  memory.map(0, kHigh, PhysicalMap::page_frame(0));
  const std::vector<std::uint64_t> entries = entries_of(memory, kHigh);
  REQUIRE(entries.size() == 4);
  CHECK(page_of(entries[0]) == x64.top_table(0));
  CHECK(offset_in_page(entries[1]) == 0x160);  // entry 44: the address is 44 GB up
  for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
    CHECK(page_of(memory.read(entries[i])) == page_of(entries[i + 1]));
  }

  const PhysicalMap ia32 = two_processes({2, 10});
  std::vector<std::uint64_t> other_words(ia32.words());
  const PhysicalMemory other(ia32, other_words);
  other.map(0, kLow, PhysicalMap::page_frame(0));
  CHECK(entries_of(other, kLow).size() == 2);
}

TEST_CASE("Memory that nobody needs reads as zero and cannot be written") {
  const PhysicalMap map = two_processes({4, 9});
  std::vector<std::uint64_t> words(map.words());
  const PhysicalMemory memory(map, words);
  CHECK(memory.read(0x123456) == 0);
  CHECK_THROWS_AS(memory.write(0x123456, 1), InternalError);
}

TEST_CASE("A TLB knows a page by its process and forgets all when it is flushed", "[MAP-9]") {
  Tlb tlb;
  tlb.fill(0, page_of(kHigh), 3);
  CHECK(tlb.frame(0, page_of(kHigh)) == 3);
  CHECK(tlb.frame(1, page_of(kHigh)) == 0);
  CHECK(tlb.frame(0, page_of(kHigh) + kTlbEntries) == 0);
  tlb.fill(0, page_of(kHigh) + kTlbEntries, 4);
  CHECK(tlb.frame(0, page_of(kHigh)) == 0);
  tlb.flush();
  CHECK(tlb.frame(0, page_of(kHigh) + kTlbEntries) == 0);
}

TEST_CASE("A descriptor has 32 bits of base, whatever the address was", "[MAP-2]") {
  CHECK(data_descriptor(0x7EFDD000).base() == 0x7EFDD000);
  CHECK(data_descriptor(kHigh).base() == 0x100);
  CHECK(data_descriptor(kHigh).present());
  CHECK_FALSE(Descriptor{}.present());
  // As the hardware has it: limit 0xFFFF, base 0x7EFDD000, access 0xF2.
  CHECK(data_descriptor(0x7EFDD000).raw == 0x7E00F2FDD000FFFF);
}

TEST_CASE("A selector names table, position and privilege level") {
  CHECK(selector(7, DescriptorTable::gdt) == 0x3B);
  CHECK(selector(2, DescriptorTable::ldt) == 0x17);
}

}  // namespace umsim::test
