#include "sim/scenario/json_value.h"

#include <fmt/format.h>

namespace umsim::loading::json {

namespace {

std::string escaped_for_pointer(std::string_view key) {
  std::string result;
  for (const char character : key) {
    if (character == '~') {
      result += "~0";
    } else if (character == '/') {
      result += "~1";
    } else {
      result += character;
    }
  }
  return result;
}

void fill(Value& value, const std::string& pointer) {
  value.where.pointer = pointer;
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    fill(value.elements[i], fmt::format("{}/{}", pointer, i));
  }
  for (Member& member : value.members) {
    const std::string own = fmt::format("{}/{}", pointer, escaped_for_pointer(member.key.value));
    member.key.where.pointer = own;
    fill(member.value, own);
  }
}

}  // namespace

void fill_pointers(Value& document) { fill(document, ""); }

const Value* Value::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key.value == key) return &member.value;
  }
  return nullptr;
}

std::string_view name_of(Type type) {
  switch (type) {
    case Type::null: return "null";
    case Type::boolean: return "true or false";
    case Type::number: return "a number";
    case Type::string: return "a text";
    case Type::array: return "a list";
    case Type::object: return "an object";
  }
  return "nothing";
}

}  // namespace umsim::loading::json
