#include "sim/explore/discovery_tree.h"

#include <algorithm>

namespace umsim::explore {

namespace {
constexpr std::uint64_t kWordBits = 64;
}

bool DiscoveryTree::append(bool bit) {
  if (bits_ % kWordBits == 0 && !words_.append()) {
    return false;
  }
  words_[bits_ / kWordBits] |= std::uint64_t{bit} << (bits_ % kWordBits);
  ++bits_;
  return true;
}

bool DiscoveryTree::bit(std::uint64_t position) const {
  return ((words_[position / kWordBits] >> (position % kWordBits)) & 1) != 0;
}

bool DiscoveryTree::add_child() {
  if (!append(true)) {
    return false;
  }
  ++children_;
  return true;
}

bool DiscoveryTree::close() { return append(false); }

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
