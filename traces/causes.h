// Causes: which earlier event made an event possible.
//
// The rules are a table (causes.cpp): a row names a kind of cause and how the two are connected.
// The cause is the latest event that a row of the effect's kind finds. Where none does, kinds that
// are part of a flow get the event before them on their CPU, the others none. Events of kind step
// are never a cause, so that a trace with steps gives the same reasons as one without.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/machine/system.h"
#include "traces/vocabulary/event.h"

namespace umsim {

struct CauseRule;

class Causes {
 public:
  // `system` must outlive the causes.
  explicit Causes(const System& system);

  // of gives the id of the event's cause, 0 if it has none; the event itself is not noted yet.
  [[nodiscard]] std::uint64_t of(const Event& event) const;

  // note makes the event a possible cause of later ones; event.id must be filled in.
  void note(const Event& event);

 private:
  // The latest event of one kind about one thing.
  struct Latest {
    std::uint64_t id = 0;
    std::uint16_t object = Index<void>::kNone;
    std::uint64_t id_before = 0;  // the latest before it that had another object
  };
  using ByKind = std::array<std::vector<Latest>, static_cast<std::size_t>(EventKind::count_)>;

  [[nodiscard]] static const Latest& look(const ByKind& events, EventKind kind,
                                          std::uint64_t position);
  static void enter(ByKind& events, std::uint16_t position, const Event& event);
  [[nodiscard]] std::uint64_t find(const CauseRule& rule, const Event& event) const;
  [[nodiscard]] std::uint64_t latest_of(EventKind kind) const;
  [[nodiscard]] std::uint64_t list_signal_for(const Event& event) const;
  [[nodiscard]] std::uint64_t object_set_for(const Event& event) const;

  const System* system_;
  ByKind by_thread_;
  ByKind by_object_;
  std::vector<std::uint64_t> by_cpu_;
  std::vector<bool> waits_for_list_;             // by thread
  std::vector<std::uint16_t> waits_for_object_;  // by thread; Index::kNone: for no object
};

}  // namespace umsim
