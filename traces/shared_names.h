// SharedNames: events of one trace with the indices of another, so that the two can be compared.
//
// An index means the thread, list, APC or object that has the same name; what only the second trace
// has gets an index behind all of the first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/machine/system.h"
#include "traces/kinds.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class SharedNames {
 public:
  // Both must outlive this.
  SharedNames(const System& first, const System& second);

  // An event of the second trace.
  [[nodiscard]] Event translated(const Event& event) const;

  // How many threads both have together, and what they are called.
  [[nodiscard]] std::size_t threads() const { return thread_names_.size(); }
  [[nodiscard]] const std::string& thread(std::size_t index) const { return thread_names_[index]; }

 private:
  [[nodiscard]] std::uint64_t value(ValueMeaning meaning, std::uint64_t value) const;

  std::vector<std::string> thread_names_;
  std::vector<std::uint16_t> threads_;  // by index of the second trace
  std::vector<std::uint16_t> lists_;
  std::vector<std::uint16_t> apcs_;
  std::vector<std::uint16_t> objects_;
  std::vector<std::uint16_t> queues_;
};

}  // namespace umsim
