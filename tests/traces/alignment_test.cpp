// Two traces aligned: what is the same, what has moved, what only one of them has.
#include "traces/alignment.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "traces/alignment_words.h"
#include "traces/thread_alignment.h"

namespace umsim {
namespace {

using namespace samples;

// A trace made by hand: each event comes a nanosecond after the one before.
class Told {
 public:
  Told() : Told(small_system()) {}
  explicit Told(System system) {
    trace_.system = std::make_unique<const System>(std::move(system));
    trace_.header = header_for(*trace_.system);
  }

  Told& tell(EventKind kind, ThreadId thread, std::uint64_t new_value = 0, CpuId cpu = kCpu0) {
    Event event = event_of(kind, thread, cpu);
    event.new_value = new_value;
    event.id = trace_.events.size() + 1;
    event.time_cycles = 2 * event.id;
    event.cause = 0;
    trace_.events.push_back(event);
    return *this;
  }
  Told& wait(ThreadId thread, WaitReason reason) {
    return tell(EventKind::block, thread, value(reason));
  }
  [[nodiscard]] Event& last() { return trace_.events.back(); }
  [[nodiscard]] const Trace& trace() const { return trace_; }

 private:
  Trace trace_;
};

// "same 0-0, only_left 1": the rows in words.
std::string rows_of(const Alignment& alignment) {
  const char* const words[] = {"=", "~", "!", "(", ")", "<", ">"};
  std::string text;
  for (const AlignedRow& row : alignment.rows()) {
    text += words[static_cast<std::size_t>(row.how)];
    if (row.left != kNoEvent) text += std::to_string(row.left);
    if (row.left != kNoEvent && row.right != kNoEvent) text += "-";
    if (row.right != kNoEvent) text += std::to_string(row.right);
    text += " ";
  }
  return text;
}

// Whatever is found: every event stands in one row, in the order of its trace, and pairs agree.
void require_sound(const Alignment& alignment) {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::vector<std::uint32_t> moved;
  for (const AlignedRow& row : alignment.rows()) {
    if (row.left != kNoEvent) REQUIRE(row.left == left++);
    if (row.right != kNoEvent) REQUIRE(row.right == right++);
    if (row.left != kNoEvent && row.right != kNoEvent) {
      REQUIRE(alignment.partner(row.left) == row.right);
    }
    if (row.how == Alike::moved_right) moved.push_back(row.right);
  }
  REQUIRE(left == alignment.left().events.size());
  REQUIRE(right == alignment.right().events.size());
  for (const AlignedRow& row : alignment.rows()) {
    if (row.how != Alike::moved_left) continue;
    REQUIRE(std::ranges::binary_search(moved, alignment.partner(row.left)));
  }
  REQUIRE(alignment.count(Alike::moved_left) == alignment.count(Alike::moved_right));
}

constexpr WaitReason kTimer = WaitReason::timer;
constexpr WaitReason kPage = WaitReason::page;

TEST_CASE("Two traces that are the same differ in nothing", "[traces]") {
  Told left;
  Told right;
  for (Told* told : {&left, &right}) told->wait(kW1, kTimer).wait(kP1, kPage);
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE_FALSE(alignment.differ());
  REQUIRE(rows_of(alignment) == "=0-0 =1-1 ");
  REQUIRE(alignment_sentences(alignment).empty());
}

TEST_CASE("Behind an event that only one trace has the rest is the same, but later", "[traces]") {
  Told left;
  left.wait(kW1, kTimer).wait(kP1, kPage).wait(kW1, kPage);
  Told right;
  right.wait(kW1, kTimer).tell(EventKind::preempt, kP1).wait(kP1, kPage).wait(kW1, kPage);
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(alignment.same_from_beginning() == 1);
  REQUIRE(rows_of(alignment) == "=0-0 >1 ~1-2 ~2-3 ");
  const Alignment timeless(left.trace(), right.trace(), false);
  REQUIRE(rows_of(timeless) == "=0-0 >1 =1-2 =2-3 ");
  const ThreadComparison& primary = timeless.threads()[1];
  REQUIRE(primary.name == "P1");
  REQUIRE(primary.before == 0);
  REQUIRE(primary.first_left == 1);
  REQUIRE(primary.first_right == 1);
  REQUIRE(alignment_sentences(alignment).front() == "P1 does something else.");
}

TEST_CASE("The same histories in another order are another order, and no difference of a thread",
          "[traces]") {
  Told left;
  left.wait(kW1, kTimer).wait(kP1, kPage).wait(kW1, kPage).wait(kW1, kTimer);
  Told right;
  right.wait(kW1, kTimer).wait(kW1, kPage).wait(kW1, kTimer).wait(kP1, kPage);
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(rows_of(alignment) == "=0-0 (1 ~2-1 ~3-2 )3 ");
  for (const ThreadComparison& thread : alignment.threads()) REQUIRE_FALSE(thread.parts());
  const auto first = alignment.reordered();
  REQUIRE(first);
  REQUIRE(first->left == 1);
  REQUIRE(first->right == 3);
  REQUIRE(first->beside == 2);
  REQUIRE(first->later);
  const std::vector<std::string> said = alignment_sentences(alignment);
  REQUIRE(said.front() == "Every thread does the same, but in another order.");
  REQUIRE(said.back() ==
          "The first in another order: P1 blocks (page) (#2) comes later in the second trace (#4), "
          "behind W1 blocks (timer) (#3).");
}

TEST_CASE("What moves to the front is said to come earlier", "[traces]") {
  Told left;
  left.wait(kW1, kTimer).wait(kW1, kPage).wait(kP1, kPage);
  Told right;
  right.wait(kP1, kPage).wait(kW1, kTimer).wait(kW1, kPage);
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(rows_of(alignment) == ")0 ~0-1 ~1-2 (2 ");
  REQUIRE_FALSE(alignment.reordered()->later);
  REQUIRE(alignment.reordered()->beside == 1);
}

TEST_CASE("The same step with another value is a change, and so is the same effect by another step",
          "[traces]") {
  Told left;
  left.wait(kW1, kTimer).tell(EventKind::park, kW1);
  left.last().step = step("FIG15.B1");
  Told right;
  right.wait(kW1, kPage).tell(EventKind::park, kW1);
  right.last().step = step("FIG15.B3");
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(rows_of(alignment) == "!0-0 !1-1 ");
  REQUIRE(alignment_sentences(alignment).front() ==
          "W1 does the same by other steps or with other values.");
}

TEST_CASE("Two events of one thread that change places have moved, and are in both traces",
          "[traces]") {
  Told left;
  left.wait(kW1, kTimer).tell(EventKind::park, kW1).tell(EventKind::unpark, kW1).wait(kP1, kPage);
  Told right;
  right.wait(kW1, kTimer).tell(EventKind::unpark, kW1).tell(EventKind::park, kW1).wait(kP1, kPage);
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(alignment.count(Alike::moved_left) == 1);
  REQUIRE(alignment.count(Alike::only_left) + alignment.count(Alike::only_right) == 0);
  const ThreadComparison& worker = alignment.threads()[0];
  REQUIRE(worker.same == 2);
  REQUIRE(worker.moved == 1);
  REQUIRE(worker.only_left() + worker.only_right() == 0);
  REQUIRE(worker.parts());
  REQUIRE(worker.first_left == 1);
  REQUIRE(worker.first_right == 1);
  const std::vector<std::string> said = alignment_sentences(alignment);
  REQUIRE(said.front() == "W1 does the same, but some of it in another order.");
  REQUIRE(said.back().rfind("The first in another order: W1 ", 0) == 0);
}

TEST_CASE("What has moved is not taken for a change of what stands in its place", "[traces]") {
  Told left;
  left.wait(kW1, kTimer).tell(EventKind::park, kW1).wait(kW1, kPage);
  Told right;
  right.wait(kW1, kPage).tell(EventKind::park, kW1).wait(kW1, kTimer);
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(alignment.count(Alike::changed) == 0);
  REQUIRE(alignment.count(Alike::moved_left) == 2);
  REQUIRE(alignment.threads()[0].moved == 2);
}

TEST_CASE("What stands far away in the history of its thread is another time round", "[traces]") {
  const auto moved_over = [](std::uint32_t others) {
    Told left;
    left.tell(EventKind::park, kW1);
    Told right;
    for (std::uint32_t i = 0; i < others; ++i) {
      left.tell(EventKind::preempt, kW1);
      right.tell(EventKind::preempt, kW1);
    }
    right.tell(EventKind::park, kW1);
    const Alignment alignment(left.trace(), right.trace());
    require_sound(alignment);
    return alignment.threads()[0].moved;
  };
  REQUIRE(moved_over(kFarthest) == 1);
  REQUIRE(moved_over(kFarthest + 1) == 0);
}

TEST_CASE("On another CPU and for another cause the same is the same elsewhere", "[traces]") {
  Told left;
  left.wait(kW1, kTimer).wait(kP1, kTimer).tell(EventKind::park, kW1);
  left.last().cause = 1;
  Told right;
  right.wait(kW1, kTimer).tell(EventKind::block, kP1, value(kTimer), kCpu1);
  right.tell(EventKind::park, kW1).last().cause = 2;
  const Alignment alignment(left.trace(), right.trace());
  REQUIRE(rows_of(alignment) == "=0-0 ~1-1 ~2-2 ");
  REQUIRE(alignment_sentences(alignment).front() ==
          "Every thread does the same in the same order; times, CPUs or causes differ.");
}

TEST_CASE("A lock's transition belongs to the history of the one who changes it", "[traces]") {
  Told told;
  told.tell(EventKind::lock_transition, kW1, lock_word(kP1, 0)).last().object = kP1.value;
  const Alignment alignment(told.trace(), told.trace());
  REQUIRE(alignment.threads().size() == 1);
  REQUIRE(alignment.threads()[0].name == "P1");
}

TEST_CASE("What no CPU causes is a history of its own", "[traces]") {
  Told left;
  left.tell(EventKind::apc_queued, kW1, 0, CpuId()).wait(kW1, kTimer);
  Told right;
  right.wait(kW1, kTimer).tell(EventKind::apc_queued, kW1, 0, CpuId());
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(alignment.threads().size() == 2);
  REQUIRE(alignment.threads()[1].name == "outside");
  REQUIRE(alignment.count(Alike::moved_left) == 1);
}

TEST_CASE("Threads are the same by name, and one that the first trace lacks has a history",
          "[traces]") {
  System other = small_system();
  std::swap(other.threads[kP1.at()].name, other.threads[kP2.at()].name);
  other.threads[kT1.at()].name = "Other";
  Told left;
  left.wait(kP1, kTimer).tell(EventKind::lock_transition, kW1, lock_word(kP1, 1));
  Told right(other);
  right.wait(kP2, kTimer).tell(EventKind::lock_transition, kW1, lock_word(kP2, 1));
  right.wait(kT1, kPage);
  const Alignment alignment(left.trace(), right.trace());
  REQUIRE(rows_of(alignment) == "=0-0 =1-1 >2 ");
  REQUIRE(alignment.threads().back().name == "Other");
  REQUIRE(alignment_sentences(alignment).front() == "Other does more in the second trace.");
}

TEST_CASE("Where a trace ends the other does more", "[traces]") {
  Told left;
  left.wait(kW1, kTimer).wait(kW1, kPage);
  Told right;
  right.wait(kW1, kTimer);
  const Alignment alignment(left.trace(), right.trace());
  require_sound(alignment);
  REQUIRE(rows_of(alignment) == "=0-0 <1 ");
  REQUIRE(alignment_sentences(alignment).front() == "W1 does more in the first trace.");
  const Told silent;
  const Alignment nothing(left.trace(), silent.trace());
  REQUIRE(nothing.count(Alike::only_left) == 2);
}

}  // namespace
}  // namespace umsim
