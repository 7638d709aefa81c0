#include "sim/explore/edge_list.h"

#include <algorithm>
#include <array>

namespace umsim::explore {

namespace {

constexpr unsigned kGroupBits = 7;
constexpr std::uint8_t kGroupMask = 0x7F;
constexpr std::uint8_t kMore = 0x80;     // another group of bits follows, towards the front
constexpr std::size_t kMostGroups = 10;  // of a 64-bit value
constexpr std::uint64_t kRecordsAPosition = 4;

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

std::uint64_t EdgeList::Reader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += kGroupBits) {
    const std::uint8_t group = byte();
    value |= std::uint64_t{static_cast<std::uint8_t>(group & kGroupMask)} << shift;
    if ((group & kMore) == 0) {
      return value;
    }
  }
}

void EdgeList::Reader::go_to_next_chunk() {
  const auto chunk = bytes_->before(position_);
  first_ = chunk.data();
  left_ = chunk.size();
  position_ -= left_;
}

// The record of a state, as the reader meets it: number of targets and whether it leads to itself,
// by whom if it does, distance to the largest, then the gaps downwards.
bool EdgeList::add(std::vector<Target>& targets) {
  const Target source = {static_cast<StateIndex>(sources_), kNoTurn};
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  std::uint32_t to_itself = 0;
  std::erase_if(targets, [&](const Target& target) {
    const bool is_itself = target.state == source.state && target.turn == source.turn;
    to_itself |= is_itself ? std::uint32_t{1} << target.mover : 0;
    return is_itself;
  });
  const std::uint64_t before = bytes_.size();
  const bool kept = write(source, targets, to_itself) &&
                    ((sources_ + 1) % kRecordsAPosition != 0 || positions_.append(bytes_.size()));
  if (!kept) {
    bytes_.cut(before);
    return false;
  }
  ++sources_;
  return true;
}

bool EdgeList::write(Target source, const std::vector<Target>& targets, std::uint32_t to_itself) {
  for (std::size_t i = 1; i < targets.size(); ++i) {
    if (!write(code(targets[i]) - code(targets[i - 1]))) {
      return false;
    }
  }
  if (!targets.empty() && !write(folded_distance(code(source), code(targets.back())))) {
    return false;
  }
  return (to_itself == 0 || write(to_itself)) &&
         write(targets.size() * 2 + (to_itself == 0 ? 0 : 1));
}

void EdgeList::save(SaveSink& sink) const {
  bytes_.save(sink);
  positions_.save(sink);
  put_value(sink, sources_);
}

void EdgeList::load(SaveSource& source) {
  bytes_.load(source);
  positions_.load(source);
  sources_ = get_value<std::uint64_t>(source);
}

void EdgeList::edges_of(StateIndex source, StateEdges& edges) const {
  const std::uint64_t group = source / kRecordsAPosition;
  const bool full = group < positions_.size();
  Reader reader(bytes_, full ? positions_[group] : bytes_.size());
  for (std::uint64_t at = full ? (group + 1) * kRecordsAPosition : sources_; at-- > source;) {
    read_edges(static_cast<StateIndex>(at), reader, edges);
  }
}

void EdgeList::read_edges(StateIndex source, Reader& reader, StateEdges& edges) const {
  const std::uint64_t header = reader.number();
  edges.itself = header % 2 == 0 ? 0 : static_cast<std::uint32_t>(reader.number());
  edges.others.resize(header / 2);
  std::uint64_t at = code({source, kNoTurn});
  for (std::size_t i = 0; i < edges.others.size(); ++i) {
    const std::uint64_t value = reader.number();
    at = i == 0 ? follow_distance(at, value) : at - value;
    edges.others[i] = target(at);
  }
}

}  // namespace umsim::explore
