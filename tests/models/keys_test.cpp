// The search's key: what is in it decides how a state goes on, and what is not does not matter.

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "models/machine/internal_error.h"
#include "models/machine/key.h"
#include "tests/models/play.h"
#include "tests/models/state_fields.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

using Bytes = std::vector<std::byte>;

constexpr Effort kEffort = shared_with_sanitizers({30, 1500});
// Changing every field of a state takes long, so that only some states of a walk get it.
constexpr unsigned kFuzzEvery = 60;

// A system's keys, and room for states of it.
class Keys {
 public:
  explicit Keys(const System& system) : layout_(system), format_(system, layout_) {}

  [[nodiscard]] const KeyFormat& format() const { return format_; }
  // Longer by some bytes than it should be, to see that these stay as they are.
  [[nodiscard]] Bytes pack(const Machine& machine) const {
    Bytes key(format_.bytes() + kGuard, std::byte{0xA5});
    format_.pack(machine, std::span(key).first(format_.bytes()));
    return key;
  }
  // The key, or nothing for a state that no key stands for.
  [[nodiscard]] std::optional<Bytes> try_pack(const Machine& machine) const {
    try {
      return pack(machine);
    } catch (const InternalError&) {
      return std::nullopt;
    }
  }
  [[nodiscard]] Bytes unpack(const System& system, const Bytes& key) const {
    Bytes block(layout_.bytes);
    format_.unpack(std::span(key).first(format_.bytes()), Machine(system, layout_, block));
    return block;
  }
  [[nodiscard]] static bool guarded(const Bytes& key) {
    const auto is_guard = [](std::byte byte) { return byte == std::byte{0xA5}; };
    return std::all_of(key.end() - kGuard, key.end(), is_guard);
  }
  [[nodiscard]] const Layout& layout() const { return layout_; }

 private:
  static constexpr int kGuard = 8;

  Layout layout_;
  KeyFormat format_;
};

// What the search sees of a step: the key after it and the invariant that it breaks, or that the
// model refuses it.
struct Result {
  Bytes key;
  const Invariant* broken = nullptr;
  bool refused = false;
  friend bool operator==(const Result&, const Result&) = default;
};

Result result_of(const System& system, const Keys& keys, Bytes block, const Choice& choice) {
  Result result;
  const Machine machine(system, keys.layout(), block);
  try {
    apply(machine, choice, nullptr);
  } catch (const InternalError&) {
    result.refused = true;
    return result;
  }
  result.broken = broken_invariant(machine);
  if (result.broken == nullptr) {
    result.key = keys.pack(machine);
  }
  return result;
}

// What two states that should be the same to the search do not have in common; empty when nothing.
std::string difference(const System& system, const Keys& keys, Bytes one, Bytes other) {
  std::vector<Choice> choices;
  std::vector<Choice> other_choices;
  enabled_choices(Machine(system, keys.layout(), one), choices);
  enabled_choices(Machine(system, keys.layout(), other), other_choices);
  if (choices != other_choices) {
    return "the choices differ";
  }
  for (const Choice& choice : choices) {
    if (result_of(system, keys, one, choice) != result_of(system, keys, other, choice)) {
      return "a choice leads elsewhere: kind " + std::to_string(static_cast<int>(choice.kind)) +
             " " + label_of(Machine(system, keys.layout(), one), choice);
    }
  }
  return "";
}

using FieldNames = std::set<std::string>;

// The fields that hold something else in the state than in the representative of its key: leftovers
// that no key has.
void find_leftovers(const std::vector<Field>& fields, const Bytes& state, const Bytes& unpacked,
                    FieldNames& names) {
  for (const Field& field : fields) {
    const auto at = static_cast<std::ptrdiff_t>(field.offset);
    const auto end = at + static_cast<std::ptrdiff_t>(field.size);
    if (!std::equal(state.begin() + at, state.begin() + end, unpacked.begin() + at)) {
      names.insert(field.name);
    }
  }
}

// Gives those fields other values wherever the key leaves them out. Counts the changes.
std::size_t fuzz(const System& system, const Keys& keys, const FieldNames& names, Bytes& block,
                 explore::RandomNumbers& random) {
  const Machine machine(system, keys.layout(), block);
  const Bytes key = keys.pack(machine);
  std::size_t changed = 0;
  for (const Field& field : fields_of(system, keys.layout())) {
    const Bytes before = block;
    if (names.count(field.name) != 0) {
      change_field(machine, field, random);
    }
    if (keys.try_pack(machine) != key) {
      std::copy(before.begin(), before.end(), block.begin());
    }
    changed += before != block ? 1U : 0U;
  }
  return changed;
}

