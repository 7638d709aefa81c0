// SearchSequence: searches that are made one after the other and stop before their end, so that
// another run of the program can go on with them.
//
// To be asked the same, the other run makes the same searches in the same order: those that came to
// their end are not made again, the one that stopped goes on where it was, and what follows begins
// as ever. What they find, and every figure but seconds, is what one run without a stop finds.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "sim/explore/saving.h"
#include "sim/explore/search.h"

namespace umsim::explore {

class Explorer;

// Whoever has a place for a search that stops.
class SearchKeeper {
 public:
  virtual ~SearchKeeper() = default;
  // Whether a search that goes on is to be kept now; asked every SearchOptions::report_every
  // states.
  [[nodiscard]] virtual bool is_due() = 0;
  // keep() has `write` write everything; it takes the place of what was kept before.
  using Write = std::function<void(SaveSink&)>;
  virtual void keep(const SearchStatus& status, const Write& write) = 0;
};

class SearchSequence {
 public:
  // Either may be null, and must outlive the sequence: nobody to keep what stops, and nothing to go
  // on with. Reading `kept` throws SaveError when it is of other searches than those that follow,
  // or when their memory budget is too small for it.
  SearchSequence(SearchKeeper* keeper, SaveSource* kept);

  // The three steps of search(): the result of the next search when it is known, ...
  [[nodiscard]] std::optional<SearchResult> next_known();
  // ... otherwise what the explorer begins with, ...
  void begin(Explorer& explorer);
  // ... and what has become of it.
  void end(Explorer& explorer, const SearchResult& result);

  // Keeps a search that goes on, when that is due.
  void keep_if_due(Explorer& explorer);

 private:
  void keep(Explorer& explorer);

  SearchKeeper* keeper_;
  SaveSource* kept_;  // null again when all of it has been read
  std::vector<SearchResult> ended_;
  std::size_t asked_ = 0;  // how many of them were asked for
};

}  // namespace umsim::explore
