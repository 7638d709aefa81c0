// json::Value: a JSON document that remembers where each value stood in its file.
//
// It is made for messages: every value and every key has a position and a JSON pointer, keys keep
// their order, and numbers keep their spelling. It is not made for large data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"

namespace umsim::loading {

// A place in a file: where it is written, and which value of the document it is.
struct Where {
  SourcePosition at;
  std::string pointer;
};

template <class T>
struct Located {
  T value{};
  Where where;
};

namespace json {

enum class Type : std::uint8_t { null, boolean, number, string, array, object };

struct Member;

struct Value {
  Type type = Type::null;
  Where where;       // of an array or object: its opening bracket
  std::string text;  // string: its content; number, boolean: its spelling
  std::vector<Value> elements;
  std::vector<Member> members;  // each key once

  // The member's value, or null.
  [[nodiscard]] const Value* find(std::string_view key) const;
};

struct Member {
  Located<std::string> key;
  Value value;
};

// Gives every value and key of a whole document its pointer.
void fill_pointers(Value& document);

// "a text", "an object", ...: what a value is, for a message.
std::string_view name_of(Type type);

}  // namespace json
}  // namespace umsim::loading
