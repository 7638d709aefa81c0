// Page tables: how an address of a process becomes an address of physical memory.
//
// The tables are the radix trees that the hardware walks: an entry has a present bit and the number
// of the page frame of the next table or, at the last level, of the page. Physical memory is
// sparse: PhysicalMap, which is constant, says which words a system can ever use, and
// PhysicalMemory adds their values, which are state. Every other word reads as zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace umsim {

inline constexpr unsigned kPageBits = 12;

[[nodiscard]] constexpr std::uint64_t page_of(std::uint64_t address) {
  return address >> kPageBits;
}
[[nodiscard]] constexpr std::uint64_t offset_in_page(std::uint64_t address) {
  return address & ((std::uint64_t{1} << kPageBits) - 1);
}

// How deep the tables are nested, and how many bits of an address each level uses.
struct PagingShape {
  unsigned levels = 4;
  unsigned index_bits = 9;

  // The position of an address in its table of that level; the last level is 0.
  [[nodiscard]] constexpr std::uint64_t index(std::uint64_t address, unsigned level) const {
    return address >> shift(level) & ((std::uint64_t{1} << index_bits) - 1);
  }
  [[nodiscard]] constexpr unsigned shift(unsigned level) const {
    return kPageBits + index_bits * level;
  }
  [[nodiscard]] constexpr std::uint64_t entry_bytes() const {
    return std::uint64_t{1} << (kPageBits - index_bits);
  }
};

// Which frames and words of physical memory there are. Frame 0 is nobody's; then come the pages,
// then the top-level tables of the processes, then the other tables.
class PhysicalMap {
 public:
  PhysicalMap() = default;
  PhysicalMap(PagingShape shape, std::size_t processes, std::size_t pages);

  // Makes room for the tables that a mapping of that address in the process needs.
  void reserve_path(std::size_t process, std::uint64_t address);
  // Makes room for a word of a page.
  void reserve_word(std::size_t page, std::uint64_t offset);

  [[nodiscard]] const PagingShape& shape() const { return shape_; }
  [[nodiscard]] static constexpr std::uint64_t page_frame(std::size_t page) { return page + 1; }
  [[nodiscard]] std::uint64_t top_table(std::size_t process) const { return 1 + pages_ + process; }
  // The frame of the table of that level, below the top, through which the address is reached.
  [[nodiscard]] std::uint64_t table(std::size_t process, std::uint64_t address,
                                    unsigned level) const;

  [[nodiscard]] std::size_t words() const { return words_.size(); }
  // The position of the word at a physical address, or nothing where there is none.
  [[nodiscard]] std::optional<std::size_t> position(std::uint64_t physical) const;

 private:
  struct Table {
    std::size_t process;
    unsigned level;
    std::uint64_t prefix;
    friend constexpr bool operator==(const Table&, const Table&) = default;
  };

  [[nodiscard]] std::optional<std::uint64_t> find(const Table& wanted) const;
  void add_word(std::uint64_t physical);

  PagingShape shape_;
  std::size_t pages_ = 0;
  std::size_t processes_ = 0;
  std::vector<Table> tables_;
  std::vector<std::uint64_t> words_;  // sorted physical addresses
};

// The map with the values of its words.
class PhysicalMemory {
 public:
  PhysicalMemory(const PhysicalMap& map, std::span<std::uint64_t> words)
      : map_(&map), words_(words) {}

  [[nodiscard]] std::uint64_t read(std::uint64_t physical) const;
  // There must be such a word.
  void write(std::uint64_t physical, std::uint64_t value) const;

  // Where an address of the process lies, as the tables say now; nothing when it is not mapped.
  // Calls visit(physical address) for every entry that the walk reads.
  template <class Visit>
  [[nodiscard]] std::optional<std::uint64_t> walk(std::size_t process, std::uint64_t address,
                                                  Visit visit) const {
    const PagingShape& shape = map_->shape();
    std::uint64_t frame = map_->top_table(process);
    for (unsigned level = shape.levels; level-- > 0;) {
      const std::uint64_t entry = entry_address(frame, address, level);
      visit(entry);
      const std::uint64_t value = read(entry);
      if ((value & kPresent) == 0) {
        return std::nullopt;
      }
      frame = value >> kPageBits;
    }
    return frame << kPageBits | offset_in_page(address);
  }
  [[nodiscard]] std::optional<std::uint64_t> walk(std::size_t process,
                                                  std::uint64_t address) const {
    return walk(process, address, [](std::uint64_t) {});
  }

  // Maps the address's page to a frame, and makes the tables on the way present.
  void map(std::size_t process, std::uint64_t address, std::uint64_t frame) const;
  // Takes the mapping of the address's page away; the tables on the way stay.
  void unmap(std::size_t process, std::uint64_t address) const;

 private:
  static constexpr std::uint64_t kPresent = 1;

  [[nodiscard]] std::uint64_t entry_address(std::uint64_t table, std::uint64_t address,
                                            unsigned level) const {
    const PagingShape& shape = map_->shape();
    return (table << kPageBits) + shape.index(address, level) * shape.entry_bytes();
  }

  const PhysicalMap* map_;
  std::span<std::uint64_t> words_;
};

}  // namespace umsim
