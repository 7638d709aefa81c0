// Key and image say the same: whatever the key leaves out cannot be told from what the machine does
// next.
#include <vector>

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "models/machine/key.h"
#include "models/machine/private_steps.h"
#include "models/machine/transition.h"
#include "sim/explore/random_numbers.h"
#include "sim/scenario/names.h"
#include "tests/explore/small_systems.h"

namespace umsim::explore::test {
namespace {

using Bytes = std::vector<std::byte>;

constexpr unsigned kWalks = 60;
constexpr unsigned kLongestWalk = 400;

// What an event pattern can ask for: properties are judged on it, and so must not depend on what
// the key leaves out.
struct Seen {
  EventKind kind;
  StepRef step;
  CpuId cpu;
  ThreadId thread;
  std::uint16_t object;
  std::uint64_t value;
  friend bool operator==(const Seen&, const Seen&) = default;
};

class SeenEvents final : public Reporter {
 public:
  void report(const Event& event) override {
    const bool has_object = loading::object_of(event.kind) != loading::EventObject::none;
    const bool has_value = !loading::value_names(event.kind).empty();
    all.push_back({event.kind, event.step, event.cpu, event.thread,
                   has_object ? event.object : ThreadId::kNone, has_value ? event.new_value : 0});
  }
  std::vector<Seen> all;
};

// One system, its key format, and scratch images.
struct Bench {
  explicit Bench(const System& of) : system(of), layout(system), format(system, layout) {}

  [[nodiscard]] Bytes key_of(const Machine& machine) const {
    Bytes key(format.bytes());
    format.pack(machine, key);
    return key;
  }
  // What a choice makes of a state: the next key, or the invariant that breaks and ends the path.
  struct Effect {
    Bytes key;
    const Invariant* broken;
    std::vector<Seen> seen;
    friend bool operator==(const Effect&, const Effect&) = default;
  };
  [[nodiscard]] Effect after(Image image, const Choice& choice) const {
    SeenEvents seen;
    apply(image.machine(), choice, &seen);
    const Invariant* broken = broken_invariant(image.machine());
    return {broken == nullptr ? key_of(image.machine()) : Bytes(), broken, seen.all};
  }

  const System& system;
  Layout layout;
  KeyFormat format;
};

bool agrees_in_every_choice(const Bench& bench, Image& image) {
  const Bytes key = bench.key_of(image.machine());
  Image unpacked = image;
  bench.format.unpack(key, unpacked.machine());
  std::vector<Choice> choices;
  std::vector<Choice> same_choices;
  enabled_choices(image.machine(), choices);
  enabled_choices(unpacked.machine(), same_choices);
  bool agrees = bench.key_of(unpacked.machine()) == key && choices == same_choices;
  for (std::size_t i = 0; i < choices.size() && agrees; ++i) {
    agrees = bench.after(image, choices[i]) == bench.after(unpacked, choices[i]) &&
             (!choices[i].cpu.valid() || !image.machine().cpu(choices[i].cpu).current.valid() ||
              is_private(image.machine(), choices[i].cpu) ==
                  is_private(unpacked.machine(), choices[i].cpu));
  }
  return agrees;
}

void walk(const Bench& bench, std::uint64_t seed) {
  RandomNumbers random(seed);
  Image image(bench.system, bench.layout);
  for (unsigned step = 0; step < kLongestWalk; ++step) {
    std::vector<Choice> choices;
    enabled_choices(image.machine(), choices);
    if (choices.empty() || broken_invariant(image.machine()) != nullptr) {
      return;
    }
    REQUIRE(agrees_in_every_choice(bench, image));
    apply(image.machine(), choices[random.below(static_cast<std::uint32_t>(choices.size()))],
          nullptr);
  }
}

// Too large to be searched in a test.
std::vector<NamedSystem> larger_systems() {
  const Instructions blocks{instruction(Opcode::sleep), yield(), instruction(Opcode::hard_fault)};
  const Instructions works{instruction(Opcode::soft_fault), instruction(Opcode::system_call),
                           yield()};
  return {
      {"two primaries, three workers, all kinds of APC", make_system({2,
                                                                      2,
                                                                      {blocks, works, {yield()}},
                                                                      {{ApcKind::set_context, 0},
                                                                       {ApcKind::terminate, 1},
                                                                       {ApcKind::get_context, 2},
                                                                       {ApcKind::set_context, 3},
                                                                       {ApcKind::routine, 0}}})},
      {"three CPUs, two workers with two APCs each", make_system({3,
                                                                  2,
                                                                  {works, blocks},
                                                                  {{ApcKind::set_context, 0},
                                                                   {ApcKind::get_context, 0},
                                                                   {ApcKind::set_context, 1},
                                                                   {ApcKind::get_context, 1}}})},
  };
}

TEST_CASE("A step from an image and from its unpacked key lead to equal keys and report the same",
          "[explore][model]") {
  std::vector<NamedSystem> systems = small_systems();
  for (const NamedSystem& larger : larger_systems()) {
    systems.push_back(larger);
  }
  for (const NamedSystem& walked : systems) {
    CAPTURE(walked.name);
    const Bench bench(walked.system);
    for (unsigned seed = 0; seed < kWalks; ++seed) {
      walk(bench, seed);
    }
  }
}

TEST_CASE("The same holds with any safeguard knocked out, up to the violation",
          "[explore][model]") {
  for (std::size_t i = 0; i < static_cast<std::size_t>(KnockOut::count_); ++i) {
    CAPTURE(i);
    const System one = without(yielding_worker(), static_cast<KnockOut>(i));
    const System other = without(two_hints(), static_cast<KnockOut>(i));
    for (unsigned seed = 0; seed < kWalks; ++seed) {
      walk(Bench(one), seed);
      walk(Bench(other), seed);
    }
  }
}

}  // namespace
}  // namespace umsim::explore::test
