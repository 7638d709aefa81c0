#include "traces/alignment.h"

#include <algorithm>
#include <cstddef>

#include "traces/thread_alignment.h"

namespace umsim {
namespace {

std::vector<std::vector<Placed>> histories(std::span<const Event> events, std::uint32_t left_out,
                                           const Comparison& comparison) {
  std::vector<std::vector<Placed>> found(comparison.histories());
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    found[comparison.history_of(events[i])].push_back({&events[i], left_out + i});
  }
  return found;
}

// The event of that id, if it was kept.
const Event* find_event(std::span<const Event> events, std::uint64_t id) {
  const auto found = std::ranges::lower_bound(events, id, {}, &Event::id);
  return found != events.end() && found->id == id ? &*found : nullptr;
}

// Events from `from` on, of a history in order.
std::span<const Placed> behind(std::span<const Placed> history, std::uint32_t from) {
  const auto first = std::ranges::lower_bound(history, from, {}, &Placed::position);
  return history.subspan(static_cast<std::size_t>(first - history.begin()));
}

std::uint32_t at_or_none(std::span<const Placed> history, std::size_t index) {
  return index < history.size() ? history[index].position : kNoEvent;
}

// Where pairs end to follow one on the other and to be the same.
void find_first(ThreadComparison& thread, std::span<const Placed> left,
                std::span<const Placed> right, std::span<const EventPair> pairs) {
  std::uint32_t& i = thread.before;
  while (i < pairs.size() && !pairs[i].changed && pairs[i].left == left[i].position &&
         pairs[i].right == right[i].position) {
    ++i;
  }
  thread.first_left = at_or_none(left, i);
  thread.first_right = at_or_none(right, i);
}

// Positions of a longest part of `values` that rises.
std::vector<std::uint32_t> longest_rise(std::span<const std::uint32_t> values) {
  std::vector<std::uint32_t> ends;  // by length of a rise where the lowest such ends
  std::vector<std::uint32_t> before(values.size());
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    const auto value = [&](std::uint32_t position) { return values[position]; };
    const auto place = std::ranges::lower_bound(ends, values[i], {}, value);
    before[i] = place == ends.begin() ? kNoEvent : *(place - 1);
    if (place == ends.end()) {
      ends.push_back(i);
    } else {
      *place = i;
    }
  }
  std::vector<std::uint32_t> rise(ends.size());
  std::uint32_t at = ends.empty() ? kNoEvent : ends.back();
  for (std::size_t i = rise.size(); i-- > 0; at = before[at]) rise[i] = at;
  return rise;
}

}  // namespace

// What belongs together behind the common beginning, in the order of the first trace, and which of
// that is in the same order in the second.
struct Alignment::Pairing {
  std::vector<EventPair> pairs;
  std::vector<std::uint32_t> in_order;  // positions in pairs

  void sort() {
    std::ranges::sort(pairs, {}, &EventPair::left);
    std::vector<std::uint32_t> places;
    places.reserve(pairs.size());
    for (const EventPair& pair : pairs) places.push_back(pair.right);
    in_order = longest_rise(places);
  }
};

Alignment::Alignment(const Trace& left, const Trace& right, bool times,
                     std::span<const std::uint32_t> left_out)
    : left_(&left),
      right_(&right),
      comparison_(left.header, right.header, times),
      prefix_(left.left_out),
      partners_(left.events.size(), kNoEvent) {
  const SharedNames& names = comparison_.names();
  std::vector<Event> second;
  second.reserve(right_->events.size());
  for (const Event& event : right_->events) second.push_back(names.translated(event));
  for (std::size_t i = 0; i < comparison_.histories(); ++i) {
    threads_.emplace_back().name = i < names.threads() ? names.thread(i) : "outside";
  }
  take_prefix(second);
  Pairing pairing;
  align(second, left_out, pairing);
  write_rows(pairing);
  find_reordered(pairing);
  std::erase_if(threads_, [](const ThreadComparison& thread) {
    return thread.left_events == 0 && thread.right_events == 0;
  });
}

void Alignment::take_prefix(std::span<const Event> second) {
  const std::span<const Event> first = left_->events;
  const std::size_t both = std::min(first.size(), second.size());
  for (std::size_t i = 0; i < both && comparison_.same(first[i], second[i]); ++i) {
    partners_[i] = prefix_++;
  }
}

