// Progress: one line on a terminal's stderr that says how far a search is, from its second second
// on; it goes away when the search ends.
#pragma once

#include <chrono>
#include <string>

#include "sim/cli/console.h"
#include "sim/explore/search.h"

namespace umsim {

class Progress {
 public:
  // Shows nothing unless `shown` and console.progress.
  Progress(std::string name, bool shown, Console& console);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void update(const explore::SearchStatus& status);

 private:
  using Clock = std::chrono::steady_clock;

  std::string name_;
  bool shown_;
  Console& console_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  bool written_ = false;
};

}  // namespace umsim
