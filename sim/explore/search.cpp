#include "sim/explore/search.h"

#include <chrono>

#include "sim/explore/explorer.h"

namespace umsim::explore {

SearchResult search(StateGraph& graph, const SearchOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  Explorer explorer(graph, options);
  explorer.run();
  SearchResult result = explorer.result();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  result.statistics.seconds = elapsed.count();
  return result;
}

}  // namespace umsim::explore
