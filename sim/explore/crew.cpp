#include "sim/explore/crew.h"

#include <algorithm>
#include <utility>

namespace umsim::explore {

namespace {
constexpr std::uint64_t kBlockStates = 64;
constexpr std::size_t kSlotsPerThread = 8;
}  // namespace

Crew::Crew(StateGraph& graph, unsigned threads)
    : graph_(graph),
      threads_(threads),
      slots_(threads * kSlotsPerThread, Slot{Expansion(graph.key_bytes()), false}) {}

void Crew::begin(StoredKeys level) {
  const Lock lock(mutex_);
  level_ = std::move(level);
  blocks_ = (level_.end() - level_.begin() + kBlockStates - 1) / kBlockStates;
  taken_ = given_ = freed_ = 0;
  if (blocks_ > threads_ && hired_.empty()) {
    hire();
  }
  work_.notify_all();
}

void Crew::hire() {
  for (unsigned i = 1; i < threads_; ++i) {
    twins_.push_back(graph_.twin());
    hired_.emplace_back(
        [this, &graph = *twins_.back()](const std::stop_token& stop) { work(stop, graph); });
  }
}

bool Crew::has_work() const {
  return taken_ < std::min<std::uint64_t>(blocks_, freed_ + slots_.size());
}

void Crew::work(const std::stop_token& stop, StateGraph& graph) {
  Lock lock(mutex_);
  while (work_.wait(lock, stop, [this] { return has_work(); })) {
    expand_next(lock, graph);
    done_.notify_one();
  }
}

const Expansion* Crew::next() {
  Lock lock(mutex_);
  freed_ = given_;
  if (given_ == blocks_) {
    return nullptr;
  }
  if (!hired_.empty()) {
    work_.notify_one();
  }
  Slot& wanted = slot(given_);
  while (!wanted.done) {
    has_work() ? expand_next(lock, graph_) : done_.wait(lock);
  }
  ++given_;
  wanted.done = false;
  if (wanted.expansion.error) {
    std::rethrow_exception(std::exchange(wanted.expansion.error, nullptr));
  }
  return &wanted.expansion;
}

void Crew::expand_next(Lock& lock, StateGraph& graph) {
  const std::uint64_t block = taken_++;
  Slot& mine = slot(block);
  lock.unlock();
  expand(block, graph, mine.expansion);
  lock.lock();
  mine.done = true;
}

void Crew::expand(std::uint64_t block, StateGraph& graph, Expansion& into) const {
  into.first = level_.begin() + block * kBlockStates;
  into.states.clear();
  into.batch.clear();
  const std::uint64_t end = std::min(into.first + kBlockStates, level_.end());
  try {
    for (std::uint64_t state = into.first; state < end; ++state) {
      level_.read(state, into.key);
      const StateFacts facts = graph.expand(into.key, into.batch);
      into.states.push_back({facts, into.batch.size()});
    }
  } catch (...) {
    into.error = std::current_exception();
  }
}

}  // namespace umsim::explore
