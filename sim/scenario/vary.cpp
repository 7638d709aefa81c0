#include "sim/scenario/vary.h"

#include <algorithm>

#include <fmt/format.h>

namespace umsim::loading {

void vary(const Variation& variation, RawScenario& raw) {
  const Where machine = raw.machine.cpus ? raw.machine.cpus->where : raw.machine.where;
  raw.machine.cpus = Whole{variation.cpus, machine};
  const auto original =
      std::find_if(raw.threads.begin(), raw.threads.end(),
                   [&](const RawThread& thread) { return thread.name.value == variation.worker; });
  if (original == raw.threads.end()) return;
  std::vector<RawThread> copies;
  for (std::size_t i = 2; i <= variation.workers; ++i) {
    RawThread copy = *original;
    copy.name.value = fmt::format("{}-{}", variation.worker, i);
    copies.push_back(std::move(copy));
  }
  raw.threads.insert(original + 1, copies.begin(), copies.end());
}

}  // namespace umsim::loading
