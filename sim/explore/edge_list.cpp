#include "sim/explore/edge_list.h"

#include <algorithm>
#include <array>

namespace umsim::explore {

namespace {

constexpr unsigned kGroupBits = 7;
constexpr std::uint8_t kGroupMask = 0x7F;
constexpr std::uint8_t kMore = 0x80;     // another group of bits follows, towards the front
constexpr std::size_t kMostGroups = 10;  // of a 64-bit value

// A signed distance as an unsigned number that is small when the distance is: 0, -1, 1, -2, 2, ...
std::uint64_t folded_distance(std::uint64_t from, std::uint64_t to) {
  return to >= from ? (to - from) * 2 : (from - to) * 2 - 1;
}

std::uint64_t follow_distance(std::uint64_t from, std::uint64_t folded) {
  const std::uint64_t distance = (folded + 1) / 2;
  return folded % 2 == 0 ? from + distance : from - distance;
}

}  // namespace

bool EdgeList::write(std::uint64_t value) {
  std::array<std::uint8_t, kMostGroups> groups{};
  std::size_t count = 0;
  for (; value > kGroupMask; value >>= kGroupBits) {
    groups[count++] = static_cast<std::uint8_t>(value & kGroupMask) | kMore;
  }
  groups[count++] = static_cast<std::uint8_t>(value);
  // The reader comes from behind: it must meet the lowest group first.
  while (count > 0) {
    if (!bytes_.append(groups[--count])) {
      return false;
    }
  }
  return true;
}

std::uint64_t EdgeList::read(std::uint64_t& position) const {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += kGroupBits) {
    const std::uint8_t group = bytes_[--position];
    value |= std::uint64_t{static_cast<std::uint8_t>(group & kGroupMask)} << shift;
    if ((group & kMore) == 0) {
      return value;
    }
  }
}

// The record of a state, as the reader meets it: number of targets, distance to the largest, then
// the gaps downwards.
bool EdgeList::add(std::vector<Target>& targets) {
  const Target source = {static_cast<StateIndex>(sources_), kNoTurn};
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  targets.erase(std::remove(targets.begin(), targets.end(), source), targets.end());
  const std::uint64_t before = bytes_.size();
  if (!write(source, targets)) {
    bytes_.cut(before);
    return false;
  }
  ++sources_;
  return true;
}

bool EdgeList::write(Target source, const std::vector<Target>& targets) {
  for (std::size_t i = 1; i < targets.size(); ++i) {
    if (!write(code(targets[i]) - code(targets[i - 1]))) {
      return false;
    }
  }
  if (!targets.empty() && !write(folded_distance(code(source), code(targets.back())))) {
    return false;
  }
  return write(targets.size());
}

void EdgeList::save(SaveSink& sink) const {
  bytes_.save(sink);
  put_value(sink, sources_);
}

void EdgeList::load(SaveSource& source) {
  bytes_.load(source);
  sources_ = get_value<std::uint64_t>(source);
}

void EdgeList::read_targets(StateIndex source, std::uint64_t& position,
                            std::vector<Target>& targets) const {
  targets.resize(read(position));
  std::uint64_t at = code({source, kNoTurn});
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::uint64_t value = read(position);
    at = i == 0 ? follow_distance(at, value) : at - value;
    targets[i] = target(at);
  }
}

}  // namespace umsim::explore
