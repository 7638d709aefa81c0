#include "models/cpu/page_tables.h"

#include <algorithm>

#include "models/machine/internal_error.h"

namespace umsim {

PhysicalMap::PhysicalMap(PagingShape shape, std::size_t processes, std::size_t pages)
    : shape_(shape), pages_(pages), processes_(processes) {}

void PhysicalMap::reserve_path(std::size_t process, std::uint64_t address) {
  std::uint64_t frame = top_table(process);
  for (unsigned level = shape_.levels; level-- > 0;) {
    add_word((frame << kPageBits) + shape_.index(address, level) * shape_.entry_bytes());
    if (level == 0) {
      return;
    }
    const Table next{process, level - 1, address >> shape_.shift(level)};
    if (!find(next)) {
      tables_.push_back(next);
    }
    frame = *find(next);
  }
}

void PhysicalMap::reserve_word(std::size_t page, std::uint64_t offset) {
  add_word((page_frame(page) << kPageBits) + offset);
}

std::uint64_t PhysicalMap::table(std::size_t process, std::uint64_t address, unsigned level) const {
  const auto frame = find({process, level, address >> shape_.shift(level + 1)});
  require(frame.has_value(), "no page table was reserved for an address");
  return *frame;
}

std::optional<std::size_t> PhysicalMap::position(std::uint64_t physical) const {
  const auto found = std::lower_bound(words_.begin(), words_.end(), physical);
  if (found == words_.end() || *found != physical) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - words_.begin());
}

std::optional<std::uint64_t> PhysicalMap::find(const Table& wanted) const {
  const auto found = std::find(tables_.begin(), tables_.end(), wanted);
  if (found == tables_.end()) {
    return std::nullopt;
  }
  return 1 + pages_ + processes_ + static_cast<std::uint64_t>(found - tables_.begin());
}

void PhysicalMap::add_word(std::uint64_t physical) {
  const auto place = std::lower_bound(words_.begin(), words_.end(), physical);
  if (place == words_.end() || *place != physical) {
    words_.insert(place, physical);
  }
}

std::uint64_t PhysicalMemory::read(std::uint64_t physical) const {
  const auto position = map_->position(physical);
  return position ? words_[*position] : 0;
}

void PhysicalMemory::write(std::uint64_t physical, std::uint64_t value) const {
  const auto position = map_->position(physical);
  require(position.has_value(), "a word was written where there is no memory");
  words_[*position] = value;
}

void PhysicalMemory::map(std::size_t process, std::uint64_t address, std::uint64_t frame) const {
  std::uint64_t at = map_->top_table(process);
  for (unsigned level = map_->shape().levels; level-- > 1;) {
    const std::uint64_t next = map_->table(process, address, level - 1);
    write(entry_address(at, address, level), next << kPageBits | kPresent);
    at = next;
  }
  write(entry_address(at, address, 0), frame << kPageBits | kPresent);
}

void PhysicalMemory::unmap(std::size_t process, std::uint64_t address) const {
  const std::uint64_t last =
      map_->shape().levels > 1 ? map_->table(process, address, 0) : map_->top_table(process);
  write(entry_address(last, address, 0), 0);
}

}  // namespace umsim