Bytes copy_of(RandomWalk& walk) {
  return Bytes(walk.image().bytes().begin(), walk.image().bytes().end());
}

// Calls look(walk, keys) for every state of every walk.
template <class Look>
void look_at_states(const std::vector<Sample>& samples, Effort effort, Look look) {
  for (const Sample& sample : samples) {
    const Keys keys(sample.system);
    walk_all({sample}, effort, [&](RandomWalk& walk, const Choice& choice) {
      look(walk, keys);
      walk.make(choice);
    });
  }
}

FieldNames leftovers_of(const Sample& sample) {
  FieldNames names;
  const std::vector<Field> fields = fields_of(sample.system, Layout(sample.system));
  look_at_states({sample}, kEffort, [&](RandomWalk& walk, const Keys& keys) {
    const Bytes unpacked = keys.unpack(walk.system(), keys.pack(walk.machine()));
    find_leftovers(fields, copy_of(walk), unpacked, names);
  });
  return names;
}

}  // namespace

TEST_CASE("A key that is unpacked and packed again is the same, and keeps to its room") {
  Faults faults;
  look_at_states(all_samples(), kEffort, [&](RandomWalk& walk, const Keys& keys) {
    const Bytes key = keys.pack(walk.machine());
    Bytes block = keys.unpack(walk.system(), key);
    const Bytes again = keys.pack(Machine(walk.system(), keys.layout(), block));
    faults.add(key == again ? "" : "a key changes");
    faults.add(Keys::guarded(key) && Keys::guarded(again) ? "" : "a key is too long");
  });
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("A step from a state and the same step from its unpacked key lead to equal keys") {
  Faults faults;
  look_at_states(all_samples(), kEffort, [&](RandomWalk& walk, const Keys& keys) {
    const Bytes block = keys.unpack(walk.system(), keys.pack(walk.machine()));
    faults.add(difference(walk.system(), keys, copy_of(walk), block));
  });
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("What a key leaves out decides nothing") {
  Faults faults;
  explore::RandomNumbers random(1);
  unsigned states = 0;
  std::size_t changed = 0;
  for (const Sample& sample : all_samples()) {
    const FieldNames names = leftovers_of(sample);
    look_at_states({sample}, kEffort, [&](RandomWalk& walk, const Keys& keys) {
      if (++states % kFuzzEvery == 0) {
        Bytes block = copy_of(walk);
        changed += fuzz(walk.system(), keys, names, block, random);
        faults.add(difference(walk.system(), keys, copy_of(walk), block));
      }
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(changed > states / kFuzzEvery);
}

TEST_CASE("What matters is in the key") {
  Play play(SystemBuilder().parked("W1", "compute").primary("P1").build());
  const Keys keys(play.system());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  const auto matters = [&](auto& field, auto value) {
    const Bytes before = keys.pack(play.machine());
    const auto old = std::exchange(field, value);
    const bool differs = keys.pack(play.machine()) != before;
    field = old;
    return differs;
  };
  CHECK(matters(play.context("W1").lock.cid, ThreadId()));
  CHECK(matters(play.context("W1").lock.holders, std::uint8_t{1}));
  CHECK(matters(play.cpu(0).teb, play.thread("P1")));
  CHECK(matters(play.cpu(0).registers.integer, std::uint64_t{7}));
  CHECK(matters(play.cpu(0).registers.control.position, std::uint16_t{1}));
  CHECK(matters(play.kthread("W1").state, ThreadState::ready));
  // The order of becoming ready is a policy, and no part of the key (decision 0003).
  CHECK_FALSE(matters(play.kthread("W1").ready_since, std::uint64_t{99}));
}

TEST_CASE("For single keys there are functions that do the same") {
  const std::vector<Sample> samples = safe_samples();
  RandomWalk walk(samples[1].system, 1);
  for (int i = 0; i < 100; ++i) {
    walk.make(walk.choose().value());
  }
  const Keys keys(walk.system());
  REQUIRE(key_bytes(walk.system(), walk.layout()) == keys.format().bytes());
  Bytes key(keys.format().bytes());
  pack_key(walk.machine(), key);
  const Bytes guarded = keys.pack(walk.machine());
  CHECK(std::equal(key.begin(), key.end(), guarded.begin()));
  Bytes block(walk.layout().bytes);
  unpack_key(key, Machine(walk.system(), walk.layout(), block));
  CHECK(block == keys.unpack(walk.system(), guarded));
}

}  // namespace umsim::test
