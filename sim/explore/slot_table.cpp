#include "sim/explore/slot_table.h"

namespace umsim::explore {

namespace {
constexpr std::uint64_t kFirstSlots = 1024;
}

SlotTable::SlotTable(MemoryBudget& budget) : budget_(budget) {
  static_cast<void>(replace_table(kFirstSlots));  // a refusal shows in is_usable()
}

void SlotTable::place(Index index, std::uint64_t hash) {
  std::uint64_t at = hash & slot_mask_;
  while (slots()[at] != 0) {
    at = (at + 1) & slot_mask_;
  }
  slots()[at] = tag(hash) | (index + 1);
}

void SlotTable::save(SaveSink& sink) const { put_value(sink, slot_count()); }

bool SlotTable::replace_table(std::uint64_t slot_count) {
  const std::uint64_t bytes = slot_count * sizeof(Slot);
  const std::uint64_t freed = table_ ? table_.get_deleter().bytes : 0;
  if (!budget_.allows(bytes - freed)) {
    return false;
  }
  table_.reset();
  table_ = allocate_block(budget_, bytes);
  if (!table_) {
    return false;
  }
  slot_mask_ = slot_count - 1;
  index_mask_ = static_cast<Slot>(slot_mask_);
  return true;
}

}  // namespace umsim::explore
