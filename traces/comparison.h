// Comparison: when an event of one trace is an event of another, and whose event it is.
#pragma once

#include <cstddef>

#include "traces/shared_names.h"
#include "traces/sink.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class Comparison {
 public:
  // Without `times` it does not matter when something happens. Both headers must outlive this.
  Comparison(const TraceHeader& left, const TraceHeader& right, bool times);

  // Events of the second trace are asked about as these translate them.
  [[nodiscard]] const SharedNames& names() const { return names_; }

  // The same to the last number, ids and causes too.
  [[nodiscard]] bool same(const Event& left, const Event& right) const;
  [[nodiscard]] bool same_time(const Event& left, const Event& right) const;

  // There is a history of each thread, and one more of what no CPU causes.
  [[nodiscard]] std::size_t histories() const { return names_.threads() + 1; }
  [[nodiscard]] std::size_t history_of(const Event& event) const;

 private:
  const TraceHeader* left_;
  const TraceHeader* right_;
  bool times_;
  SharedNames names_;
};

}  // namespace umsim
