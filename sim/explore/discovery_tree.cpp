#include "sim/explore/discovery_tree.h"

#include <algorithm>

namespace umsim::explore {

namespace {
constexpr std::uint64_t kWordBits = 64;
}

bool DiscoveryTree::make_room() { return bits_ < words_.size() * kWordBits || words_.append(); }

void DiscoveryTree::append(bool bit) {
  words_[bits_ / kWordBits] |= std::uint64_t{bit} << (bits_ % kWordBits);
  ++bits_;
}

bool DiscoveryTree::bit(std::uint64_t position) const {
  return ((words_[position / kWordBits] >> (position % kWordBits)) & 1) != 0;
}

void DiscoveryTree::add_child() {
  append(true);
  ++children_;
}

void DiscoveryTree::close() { append(false); }

void DiscoveryTree::save(SaveSink& sink) const {
  words_.save(sink);
  put_value(sink, bits_);
  put_value(sink, children_);
}

void DiscoveryTree::load(SaveSource& source) {
  words_.load(source);
  bits_ = get_value<std::uint64_t>(source);
  children_ = get_value<std::uint64_t>(source);
}

// Backwards through the bits, `child` is the state that the next 1 stands for and `parent` the
// state whose children these are; parents come before their children, so one pass meets the whole
// path.
std::vector<StateIndex> DiscoveryTree::path_to(StateIndex state) const {
  std::vector<StateIndex> path{state};
  std::uint64_t child = children_;
  std::uint64_t parent = bits_ - children_;
  for (std::uint64_t at = bits_; path.back() != 0 && at-- > 0;) {
    if (!bit(at)) {
      --parent;
    } else if (child-- == path.back()) {
      path.push_back(static_cast<StateIndex>(parent));
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace umsim::explore
