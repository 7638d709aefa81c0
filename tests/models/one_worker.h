// One worker that is parked, one primary, two CPUs and an APC to the worker: what many tests begin
// with.
#pragma once

#include <string>
#include <string_view>

#include "tests/models/play.h"

namespace umsim::test {

// Workers "W1" with that program, primary "P1", APC "apc"; `builder` may have more.
[[nodiscard]] inline System with_apc(ApcKind kind, const std::string& program,
                                     SystemBuilder builder = SystemBuilder()) {
  return builder.cpus(2).parked("W1", program).primary("P1").apc("apc", kind, "W1").build();
}

[[nodiscard]] inline ApcState state_of(Play& play, std::string_view apc) {
  return play.machine().apc(play.apc(apc)).state;
}

// The APC holds the lock of the idle worker on CPU 1.
inline void hold_by_apc(Play& play) {
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.B2");
}

[[nodiscard]] inline bool claims(Play& play) {
  return play.context("W1").lock.cid == play.thread("P1");
}

}  // namespace umsim::test
