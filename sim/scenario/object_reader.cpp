#include "sim/scenario/object_reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

std::vector<std::string> names_of(const KeyTable& table) {
  std::vector<std::string> names;
  for (const Key& key : table.keys) names.emplace_back(key.name);
  return names;
}

// None when the spelling is not plain digits, or the number is more than 64 bits hold.
std::optional<std::uint64_t> whole_number(std::string_view spelling) {
  std::uint64_t number = 0;
  for (const char digit : spelling) {
    if (digit < '0' || digit > '9' || number > (UINT64_MAX - 9) / 10) return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_other = [](char c) { return (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  if (text.empty() || text.size() > kLongestName || !is_letter(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || is_other(c); });
}

}  // namespace

void add_type_problem(const json::Value& value, std::string_view what, std::string_view expected,
                      Problems& problems) {
  problems.add(value.where,
               fmt::format("{} must be {}, not {}", what, expected, json::name_of(value.type)));
}

std::optional<Located<std::string>> read_text(const json::Value& value, std::string_view what,
                                              Problems& problems) {
  if (value.type != json::Type::string) {
    add_type_problem(value, what, "a text", problems);
    return std::nullopt;
  }
  if (value.text.find_first_not_of(" \t\n") == std::string::npos) {
    problems.add(value.where, fmt::format("{} is empty", what));
    return std::nullopt;
  }
  if (printable(value.text) != value.text) {
    problems.add(value.where, fmt::format("{} holds a control character", what));
    return std::nullopt;
  }
  return Located<std::string>{value.text, value.where};
}

std::optional<Located<std::uint64_t>> read_whole(const json::Value& value, std::string_view what,
                                                 Range range, Problems& problems) {
  const auto number = value.type == json::Type::number ? whole_number(value.text) : std::nullopt;
  if (number && *number >= range.least && *number <= range.most) {
    return Located<std::uint64_t>{*number, value.where};
  }
  problems.add(value.where, fmt::format("{} must be a whole number from {} to {}", what,
                                        range.least, range.most));
  return std::nullopt;
}

std::optional<Located<Quantity>> read_quantity(const json::Value& value, std::string_view what,
                                               Zero zero, Problems& problems) {
  if (value.type != json::Type::string) {
    add_type_problem(value, what, "a time with its unit, as \"20us\"", problems);
    return std::nullopt;
  }
  const auto parsed = parse_quantity(value.text);
  if (const auto* error = std::get_if<QuantityError>(&parsed)) {
    Diagnostic& problem = problems.add(value.where, error->message);
    problem.suggestion = error->suggestion;
    if (error->about_unit) problem.notes.emplace_back("known units: ns us ms s cycles");
    return std::nullopt;
  }
  const auto quantity = std::get<Quantity>(parsed);
  if (quantity.amount == 0 && zero == Zero::refused) {
    problems.add(value.where, fmt::format("{} must be more than nothing", what));
    return std::nullopt;
  }
  return Located<Quantity>{quantity, value.where};
}

std::optional<Located<std::string>> read_name(const json::Value& value, std::string_view what,
                                              Problems& problems) {
  auto name = read_text(value, what, problems);
  if (!name || is_name(name->value)) return name;
  problems.add(value.where, fmt::format("{} is no name", quoted(name->value)))
      .notes.push_back(fmt::format(
          "a name has letters, digits, _ and -, begins with a letter, and is at most {} long",
          kLongestName));
  return std::nullopt;
}

ObjectReader::ObjectReader(const json::Value& value, const KeyTable& table, Problems& problems)
    : value_(value), problems_(problems) {
  if (!good()) {
    add_type_problem(value, table.what, "an object", problems);
    return;
  }
  check_known(table);
  check_required(table);
}

void ObjectReader::check_known(const KeyTable& table) {
  const std::vector<std::string> known = names_of(table);
  for (const json::Member& member : value_.members) {
    const std::string& key = member.key.value;
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    Diagnostic& problem = problems_.add(
        member.key.where, fmt::format("unknown key {} in {}", quoted(key), table.what));
    if (const auto guess = closest(key, known)) {
      problem.suggestion = did_you_mean(fmt::format("\"{}\"", *guess));
      meant_.push_back(*guess);
    }
    problem.notes.push_back(fmt::format("known keys: {}", joined(known, " ")));
  }
}

void ObjectReader::check_required(const KeyTable& table) {
  for (const Key& key : table.keys) {
    if (!key.required || has(key.name)) continue;
    problems_.add(value_.where, fmt::format("{} needs \"{}\"", table.what, key.name));
  }
}

bool ObjectReader::has(std::string_view key) const {
  return get(key) != nullptr || std::find(meant_.begin(), meant_.end(), key) != meant_.end();
}

const json::Value* ObjectReader::get(std::string_view key) const { return value_.find(key); }

std::optional<Located<std::string>> ObjectReader::text(std::string_view key) const {
  const json::Value* value = get(key);
  if (value == nullptr) return std::nullopt;
  return read_text(*value, fmt::format("\"{}\"", key), problems_);
}

std::optional<Located<std::string>> ObjectReader::name(std::string_view key) const {
  const json::Value* value = get(key);
  if (value == nullptr) return std::nullopt;
  return read_name(*value, fmt::format("\"{}\"", key), problems_);
}

std::optional<Located<std::uint64_t>> ObjectReader::whole(std::string_view key, Range range) const {
  const json::Value* value = get(key);
  if (value == nullptr) return std::nullopt;
  return read_whole(*value, fmt::format("\"{}\"", key), range, problems_);
}

std::optional<Located<Quantity>> ObjectReader::quantity(std::string_view key, Zero zero) const {
  const json::Value* value = get(key);
  if (value == nullptr) return std::nullopt;
  return read_quantity(*value, fmt::format("\"{}\"", key), zero, problems_);
}

std::optional<Located<bool>> ObjectReader::flag(std::string_view key) const {
  const json::Value* value = get(key);
  if (value == nullptr) return std::nullopt;
  if (value->type == json::Type::boolean) return Located<bool>{value->text == "true", value->where};
  add_type_problem(*value, fmt::format("\"{}\"", key), "true or false", problems_);
  return std::nullopt;
}

const std::vector<json::Value>& ObjectReader::list(std::string_view key) const {
  static const std::vector<json::Value> kEmpty;
  const json::Value* value = get(key);
  if (value == nullptr) return kEmpty;
  if (value->type == json::Type::array) return value->elements;
  add_type_problem(*value, fmt::format("\"{}\"", key), "a list", problems_);
  return kEmpty;
}

std::vector<Located<std::string>> ObjectReader::texts(std::string_view key) const {
  std::vector<Located<std::string>> result;
  const std::string what = fmt::format("an entry of \"{}\"", key);
  for (const json::Value& entry : list(key)) {
    auto text = read_text(entry, what, problems_);
    if (text) result.push_back(std::move(*text));
  }
  return result;
}

}  // namespace umsim::loading
