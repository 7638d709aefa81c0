#include "models/machine/symmetry.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "models/user/policy.h"

namespace umsim {
namespace {

// What the model decides by the order of an index.
class FixedOrder {
 public:
  explicit FixedOrder(const System& system) : system_(system), api_(api_features_of(system)) {}

  [[nodiscard]] bool of_everything() const { return system_.paged || api_.contexts; }

  [[nodiscard]] bool of(ThreadId thread) const {
    const ThreadSpec& spec = system_.thread(thread);
    switch (spec.kind) {
      case ThreadKind::worker:
        return system_.scheduler(spec.scheduler).policy == SchedulerPolicy::round_robin;
      case ThreadKind::primary:
      case ThreadKind::standard: return false;
    }
    return true;
  }

  [[nodiscard]] bool of(SchedulerId scheduler) const { return system_.steals(scheduler); }

 private:
  const System& system_;
  const ApiFeatures api_;
};

using Threads = std::vector<ThreadId>;

template <class Of>
Threads threads_with(const System& system, Of holds) {
  Threads threads;
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (holds(system.threads[i])) {
      threads.emplace_back(i);
    }
  }
  return threads;
}

std::vector<ApcId> events_to(const System& system, ThreadId thread) {
  std::vector<ApcId> events;
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    if (system.apcs[i].target == thread) {
      events.emplace_back(i);
    }
  }
  return events;
}

// Lets two threads change places, and their events with them, in their order; false when they have
// not the same number of events.
bool exchange(const System& system, ThreadId left, ThreadId right, Renaming& renaming) {
  const std::vector<ApcId> of_left = events_to(system, left);
  const std::vector<ApcId> of_right = events_to(system, right);
  if (of_left.size() != of_right.size()) {
    return false;
  }
  std::swap(renaming.threads[left.at()], renaming.threads[right.at()]);
  for (std::size_t i = 0; i < of_left.size(); ++i) {
    std::swap(renaming.events[of_left[i].at()], renaming.events[of_right[i].at()]);
  }
  return true;
}

std::optional<Renaming> exchanged(const System& system, ThreadId left, ThreadId right) {
  Renaming renaming = identity(system);
  return exchange(system, left, right, renaming) ? std::optional(renaming) : std::nullopt;
}

// Two schedulers with their lists and, in their order, all their threads.
std::optional<Renaming> exchanged(const System& system, SchedulerId left, SchedulerId right) {
  const auto threads_of = [&](SchedulerId id) {
    return threads_with(system, [&](const ThreadSpec& thread) { return thread.scheduler == id; });
  };
  const Threads of_left = threads_of(left);
  const Threads of_right = threads_of(right);
  if (of_left.size() != of_right.size()) {
    return std::nullopt;
  }
  Renaming renaming = identity(system);
  std::swap(renaming.schedulers[left.at()], renaming.schedulers[right.at()]);
  const ListId left_list = system.scheduler(left).list;
  const ListId right_list = system.scheduler(right).list;
  std::swap(renaming.lists[left_list.at()], renaming.lists[right_list.at()]);
  for (std::size_t i = 0; i < of_left.size(); ++i) {
    const bool same_kind = system.thread(of_left[i]).kind == system.thread(of_right[i]).kind;
    if (!same_kind || !exchange(system, of_left[i], of_right[i], renaming)) {
      return std::nullopt;
    }
  }
  return renaming;
}

// Exchanges that leave the system as it is; every other symmetry in use is made of these.
std::vector<Renaming> exchanges(const System& system) {
  const FixedOrder fixed(system);
  std::vector<Renaming> found;
  if (fixed.of_everything()) {
    return found;
  }
  const System plain = renamed(system, identity(system));
  const auto try_all = [&](std::size_t count, auto id_of) {
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = i + 1; j < count; ++j) {
        const auto left = id_of(i);
        const auto right = id_of(j);
        if (fixed.of(left) || fixed.of(right)) {
          continue;
        }
        const std::optional<Renaming> renaming = exchanged(system, left, right);
        if (renaming && renamed(system, *renaming) == plain) {
          found.push_back(*renaming);
        }
      }
    }
  };
  try_all(system.threads.size(), [](std::size_t i) { return ThreadId(i); });
  try_all(system.schedulers.size(), [](std::size_t i) { return SchedulerId(i); });
  return found;
}

bool contains(const std::vector<Renaming>& group, const Renaming& renaming) {
  return std::find(group.begin(), group.end(), renaming) != group.end();
}

// The group that the generators make, or nothing when it is larger than allowed.
std::optional<std::vector<Renaming>> closure(const std::vector<Renaming>& generators,
                                             const Renaming& unit) {
  std::vector<Renaming> group = {unit};
  for (std::size_t next = 0; next < group.size(); ++next) {
    for (const Renaming& generator : generators) {
      Renaming product = composed(group[next], generator);
      if (contains(group, product)) {
        continue;
      }
      if (group.size() == kMostRenamings) {
        return std::nullopt;
      }
      group.push_back(std::move(product));
    }
  }
  return group;
}

}  // namespace

std::vector<Renaming> symmetries(const System& system) {
  std::vector<Renaming> group = {identity(system)};
  std::vector<Renaming> generators;
  for (const Renaming& exchange : exchanges(system)) {
    if (contains(group, exchange)) {
      continue;
    }
    generators.push_back(exchange);
    if (auto larger = closure(generators, group.front())) {
      group = std::move(*larger);
    } else {
      generators.pop_back();
    }
  }
  return group;
}

}  // namespace umsim
