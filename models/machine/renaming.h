// Renamings: which thread, scheduler, list and event stands for which, and what a state or a system
// becomes when they change places.
#pragma once

#include <vector>

#include "models/machine/image.h"

namespace umsim {

// A permutation of the threads, schedulers, lists and events of one system: `threads[i]` is what
// thread i becomes. Objects, processes and CPUs keep their places.
struct Renaming {
  std::vector<ThreadId> threads;
  std::vector<SchedulerId> schedulers;
  std::vector<ListId> lists;
  std::vector<ApcId> events;

  [[nodiscard]] ThreadId of(ThreadId id) const { return id.valid() ? threads[id.at()] : id; }
  [[nodiscard]] SchedulerId of(SchedulerId id) const {
    return id.valid() ? schedulers[id.at()] : id;
  }
  [[nodiscard]] ListId of(ListId id) const { return id.valid() ? lists[id.at()] : id; }
  [[nodiscard]] ApcId of(ApcId id) const { return id.valid() ? events[id.at()] : id; }
  // What has no index of these kinds is nobody's name.
  template <class Id>
  [[nodiscard]] Id of(Id id) const {
    return id;
  }

  [[nodiscard]] bool changes_nothing() const;
  friend bool operator==(const Renaming&, const Renaming&) = default;
};

[[nodiscard]] Renaming identity(const System& system);

// First `first`, then `second`.
[[nodiscard]] Renaming composed(const Renaming& first, const Renaming& second);

// Writes to `to` what the state becomes. Both must be of one system, without page tables, and may
// not be the same; CPUs keep their places.
void rename_state(const Machine& from, const Renaming& renaming, const Machine& to);

// The system in which everything has changed places: with names left out and a program of its own
// for every thread that has one, so that two systems that differ in nothing else are equal.
[[nodiscard]] System renamed(const System& system, const Renaming& renaming);

}  // namespace umsim
