#include "traces/columns_fold.h"

#include <utility>

#include <fmt/format.h>

namespace umsim {
namespace {

constexpr std::size_t kLongestPeriod = 6;

std::string summary(std::size_t period, std::size_t cycles) {
  return fmt::format("... the last {} {} more",
                     period == 1 ? "line" : fmt::format("{} lines", period),
                     cycles == 1 ? "once" : fmt::format("{} times", cycles));
}

}  // namespace

std::vector<ColumnsRow> RowFolder::add(ColumnsRow row) {
  const bool goes_on = period_ != 0 && row.repeats(rows_[rows_.size() - period_]);
  std::vector<ColumnsRow> shown;
  if (!goes_on) {
    shown = finish();
    shown.push_back(row);
  }
  rows_.push_back(row);
  if (rows_.size() > 2 * kLongestPeriod) {
    rows_.pop_front();
  }
  if (!goes_on) {
    period_ = shown_twice();
    return shown;
  }
  pending_.push_back(std::move(row));
  if (pending_.size() == period_) {
    ++cycles_;
    last_cycle_ = pending_.back().time_cycles;
    pending_.clear();
  }
  return shown;
}

std::vector<ColumnsRow> RowFolder::finish() {
  std::vector<ColumnsRow> shown;
  if (cycles_ != 0) {
    shown.push_back({CpuId(), last_cycle_, {summary(period_, cycles_)}, {}, {}});
  }
  for (ColumnsRow& row : pending_) {
    shown.push_back(std::move(row));
  }
  pending_.clear();
  period_ = 0;
  cycles_ = 0;
  return shown;
}

// The length of the shortest cycle that the latest rows consist of, twice; 0: there is none.
std::size_t RowFolder::shown_twice() const {
  for (std::size_t period = 1; 2 * period <= rows_.size(); ++period) {
    bool twice = true;
    for (std::size_t i = rows_.size() - period; i < rows_.size(); ++i) {
      twice = twice && rows_[i].repeats(rows_[i - period]);
    }
    if (twice) {
      return period;
    }
  }
  return 0;
}

}  // namespace umsim
