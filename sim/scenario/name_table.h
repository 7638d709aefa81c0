// NameTable: everything that a scenario gives a name to, in one name space, so that a name in a
// trace means one thing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/problems.h"
#include "sim/scenario/raw.h"

namespace umsim::loading {

// "thread", "scheduler", ...
[[nodiscard]] std::string_view word_for(NameKind kind);

class NameTable {
 public:
  // Adds a name; one that is taken is a problem, and the first one stands.
  void add(NameKind kind, const Text& name, std::size_t index, Problems& problems);

  // Some things of that kind could not be read, so that what is not found may be one of them.
  void set_incomplete(NameKind kind) { incomplete_.insert(kind); }
  [[nodiscard]] bool complete(NameKind kind) const { return incomplete_.count(kind) == 0; }

  // The index of what is called so; a problem is added when nothing of that kind is, and all of
  // them are known.
  std::optional<std::size_t> find(NameKind kind, const Text& name, Problems& problems) const;

 private:
  struct Entry {
    NameKind kind;
    std::size_t index;
    std::uint32_t line;
  };
  std::map<std::string, Entry> entries_;
  std::vector<std::pair<NameKind, std::string>> in_order_;
  std::set<NameKind> incomplete_;
};

}  // namespace umsim::loading
