#include "traces/cause_chains.h"

#include <algorithm>

namespace umsim {

std::vector<Event> CauseChains::note(const Event& event) {
  std::vector<Event> causes;
  if (const auto cause = told_.find(event.cause); cause != told_.end() && most_ != 0) {
    const std::vector<Event>& before = cause->second.causes;
    causes.push_back(cause->second.event);
    causes.insert(causes.end(), before.begin(),
                  before.begin() + static_cast<std::ptrdiff_t>(std::min(before.size(), most_ - 1)));
  }
  const auto [place, is_new] = latest_.try_emplace(About(event), event.id);
  if (!is_new) {
    told_.erase(place->second);
    place->second = event.id;
  }
  told_.insert_or_assign(event.id, Told{event, causes});
  return causes;
}

}  // namespace umsim
