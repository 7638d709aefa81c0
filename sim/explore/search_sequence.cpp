#include "sim/explore/search_sequence.h"

#include "sim/explore/explorer.h"

namespace umsim::explore {
namespace {

// Of all that has been kept; a finding takes at least so many bytes, as does a result.
constexpr std::size_t kLeastBytes = 3;

void save(const Finding& finding, SaveSink& sink) {
  put_value(sink, finding.fault);
  put_value(sink, finding.code);
  put_list(sink, finding.path);
  put_value(sink, std::uint64_t{finding.keys.size()});
  for (const auto& key : finding.keys) {
    put_list(sink, key);
  }
  put_value(sink, std::uint64_t{finding.cycle});
}

Finding load_finding(SaveSource& source) {
  Finding finding;
  finding.fault = get_value<Fault>(source);
  finding.code = get_value<std::uint16_t>(source);
  finding.path = get_list<ChoiceCode>(source);
  finding.keys.resize(get_count(source, sizeof(std::uint64_t)));
  for (auto& key : finding.keys) {
    key = get_list<std::byte>(source);
  }
  finding.cycle = get_value<std::uint64_t>(source);
  return finding;
}

void save(const SearchResult& result, SaveSink& sink) {
  put_value(sink, result.verdict);
  put_value(sink, result.stop);
  put_value(sink, result.progress_judged);
  put_value(sink, result.cycles_judged);
  put_value(sink, std::uint64_t{result.findings.size()});
  for (const Finding& finding : result.findings) {
    save(finding, sink);
  }
  save(result.statistics, sink);
  result.marks.save(sink);
}

SearchResult load_result(SaveSource& source) {
  SearchResult result;
  result.verdict = get_value<Verdict>(source);
  result.stop = get_value<Stop>(source);
  result.progress_judged = get_value<bool>(source);
  result.cycles_judged = get_value<bool>(source);
  for (std::uint64_t left = get_count(source, kLeastBytes); left > 0; --left) {
    result.findings.push_back(load_finding(source));
  }
  result.statistics = load_statistics(source);
  result.marks.load(source);
  return result;
}

}  // namespace

SearchSequence::SearchSequence(SearchKeeper* keeper, SaveSource* kept)
    : keeper_(keeper), kept_(kept) {
  if (kept_ == nullptr) {
    return;
  }
  for (std::uint64_t left = get_count(*kept_, kLeastBytes); left > 0; --left) {
    ended_.push_back(load_result(*kept_));
  }
}

std::optional<SearchResult> SearchSequence::next_known() {
  return asked_ < ended_.size() ? std::optional(ended_[asked_++]) : std::nullopt;
}

void SearchSequence::begin(Explorer& explorer) {
  if (kept_ != nullptr) {
    explorer.load(*kept_);
    kept_ = nullptr;
  }
}

// A fault that was found before the stop is the verdict: nothing is to be gone on with.
void SearchSequence::end(Explorer& explorer, const SearchResult& result) {
  if (result.verdict == Verdict::incomplete) {
    keep(explorer);
    return;
  }
  ended_.push_back(result);
  asked_ = ended_.size();
}

void SearchSequence::keep_if_due(Explorer& explorer) {
  if (keeper_ != nullptr && keeper_->is_due()) {
    keep(explorer);
  }
}

void SearchSequence::keep(Explorer& explorer) {
  if (keeper_ == nullptr || !explorer.has_begun()) {
    return;
  }
  keeper_->keep(explorer.status(), [&](SaveSink& sink) {
    put_value(sink, std::uint64_t{ended_.size()});
    for (const SearchResult& result : ended_) {
      save(result, sink);
    }
    explorer.save(sink);
  });
}

}  // namespace umsim::explore
