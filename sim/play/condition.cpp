#include "sim/play/condition.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim::play {
namespace {

using Kind = Thing::Kind;
using Words = Condition::Words;
using Answer = std::variant<Condition, std::string>;

constexpr std::string_view kNobody = "-";

std::optional<Amount> read_amount(const std::string& typed) {
  constexpr std::size_t kMostDigits = 9;
  const std::size_t begin = std::min(typed.find_first_of("0123456789"), typed.size());
  const std::string_view sign = std::string_view(typed).substr(0, begin);
  const std::string digits = typed.substr(begin);
  const bool is_sign =
      sign.empty() || sign == "<" || sign == "<=" || sign == ">" || sign == ">=" || sign == "=";
  const bool is_number = !digits.empty() && digits.size() <= kMostDigits &&
                         digits.find_first_not_of("0123456789") == std::string::npos;
  if (!is_sign || !is_number) return std::nullopt;
  return Amount{typed, std::stoull(digits)};
}

bool has_items(Kind kind) {
  return kind == Kind::list || kind == Kind::ready_queue || kind == Kind::queue;
}

// How many workers stand on a list or in a queue of which this is said.
std::size_t items_in(const std::string& said) {
  const std::string items = said.substr(0, said.find(';'));
  if (items == "absent" || items.ends_with("empty")) return 0;
  return static_cast<std::size_t>(std::ranges::count(items, ',')) + 1;
}

Answer read_lock_word(const System& system, const Thing& thing, const std::string& typed) {
  const std::string shape = fmt::format(
      "a lock is OWNER/HOLDERS, such as P1/1, or one of them, such as P1/ or /1; not {}",
      loading::quoted(typed));
  const std::size_t slash = typed.find('/');
  if (slash == std::string::npos || typed == "/") return shape;
  Condition::LockWord word;
  if (slash != 0) word.owner = typed.substr(0, slash);
  if (slash + 1 < typed.size()) {
    word.holders = read_amount(typed.substr(slash + 1));
    if (!word.holders) return shape;
  }
  const Words known = thing.words(system);
  if (word.owner && *word.owner != kNobody && std::ranges::find(known, *word.owner) == known.end())
    return no_such("thread", *word.owner, known);
  return Condition(thing, word, typed);
}

Answer read_words(const System& system, const Thing& thing, const Words& words) {
  const Words known = thing.words(system);
  Words read;
  for (const std::string& typed : words) {
    for (std::string& word : words_of_text(typed)) {
      if (std::ranges::find(known, word) == known.end()) {
        return fmt::format("state never says {} of {}{}", loading::quoted(word), thing.name(),
                           loading::guess_text(word, known));
      }
      read.push_back(std::move(word));
    }
  }
  return Condition(thing, std::move(read), loading::joined(words, " "));
}

}  // namespace

bool Amount::is_met_by(std::uint64_t value) const {
  const bool may_be_equal = typed.find('=') != std::string::npos;
  if (typed.front() == '<') return may_be_equal ? value <= number : value < number;
  if (typed.front() == '>') return may_be_equal ? value >= number : value > number;
  return value == number;
}

bool Condition::holds(const std::string& said) const {
  if (const auto* amount = std::get_if<Amount>(&value_)) return amount->is_met_by(items_in(said));
  if (const auto* words = std::get_if<Words>(&value_)) {
    const Words all = words_of_text(said);
    return std::search(all.begin(), all.end(), words->begin(), words->end()) != all.end();
  }
  const auto& lock = std::get<LockWord>(value_);
  const std::size_t slash = said.find('/');
  const bool owner = !lock.owner || said.substr(0, slash) == *lock.owner;
  return owner && (!lock.holders || lock.holders->is_met_by(std::stoull(said.substr(slash + 1))));
}

std::variant<Condition, std::string> read_condition(const System& system, const Thing& thing,
                                                    const Words& words) {
  const std::string together = loading::joined(words, "");
  if (words.empty()) return fmt::format("what is {} to be? state says what it is", thing.name());
  if (thing.kind() == Kind::lock) return read_lock_word(system, thing, together);
  if (has_items(thing.kind())) {
    if (auto amount = read_amount(together)) return Condition(thing, std::move(*amount), together);
  }
  return read_words(system, thing, words);
}

}  // namespace umsim::play
