// ObjectReader: reads an object of known keys, member by member, and adds a problem for all that is
// wrong with it.
//
// What it returns is either what the file says, checked for type and range, or nothing; nothing
// means that the key is absent or that a problem was added. Whether a key that is absent matters is
// said by the key table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/json_value.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/problems.h"
#include "sim/scenario/quantity.h"

namespace umsim::loading {

struct Range {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

enum class Zero : std::uint8_t { allowed, refused };

// Readers of a single value; `what` names it in messages: "cpus", in quotes, or 'an entry of
// "covers"'.
std::optional<Located<std::string>> read_text(const json::Value& value, std::string_view what,
                                              Problems& problems);
std::optional<Located<std::uint64_t>> read_whole(const json::Value& value, std::string_view what,
                                                 Range range, Problems& problems);
std::optional<Located<Quantity>> read_quantity(const json::Value& value, std::string_view what,
                                               Zero zero, Problems& problems);
// A name that the file gives to something: letters, digits, '_' and '-', a letter first.
std::optional<Located<std::string>> read_name(const json::Value& value, std::string_view what,
                                              Problems& problems);

// Adds 'WHAT must be EXPECTED, not ...' about the value's type.
void add_type_problem(const json::Value& value, std::string_view what, std::string_view expected,
                      Problems& problems);

class ObjectReader {
 public:
  // Checks keys: unknown ones and required ones that are absent become problems at once.
  ObjectReader(const json::Value& value, const KeyTable& table, Problems& problems);

  // False: the value is no object, and nothing can be read.
  [[nodiscard]] bool good() const { return value_.type == json::Type::object; }
  [[nodiscard]] const Where& where() const { return value_.where; }
  [[nodiscard]] Problems& problems() const { return problems_; }

  // True: the key is there, or one that is unknown and probably means it. Its absence is then no
  // second problem.
  [[nodiscard]] bool has(std::string_view key) const;

  // The member's value as it stands, or null.
  [[nodiscard]] const json::Value* get(std::string_view key) const;

  std::optional<Located<std::string>> text(std::string_view key) const;
  std::optional<Located<std::string>> name(std::string_view key) const;
  std::optional<Located<std::uint64_t>> whole(std::string_view key, Range range) const;
  std::optional<Located<Quantity>> quantity(std::string_view key, Zero zero) const;
  std::optional<Located<bool>> flag(std::string_view key) const;

  // The entries of a list; none when the key is absent.
  [[nodiscard]] const std::vector<json::Value>& list(std::string_view key) const;
  std::vector<Located<std::string>> texts(std::string_view key) const;

 private:
  void check_known(const KeyTable& table);
  void check_required(const KeyTable& table);

  const json::Value& value_;
  Problems& problems_;
  std::vector<std::string> meant_;  // known keys that unknown ones probably mean
};

}  // namespace umsim::loading
