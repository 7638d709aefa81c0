#include "traces/shortest_edit.h"

#include <algorithm>
#include <limits>

namespace umsim {
namespace {

// Parts [left, left_end) and [right, right_end) of the sequences.
struct Box {
  std::int32_t left;
  std::int32_t left_end;
  std::int32_t right;
  std::int32_t right_end;
};

struct Split {
  std::int32_t left;
  std::int32_t right;
  bool best;  // on a shortest way
};

class Editor {
 public:
  Editor(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right,
         std::uint32_t most_edits)
      : left_(left),
        right_(right),
        most_edits_(most_edits),
        zero_(static_cast<std::int32_t>(right.size()) + 1),
        forward_(left.size() + right.size() + 3),
        backward_(left.size() + right.size() + 3) {}

  EditResult run();

 private:
  // Diagonal `left - right`; [from, to] are those reached, in steps of two.
  struct Reach {
    std::int32_t from;
    std::int32_t to;
  };

  void strip(Box& box);
  [[nodiscard]] Split split(const Box& box);
  void widen(Reach& reach, const Box& box, std::vector<std::int32_t>& ends,
             std::int32_t nowhere) const;
  [[nodiscard]] bool advance(const Box& box, Reach own, Reach other, bool meets, Split& met);
  [[nodiscard]] bool retreat(const Box& box, Reach own, Reach other, bool meets, Split& met);
  [[nodiscard]] Split furthest(const Box& box, Reach ahead, Reach behind);

  [[nodiscard]] bool equal(std::int32_t left, std::int32_t right) const {
    return left_[static_cast<std::size_t>(left)] == right_[static_cast<std::size_t>(right)];
  }
  [[nodiscard]] std::size_t place(std::int32_t diagonal) const {
    const std::int32_t from_zero = diagonal + zero_;
    return static_cast<std::size_t>(from_zero);
  }
  [[nodiscard]] std::int32_t& forward(std::int32_t diagonal) { return forward_[place(diagonal)]; }
  [[nodiscard]] std::int32_t& backward(std::int32_t diagonal) { return backward_[place(diagonal)]; }
  void match(std::int32_t left, std::int32_t right) {
    result_.matches.push_back(
        {static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(right)});
  }

