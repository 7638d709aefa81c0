// The first line of a JSON Lines trace, read: the header and the System that gives its things their
// names.
#pragma once

#include <memory>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "traces/sink.h"

namespace umsim::jsonl {

// What is wrong with a line; the reader adds which line.
class LineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// member gives the value of a key of an object. Throws LineError when there is none.
[[nodiscard]] const nlohmann::json& member(const nlohmann::json& object, const char* key);

// number and text give a member of that type. Throw LineError when it is of another.
[[nodiscard]] std::uint64_t number(const nlohmann::json& object, const char* key);
[[nodiscard]] const std::string& text(const nlohmann::json& object, const char* key);

struct HeaderLine {
  std::unique_ptr<const System> system;
  TraceHeader header;
};

// read_header throws LineError.
[[nodiscard]] HeaderLine read_header(const nlohmann::json& line);

}  // namespace umsim::jsonl
