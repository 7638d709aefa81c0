#include "traces/html_columns.h"

#include <algorithm>

#include "traces/base64.h"
#include "traces/html_numbers.h"
#include "traces/names.h"

namespace umsim {
namespace {

constexpr std::uint64_t kNone = Index<void>::kNone;
constexpr unsigned kBitsOfHolders = 8;
constexpr std::uint64_t kHolders = 0xFF;

// In the order of the columns.
enum Column : std::uint8_t {
  kind,
  step,
  cpu,
  thread,
  object,
  old_value,
  new_value,
  cycles,
  id,
  cause
};

// Index::kNone becomes 0, every other index one more than it was; unpacked undoes it.
std::uint64_t packed_index(std::uint64_t index) { return (index + 1) & kNone; }
std::uint64_t unpacked_index(std::uint64_t packed) { return (packed - 1) & kNone; }

std::uint64_t packed(ValueMeaning meaning, std::uint64_t value) {
  if (meaning == ValueMeaning::thread) return packed_index(value);
  if (meaning != ValueMeaning::lock) return value;
  return packed_index(value >> kBitsOfHolders) << kBitsOfHolders | (value & kHolders);
}

std::uint64_t unpacked(ValueMeaning meaning, std::uint64_t value) {
  if (meaning == ValueMeaning::thread) return unpacked_index(value);
  if (meaning != ValueMeaning::lock) return value;
  return unpacked_index(value >> kBitsOfHolders) << kBitsOfHolders | (value & kHolders);
}

std::uint64_t packed_step(const Event& event) {
  return step_label(event).empty() ? 0 : 1 + 256U * event.step.routine + event.step.row;
}

// Takes numbers off the front of bytes; once they do not suffice, everything is 0 and bad() true.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t next() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return number;
    }
    bad_ = true;
    return 0;
  }

  std::string_view bytes(std::uint64_t count) {
    bad_ = bad_ || count > rest_.size();
    const std::string_view taken = rest_.substr(0, bad_ ? 0 : count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool bad() const { return bad_; }

 private:
  std::string_view rest_;
  bool bad_ = false;
};

std::uint64_t next_value(Numbers& numbers, ValueMeaning meaning) {
  return meaning == ValueMeaning::nothing ? 0 : unpacked(meaning, numbers.next());
}

// The next event; time, id and cause follow from the one before.
Event next_event(std::vector<Numbers>& columns, std::uint64_t& time, std::uint64_t& last_id) {
  Event event;
  event.kind = static_cast<EventKind>(columns[kind].next());
  if (event.kind >= EventKind::count_) {
    return event;
  }
  const std::uint64_t row = columns[step].next();
  if (row != 0) {
    event.step = {static_cast<std::uint8_t>((row - 1) >> 8U), static_cast<std::uint8_t>(row - 1)};
  }
  event.cpu.value = static_cast<std::uint16_t>(unpacked_index(columns[cpu].next()));
  event.thread.value = static_cast<std::uint16_t>(unpacked_index(columns[thread].next()));
  event.object = static_cast<std::uint16_t>(unpacked_index(columns[object].next()));
  event.old_value = next_value(columns[old_value], kind_info(event.kind).old_value);
  event.new_value = next_value(columns[new_value], kind_info(event.kind).new_value);
  time += columns[cycles].next();
  event.time_cycles = time;
  last_id += columns[id].next() + 1;
  event.id = last_id;
  const std::uint64_t back = columns[cause].next();
  event.cause = back == 0 ? 0 : event.id - back;
  return event;
}

}  // namespace

void HtmlColumns::add(const Event& event) {
  const KindInfo& info = kind_info(event.kind);
  const bool first = count_ == 0;
  if (first) {
    first_id_ = event.id;
    first_cycles_ = event.time_cycles;
  }
  put_number(columns_[kind], static_cast<std::uint64_t>(event.kind));
  put_number(columns_[step], packed_step(event));
  put_number(columns_[cpu], packed_index(event.cpu.value));
  put_number(columns_[thread], packed_index(event.thread.value));
  put_number(columns_[object], packed_index(event.object));
  if (info.old_value != ValueMeaning::nothing) {
    put_number(columns_[old_value], packed(info.old_value, event.old_value));
  }
  if (info.new_value != ValueMeaning::nothing) {
    put_number(columns_[new_value], packed(info.new_value, event.new_value));
  }
  put_number(columns_[cycles], first ? 0 : event.time_cycles - last_cycles_);
  put_number(columns_[id], first ? 0 : event.id - last_id_ - 1);
  put_number(columns_[cause], event.cause == 0 ? 0 : event.id - event.cause);
  last_id_ = event.id;
  last_cycles_ = event.time_cycles;
  ++count_;
}

std::size_t HtmlColumns::most_letters() const {
  constexpr std::size_t kMostOfNumber = 10;
  constexpr std::size_t kFirstNumbers = 3;
  std::size_t bytes = (kFirstNumbers + 2 * kColumns) * kMostOfNumber;  // and lengths, and the event
  for (const std::string& column : columns_) bytes += column.size();
  return base64_letters(bytes);
}

void HtmlColumns::append_block(fmt::memory_buffer& text) {
  std::string bytes;
  put_number(bytes, count_);
  put_number(bytes, first_id_);
  put_number(bytes, first_cycles_);
  for (std::string& column : columns_) {
    put_number(bytes, column.size());
    bytes += column;
    column.clear();
  }
  count_ = 0;
  append_base64(text, bytes);
}

std::optional<std::vector<Event>> read_html_block(std::string_view base64) {
  const std::optional<std::string> bytes = base64_bytes(base64);
  if (!bytes) return std::nullopt;
  Numbers numbers(*bytes);
  const std::uint64_t count = numbers.next();
  std::uint64_t last_id = numbers.next() - 1;
  std::uint64_t time = numbers.next();
  std::vector<Numbers> columns;
  for (std::size_t i = 0; i < HtmlColumns::kColumns; ++i) {
    columns.emplace_back(numbers.bytes(numbers.next()));
  }
  std::vector<Event> events;
  for (std::uint64_t i = 0; i < count && !numbers.bad(); ++i) {
    events.push_back(next_event(columns, time, last_id));
    const bool bad =
        events.back().kind >= EventKind::count_ ||
        std::ranges::any_of(columns, [](const Numbers& column) { return column.bad(); });
    if (bad) return std::nullopt;
  }
  const bool whole =
      std::ranges::all_of(columns, [](const Numbers& column) { return column.at_end(); });
  if (numbers.bad() || !numbers.at_end() || !whole) return std::nullopt;
  return events;
}

}  // namespace umsim