  std::span<const std::uint32_t> left_;
  std::span<const std::uint32_t> right_;
  std::uint32_t most_edits_;
  std::int32_t zero_;  // where diagonal 0 is in the two below
  // By diagonal how far in `left` the ways from the begin and from the end of a box have come.
  std::vector<std::int32_t> forward_;
  std::vector<std::int32_t> backward_;
  EditResult result_;
};

EditResult Editor::run() {
  std::vector<Box> boxes = {
      {0, static_cast<std::int32_t>(left_.size()), 0, static_cast<std::int32_t>(right_.size())}};
  while (!boxes.empty()) {
    Box box = boxes.back();
    boxes.pop_back();
    strip(box);
    if (box.left == box.left_end || box.right == box.right_end) continue;
    const Split at = split(box);
    result_.shortest = result_.shortest && at.best;
    boxes.push_back({box.left, at.left, box.right, at.right});
    boxes.push_back({at.left, box.left_end, at.right, box.right_end});
  }
  std::ranges::sort(result_.matches, {}, &Match::left);
  return std::move(result_);
}

// What both begin with, and what both end with, belongs together.
void Editor::strip(Box& box) {
  while (box.left < box.left_end && box.right < box.right_end && equal(box.left, box.right)) {
    match(box.left++, box.right++);
  }
  while (box.left < box.left_end && box.right < box.right_end &&
         equal(box.left_end - 1, box.right_end - 1)) {
    match(--box.left_end, --box.right_end);
  }
}

// Where a shortest way through the box has its middle. The box must be stripped and have both
// sides, so that the middle is in no corner.
Split Editor::split(const Box& box) {
  Reach ahead{box.left - box.right, box.left - box.right};
  Reach behind{box.left_end - box.right_end, box.left_end - box.right_end};
  const bool odd = ((ahead.from - behind.from) & 1) != 0;
  forward(ahead.from) = box.left;
  backward(behind.from) = box.left_end;
  Split met{0, 0, true};
  for (std::uint32_t edits = 1;; ++edits) {
    widen(ahead, box, forward_, -1);
    if (advance(box, ahead, behind, odd, met)) return met;
    widen(behind, box, backward_, std::numeric_limits<std::int32_t>::max());
    if (retreat(box, behind, ahead, !odd, met)) return met;
    if (edits >= most_edits_) return furthest(box, ahead, behind);
  }
}

// One more diagonal on either side, as long as the box has them.
void Editor::widen(Reach& reach, const Box& box, std::vector<std::int32_t>& ends,
                   std::int32_t nowhere) const {
  const auto put = [&](std::int32_t diagonal) { ends[place(diagonal)] = nowhere; };
  if (reach.from > box.left - box.right_end) {
    put(--reach.from - 1);
  } else {
    ++reach.from;
  }
  if (reach.to < box.left_end - box.right) {
    put(++reach.to + 1);
  } else {
    --reach.to;
  }
}

bool Editor::advance(const Box& box, Reach own, Reach other, bool meets, Split& met) {
  for (std::int32_t diagonal = own.to; diagonal >= own.from; diagonal -= 2) {
    const std::int32_t below = forward(diagonal - 1);
    const std::int32_t above = forward(diagonal + 1);
    std::int32_t left = below >= above ? below + 1 : above;
    std::int32_t right = left - diagonal;
    while (left < box.left_end && right < box.right_end && equal(left, right)) ++left, ++right;
    forward(diagonal) = left;
    if (meets && diagonal >= other.from && diagonal <= other.to && backward(diagonal) <= left) {
      met = {left, right, true};
      return true;
    }
  }
  return false;
}

bool Editor::retreat(const Box& box, Reach own, Reach other, bool meets, Split& met) {
  for (std::int32_t diagonal = own.to; diagonal >= own.from; diagonal -= 2) {
    const std::int32_t below = backward(diagonal - 1);
    const std::int32_t above = backward(diagonal + 1);
    std::int32_t left = below < above ? below : above - 1;
    std::int32_t right = left - diagonal;
    while (left > box.left && right > box.right && equal(left - 1, right - 1)) --left, --right;
    backward(diagonal) = left;
    if (meets && diagonal >= other.from && diagonal <= other.to && left <= forward(diagonal)) {
      met = {left, right, true};
      return true;
    }
  }
  return false;
}

// The point that either search has come furthest to.
Split Editor::furthest(const Box& box, Reach ahead, Reach behind) {
  Split first{box.left, box.right, false};
  for (std::int32_t diagonal = ahead.to; diagonal >= ahead.from; diagonal -= 2) {
    std::int32_t left = std::min(forward(diagonal), box.left_end);
    left = std::min(left, box.right_end + diagonal);
    if (2 * left - diagonal > first.left + first.right) first = {left, left - diagonal, false};
  }
  Split last{box.left_end, box.right_end, false};
  for (std::int32_t diagonal = behind.to; diagonal >= behind.from; diagonal -= 2) {
    std::int32_t left = std::max(backward(diagonal), box.left);
    left = std::max(left, box.right + diagonal);
    if (2 * left - diagonal < last.left + last.right) last = {left, left - diagonal, false};
  }
  const std::int32_t gone = first.left + first.right - box.left - box.right;
  const std::int32_t come = box.left_end + box.right_end - last.left - last.right;
  return gone >= come ? first : last;
}

}  // namespace

EditResult shortest_edit(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right,
                         std::uint32_t most_edits) {
  return Editor(left, right, most_edits).run();
}

}  // namespace umsim
