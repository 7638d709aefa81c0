// FairnessKind: in which sense a run that never ends has to be fair to count
// (sim/explore/fairness.h says what each sense is).
#pragma once

#include <cstdint>

namespace umsim {

enum class FairnessKind : std::uint8_t {
  none,    // runs that never end are not judged
  weak,    // who wants something all the time gets it at some time
  strong,  // and who tries something again and again succeeds at some time
};

}  // namespace umsim
