#include "sim/explore/search.h"

#include "sim/explore/explorer.h"
#include "sim/explore/search_sequence.h"

namespace umsim::explore {

SearchResult search(StateGraph& graph, const SearchOptions& options) {
  if (options.sequence == nullptr) {
    Explorer explorer(graph, options);
    explorer.run();
    return explorer.result();
  }
  if (auto known = options.sequence->next_known()) {
    return *std::move(known);
  }
  Explorer explorer(graph, options);
  options.sequence->begin(explorer);
  explorer.run();
  SearchResult result = explorer.result();
  options.sequence->end(explorer, result);
  return result;
}

}  // namespace umsim::explore
