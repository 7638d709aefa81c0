#include "sim/scenario/name_table.h"

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim::loading {

std::string_view word_for(NameKind kind) {
  switch (kind) {
    case NameKind::thread: return "thread";
    case NameKind::scheduler: return "scheduler";
    case NameKind::list: return "list";
    case NameKind::program: return "program";
    case NameKind::event: return "event";
    case NameKind::process: return "process";
    case NameKind::object: return "object";
  }
  return "thing";
}

namespace {

std::string with_article(NameKind kind) {
  const bool vowel = kind == NameKind::event || kind == NameKind::object;
  return fmt::format("{} {}", vowel ? "an" : "a", word_for(kind));
}

}  // namespace

void NameTable::add(NameKind kind, const Text& name, std::size_t index, Problems& problems) {
  const auto [entry, added] = entries_.emplace(name.value, Entry{kind, index, name.where.at.line});
  if (added) {
    in_order_.emplace_back(kind, name.value);
    return;
  }
  problems.add(name.where, fmt::format("the name {} is taken", quoted(name.value)))
      .notes.push_back(fmt::format("it is that of the {} in line {}", word_for(entry->second.kind),
                                   entry->second.line));
}

std::optional<std::size_t> NameTable::find(NameKind kind, const Text& name,
                                           Problems& problems) const {
  const auto found = entries_.find(name.value);
  if (found != entries_.end() && found->second.kind == kind) return found->second.index;
  if (found != entries_.end()) {
    problems.add(name.where, fmt::format("{} is {}, not {}", quoted(name.value),
                                         with_article(found->second.kind), with_article(kind)));
    return std::nullopt;
  }
  if (!complete(kind)) return std::nullopt;
  std::vector<std::string> known;
  for (const auto& [other, text] : in_order_) {
    if (other == kind) known.push_back(text);
  }
  problems.unknown(name, word_for(kind), known);
  return std::nullopt;
}

}  // namespace umsim::loading
