// An explorer as bytes, and back.
#include <new>
#include <utility>

#include "models/machine/internal_error.h"
#include "sim/explore/explorer.h"
#include "sim/explore/successor_batch.h"

namespace umsim::explore {
namespace {

// Of how many states is looked at whether they still have the same successors.
constexpr std::uint64_t kProbes = 64;

template <Saveable T>
void add_to(std::vector<std::byte>& bytes, T value) {
  const auto more = std::as_bytes(std::span<const T>(&value, 1));
  bytes.insert(bytes.end(), more.begin(), more.end());
}

void add_to(std::vector<std::byte>& bytes, const StateFacts& facts, const SuccessorBatch& batch) {
  add_to(bytes, facts.may_end);
  add_to(bytes, facts.goals_met);
  add_to(bytes, facts.violation);
  add_to(bytes, std::uint64_t{batch.size()});
  for (std::size_t i = 0; i < batch.size(); ++i) {
    add_to(bytes, batch[i].choice);
    add_to(bytes, batch[i].violation);
    add_to(bytes, batch[i].turn);
    add_to(bytes, batch[i].hash);
  }
}

// A number for the shape of the graph.
std::uint64_t shape_of(const StateGraph& graph) {
  std::vector<std::byte> bytes;
  add_to(bytes, std::uint64_t{graph.key_bytes()});
  add_to(bytes, graph.goals());
  for (const GoalOrder& order : graph.turns()) {
    for (const std::uint8_t goal : order) {
      add_to(bytes, goal);
    }
  }
  return StateStore::hash(bytes);
}

// A number for how the graph steps, as far as some states can tell that are spread over all.
std::uint64_t steps_of(StateGraph& graph, const StateStore& store, std::uint64_t probes) {
  std::vector<std::byte> bytes;
  SuccessorBatch batch(graph.key_bytes());
  for (std::uint64_t i = 0; i < probes; ++i) {
    batch.clear();
    const auto state = static_cast<StateIndex>(i * store.size() / probes);
    const StateFacts facts = graph.expand(store.key(state), batch);
    add_to(bytes, facts, batch);
  }
  return StateStore::hash(bytes);
}

void require_same(bool same) {
  if (!same) {
    throw SaveError("it is of a model that steps differently");
  }
}

bool begins_the_same(StateGraph& graph, const StateStore& store) {
  std::vector<std::byte> key(graph.key_bytes());
  graph.initial(key);
  return store.size() > 0 && store.key(0) == key;
}

struct Steps {
  std::uint64_t first = 0;  // of the initial state
  std::uint64_t spread = 0;
};

// To a graph whose keys are others the states mean nothing, or what it cannot even read. So those
// that are spread over all are looked at when the first one says that it is the same graph.
bool steps_the_same(StateGraph& graph, const StateStore& store, Steps steps) {
  try {
    return begins_the_same(graph, store) && steps_of(graph, store, 1) == steps.first &&
           steps_of(graph, store, kProbes) == steps.spread;
  } catch (const InternalError&) {
    return false;
  }
}

}  // namespace

void save(const Statistics& statistics, SaveSink& sink) {
  put_value(sink, statistics.states);
  put_value(sink, statistics.expanded);
  put_value(sink, statistics.transitions);
  put_value(sink, statistics.depth);
  put_value(sink, statistics.sweeps);
  put_value(sink, statistics.on_cycles);
  put_value(sink, statistics.bytes);
  put_value(sink, statistics.spilled);
  put_value(sink, statistics.seconds);
}

Statistics load_statistics(SaveSource& source) {
  Statistics statistics;
  statistics.states = get_value<std::uint64_t>(source);
  statistics.expanded = get_value<std::uint64_t>(source);
  statistics.transitions = get_value<std::uint64_t>(source);
  statistics.depth = get_value<std::uint64_t>(source);
  statistics.sweeps = get_value<std::uint64_t>(source);
  statistics.on_cycles = get_value<std::uint64_t>(source);
  statistics.bytes = get_value<std::uint64_t>(source);
  statistics.spilled = get_value<std::uint64_t>(source);
  statistics.seconds = get_value<double>(source);
  return statistics;
}

void Explorer::save(SaveSink& sink) {
  put_value(sink, shape_of(graph_));
  store_.save(sink);
  put_value(sink, steps_of(graph_, store_, 1));
  put_value(sink, steps_of(graph_, store_, kProbes));
  tree_.save(sink);
  put_value(sink, progress_.has_value());
  if (progress_) {
    progress_->save(sink);
  }
  put_value(sink, next_);
  put_value(sink, level_end_);
  explore::save(statistics(), sink);
  put_value(sink, std::uint64_t{sightings_.size()});
  for (const Sighting& sighting : sightings_) {
    put_value(sink, sighting.fault);
    put_value(sink, sighting.code);
    put_value(sink, sighting.state);
    put_value(sink, sighting.last_choice.has_value());
    put_value(sink, sighting.last_choice.value_or(0));
    put_list(sink, sighting.last_key);
    put_list(sink, sighting.cycle);
  }
  marks_.save(sink);
}

void Explorer::load(SaveSource& source) {
  require_same(get_value<std::uint64_t>(source) == shape_of(graph_));
  try {
    load_parts(source);
  } catch (const std::bad_alloc&) {
    throw SaveError("its states take more memory than they may");
  }
}

void Explorer::load_parts(SaveSource& source) {
  store_.load(source);
  const auto first = get_value<std::uint64_t>(source);
  const auto spread = get_value<std::uint64_t>(source);
  require_same(steps_the_same(graph_, store_, {first, spread}));
  tree_.load(source);
  const bool judges = get_value<bool>(source);
  require_same(!judges || progress_.has_value());
  judges ? progress_->load(source) : progress_.reset();
  next_ = get_value<std::uint64_t>(source);
  level_end_ = get_value<std::uint64_t>(source);
  statistics_ = load_statistics(source);
  budget_.remember_peak(statistics_.bytes);
  for (std::uint64_t left = get_count(source, 1); left > 0; --left) {
    load_sighting(source);
  }
  marks_.load(source);
}

void Explorer::load_sighting(SaveSource& source) {
  Sighting sighting{};
  sighting.fault = get_value<Fault>(source);
  sighting.code = get_value<std::uint16_t>(source);
  sighting.state = get_value<StateIndex>(source);
  const bool is_step = get_value<bool>(source);
  const auto choice = get_value<ChoiceCode>(source);
  sighting.last_choice = is_step ? std::optional(choice) : std::nullopt;
  sighting.last_key = get_list<std::byte>(source);
  sighting.cycle = get_list<ChoiceCode>(source);
  sightings_.push_back(std::move(sighting));
}

}  // namespace umsim::explore
