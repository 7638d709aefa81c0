// Private steps: nobody can tell whether one has been done, which is why the search may do it in
// one with the step before (decision 0016).

#include <algorithm>

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "models/machine/internal_error.h"
#include "models/machine/key.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort{60, 2000};

using Bytes = std::vector<std::byte>;

// The state after the choices, or nothing when one of them is not offered or the model refuses it.
std::optional<Image> after(Image image, const Choice& first, const Choice& second) {
  try {
    for (const Choice& choice : {first, second}) {
      if (!is_enabled(image.machine(), choice)) {
        return std::nullopt;
      }
      apply(image.machine(), choice, nullptr);
    }
  } catch (const InternalError&) {
    return std::nullopt;
  }
  return image;
}

Bytes key_of(const KeyFormat& format, Image& image) {
  Bytes key(format.bytes());
  format.pack(image.machine(), key);
  return key;
}

// What the private step of the CPU does that others can tell; empty when nothing.
std::string fault_of(const KeyFormat& format, const Image& image, CpuId cpu) {
  const Choice step{ChoiceKind::step, cpu, 0};
  std::vector<Choice> others;
  Image state = image;
  enabled_choices(state.machine(), others);
  const std::string label = label_of(state.machine(), step);
  for (const Choice& other : others) {
    if (other.cpu == cpu) {
      continue;
    }
    std::optional<Image> before = after(image, step, other);
    std::optional<Image> behind = after(image, other, step);
    if (before.has_value() != behind.has_value()) {
      return label + " decides what another can do";
    }
    if (before && key_of(format, *before) != key_of(format, *behind)) {
      return label + " matters to kind " + std::to_string(static_cast<int>(other.kind));
    }
    if (before && broken_invariant(before->machine()) != broken_invariant(behind->machine())) {
      return label + " hides or shows a violation";
    }
  }
  return "";
}

}  // namespace

TEST_CASE("A private step can be done before or after whatever else happens") {
  Faults faults;
  std::size_t steps = 0;
  for (const Sample& sample : all_samples()) {
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    walk_all({sample}, kEffort, [&](RandomWalk& walk, const Choice& choice) {
      for (std::size_t i = 0; i < sample.system.cpus; ++i) {
        if (is_private(walk.machine(), CpuId(i))) {
          faults.add(fault_of(format, walk.image(), CpuId(i)));
          ++steps;
        }
      }
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(steps > 10'000);
}

TEST_CASE("A private step keeps its CPU") {
  Faults faults;
  walk_all(all_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    const bool is_step = choice.kind == ChoiceKind::step;
    const bool is_private_step = is_step && is_private(walk.machine(), choice.cpu);
    const ThreadId self = is_step ? walk.machine().cpu(choice.cpu).current : ThreadId();
    walk.make(choice);
    const bool stays = !is_step || walk.machine().cpu(choice.cpu).current == self;
    faults.add(is_private_step && !stays ? "a private step gives up its CPU" : "");
  });
  CHECK(faults.text() == kNoFault);
}

}  // namespace umsim::test
