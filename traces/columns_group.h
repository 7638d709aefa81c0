// ColumnsGroup: consecutive events of one CPU that become one line of the columns.
//
// A line tells one step. Lock words and small events that come directly before it join it; as soon
// as another CPU has an event, the line is closed, so that lines stay in the order of events.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traces/phrases.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class ColumnsGroup {
 public:
  [[nodiscard]] bool empty() const { return !used_; }

  // takes says whether the event belongs to this line.
  [[nodiscard]] bool takes(const Event& event) const;
  void add(const Event& event, const Phrases& phrases);
  void clear();

  [[nodiscard]] std::vector<std::string> phrases() const;
  [[nodiscard]] std::string_view figure_label() const;  // "FIG15.B7", or empty where the patent has
                                                        // no figure
  [[nodiscard]] const Event& event() const { return main_; }  // the one that the line is about

 private:
  struct LockWords {
    ThreadId worker;
    std::string words;  // "W1 -/0 > P1/0 > -/0"
    std::uint64_t last = 0;
  };

  void add_lock(const Event& event, const Phrases& phrases);

  bool used_ = false;
  bool has_major_ = false;
  Event main_;
  Event last_;
  std::vector<std::string> majors_;
  std::vector<std::string> details_;
  std::vector<LockWords> locks_;
};

}  // namespace umsim
