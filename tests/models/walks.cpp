#include "tests/models/walks.h"

#include <iterator>

#include "models/machine/routines.h"

namespace umsim::test {
namespace {

constexpr std::size_t kShownFaults = 20;

}  // namespace

void Faults::add(const std::string& fault) {
  const bool is_new = !fault.empty() && text_.find(fault + "\n") == std::string::npos;
  if (is_new && count_ < kShownFaults) {
    ++count_;
    text_ += fault + "\n";
  }
}

std::vector<Sample> all_samples() {
  std::vector<Sample> samples = safe_samples();
  std::vector<Sample> more = knocked_out_samples();
  std::move(more.begin(), more.end(), std::back_inserter(samples));
  return samples;
}

std::string label_of(const Machine& machine, const Choice& choice) {
  return choice.kind == ChoiceKind::step
             ? std::string(step_at(next_step(machine, choice.cpu)).label)
             : "";
}

}  // namespace umsim::test