void Alignment::align(std::span<const Event> second, std::span<const std::uint32_t> left_out,
                      Pairing& pairing) {
  const auto first_histories = histories(left_->events, left_->left_out, comparison_);
  const auto second_histories = histories(second, right_->left_out, comparison_);
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    const std::uint32_t before = left_out.empty() ? 0 : left_out[i];
    ThreadComparison& thread = threads_[i];
    const std::span<const Placed> left = behind(first_histories[i], prefix_);
    const std::span<const Placed> right = behind(second_histories[i], prefix_);
    const ThreadPairs found = align_thread(left, right);
    thread.shortest = found.shortest;
    thread.left_events = before + static_cast<std::uint32_t>(first_histories[i].size());
    thread.right_events = before + static_cast<std::uint32_t>(second_histories[i].size());
    find_first(thread, left, right, found.pairs);
    const auto common = thread.left_events - static_cast<std::uint32_t>(left.size());
    thread.before += common;
    thread.changed =
        static_cast<std::uint32_t>(std::ranges::count(found.pairs, true, &EventPair::changed));
    thread.same = common + static_cast<std::uint32_t>(found.pairs.size()) - thread.changed;
    thread.moved = static_cast<std::uint32_t>(found.moved.size());
    pairing.pairs.insert(pairing.pairs.end(), found.pairs.begin(), found.pairs.end());
    pairing.pairs.insert(pairing.pairs.end(), found.moved.begin(), found.moved.end());
  }
  for (const EventPair& pair : pairing.pairs) {
    partners_[pair.left - left_->left_out] = pair.right;
  }
  pairing.sort();
}

// The same time, CPU and cause. Causes that were left out are the same when their ids are.
bool Alignment::same_place(std::uint32_t left, std::uint32_t right) const {
  const Event& a = left_->at(left);
  const Event& b = right_->at(right);
  if (!comparison_.same_time(a, b) || a.cpu != b.cpu) return false;
  const Event* cause = find_event(left_->events, a.cause);
  if (cause == nullptr) return a.cause == b.cause;
  const std::uint32_t there = partners_[static_cast<std::size_t>(cause - left_->events.data())];
  return there != kNoEvent && right_->at(there).id == b.cause;
}

void Alignment::add_row(AlignedRow row) {
  rows_.push_back(row);
  ++counts_[static_cast<std::size_t>(row.how)];
}

void Alignment::write_rows(const Pairing& pairing) {
  const std::uint32_t left_out = left_->left_out;
  std::vector<bool> has_partner(right_->events.size());
  for (const EventPair& pair : pairing.pairs) has_partner[pair.right - left_out] = true;
  std::uint32_t left = left_out;
  std::uint32_t right = left_out;
  counts_[static_cast<std::size_t>(Alike::same)] = left_out;
  for (; left < prefix_; ++left, ++right) add_row({left, right, Alike::same});
  const auto until = [&](std::size_t left_end, std::size_t right_end) {
    for (; left < left_end; ++left) {
      const bool alone = partner(left) == kNoEvent;
      add_row({left, kNoEvent, alone ? Alike::only_left : Alike::moved_left});
    }
    for (; right < right_end; ++right) {
      add_row({kNoEvent, right,
               has_partner[right - left_out] ? Alike::moved_right : Alike::only_right});
    }
  };
  for (const std::uint32_t at : pairing.in_order) {
    const EventPair& pair = pairing.pairs[at];
    until(pair.left, pair.right);
    const bool same = same_place(left, right);
    add_row(
        {left++, right++, pair.changed ? Alike::changed : (same ? Alike::same : Alike::shifted)});
  }
  until(left_->size(), right_->size());
}

void Alignment::find_reordered(const Pairing& pairing) {
  std::size_t next = 0;  // in_order
  for (std::uint32_t i = 0; i < pairing.pairs.size(); ++i) {
    if (next < pairing.in_order.size() && pairing.in_order[next] == i) {
      ++next;
      continue;
    }
    // Pairs in order rise on both sides: those that it has passed lie directly before or behind.
    const EventPair& moved = pairing.pairs[i];
    const auto place = [&](std::uint32_t at) { return pairing.pairs[at].right; };
    const auto behind = std::ranges::lower_bound(pairing.in_order, moved.right, {}, place);
    const bool later = behind > pairing.in_order.begin() + static_cast<std::ptrdiff_t>(next);
    reordered_ = {moved.left, moved.right, place(later ? *(behind - 1) : *behind), later};
    return;
  }
}

}  // namespace umsim
