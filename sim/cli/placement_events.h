// Placed events: the kinds of event that `check --placements` lets come before a step, and a
// scenario with one of them more.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/explore/reached_places.h"
#include "sim/scenario/scenario.h"

namespace umsim {

// A kind of event, as scenarios name it. A completion is no event that is added: what the worker
// waits for comes at this step, and every search tries that anyway.
struct PlacedKind {
  std::string_view name;
  AsyncKind what = AsyncKind::apc;
  ApcKind apc = ApcKind::routine;  // of an APC
};

inline constexpr std::array<PlacedKind, 12> kPlacedKinds{
    {{"get_context", AsyncKind::apc, ApcKind::get_context},
     {"set_context", AsyncKind::apc, ApcKind::set_context},
     {"routine", AsyncKind::apc, ApcKind::routine},
     {"set_debug_registers", AsyncKind::apc, ApcKind::set_debug_registers},
     {"terminate", AsyncKind::apc, ApcKind::terminate},
     {"suspend", AsyncKind::apc, ApcKind::suspend},
     {"resume", AsyncKind::apc, ApcKind::resume},
     {"soft_fault", AsyncKind::soft_fault, {}},
     {"hard_fault", AsyncKind::hard_fault, {}},
     {"interrupt", AsyncKind::interrupt, {}},
     {"completion", AsyncKind::completion, {}},
     {"process_deletion", AsyncKind::process_deletion, {}}}};

// Why an event does not come at a place.
enum class WhyNot : std::uint8_t {
  comes,          // it does
  kernel_mode,    // a fault is of user mode
  no_interrupts,  // interrupts are off before this step
  never,          // no interleaving has it there
  undecided       // a budget ran out before one was found
};

// What the kind of event and the step say by themselves.
[[nodiscard]] WhyNot why_not_at(const PlacedKind& kind, StepRef step);

// A scenario with the event at its place, at any visit. A suspension is followed by its resumption,
// at any time.
struct PlacedScenario {
  Scenario scenario;
  ApcId event;  // none for a completion: the scenario is as it was
  ApcId again;  // the resume APC after a suspend APC, or none
};
[[nodiscard]] PlacedScenario with_event(const Scenario& scenario, const PlacedKind& kind,
                                        const EventPlace& place, ThreadId to);

// The way to the event: the shortest one at which the thread at the place has to do with the worker
// `to`, or else the shortest.
[[nodiscard]] explore::ShortestWay way_to_event(const PlacedScenario& placed,
                                                const explore::ReachedPlace& place, ThreadId to,
                                                const explore::SearchOptions& options);

}  // namespace umsim
