#include "traces/alignment_words.h"

#include <fmt/format.h>

#include "traces/phrases.h"

namespace umsim {
namespace {

using Threads = std::vector<std::string>;

// "W1", "W1 and P1", "W1, W2 and P1".
std::string listed(const Threads& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : (i + 1 == names.size() ? " and " : ", ");
    text += names[i];
  }
  return text;
}

template <class Condition>
Threads threads_that(const Alignment& alignment, Condition condition) {
  Threads names;
  for (const ThreadComparison& thread : alignment.threads()) {
    if (condition(thread)) names.push_back(thread.name);
  }
  return names;
}

std::string verb(const Threads& names) { return names.size() == 1 ? "does" : "do"; }

enum class Verdict : std::uint8_t { same, changed, moved, other, more_left, more_right };

Verdict verdict_of(const ThreadComparison& thread) {
  const std::uint32_t before = thread.before;
  if (thread.only_left() + thread.only_right() != 0) {
    if (before == thread.left_events) return Verdict::more_right;
    if (before == thread.right_events) return Verdict::more_left;
    return Verdict::other;
  }
  if (thread.changed != 0) return Verdict::changed;
  return thread.moved != 0 ? Verdict::moved : Verdict::same;
}

// What the histories of the threads come to.
std::string finding(const Alignment& alignment) {
  std::string text;
  const auto add = [&](Verdict verdict, std::string_view what) {
    const Threads names = threads_that(
        alignment, [&](const ThreadComparison& thread) { return verdict_of(thread) == verdict; });
    if (names.empty()) return;
    text += fmt::format("{}{} {} {}", text.empty() ? "" : "; ", listed(names), verb(names), what);
  };
  add(Verdict::other, "something else");
  add(Verdict::changed, "the same by other steps or with other values");
  add(Verdict::moved, "the same, but some of it in another order");
  add(Verdict::more_left, "more in the first trace");
  add(Verdict::more_right, "more in the second trace");
  if (!text.empty()) return text + ".";
  return alignment.count(Alike::moved_left) != 0
             ? "Every thread does the same, but in another order."
             : "Every thread does the same in the same order; times, CPUs or causes differ.";
}

std::string counts(const Alignment& alignment) {
  std::string text =
      fmt::format("Of {} and {} events {} are the same", with_commas(alignment.left().size()),
                  with_commas(alignment.right().size()), with_commas(alignment.count(Alike::same)));
  const auto add = [&](Alike how, std::string_view what) {
    const std::uint32_t count = alignment.count(how);
    if (count != 0) text += fmt::format(", {} {}", with_commas(count), what);
  };
  add(Alike::shifted, "the same but for time, CPU or cause");
  add(Alike::moved_left, "in another order");
  add(Alike::changed, "by another step, about something else or with another value");
  add(Alike::only_left, "only in the first trace");
  add(Alike::only_right, "only in the second");
  return text + ".";
}

std::string phrase_at(const Trace& trace, std::uint32_t position) {
  const Event& event = trace.at(position);
  return fmt::format("{} (#{})", Phrases(*trace.system).of(event), event.id);
}

std::string order(const Alignment& alignment, const Reordered& first) {
  return fmt::format("The first in another order: {} comes {} in the second trace (#{}), {} {}.",
                     phrase_at(alignment.left(), first.left), first.later ? "later" : "earlier",
                     alignment.right().at(first.right).id, first.later ? "behind" : "before",
                     phrase_at(alignment.right(), first.beside));
}

}  // namespace

std::vector<std::string> alignment_sentences(const Alignment& alignment) {
  if (!alignment.differ()) return {};
  std::vector<std::string> sentences = {finding(alignment), counts(alignment)};
  if (const auto first = alignment.reordered()) sentences.push_back(order(alignment, *first));
  const Threads bounded =
      threads_that(alignment, [](const ThreadComparison& thread) { return !thread.shortest; });
  if (!bounded.empty()) {
    sentences.push_back(fmt::format(
        "What {} {} differs too much to be aligned in the best way: more of it may be the same.",
        listed(bounded), verb(bounded)));
  }
  return sentences;
}

}  // namespace umsim
