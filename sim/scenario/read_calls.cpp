// Calls of the user-mode API: JSON to raw.
#include <fmt/format.h>

#include "sim/scenario/keys.h"
#include "sim/scenario/object_reader.h"
#include "sim/scenario/read_raw.h"

namespace umsim::loading {

namespace {

constexpr std::uint64_t kMostLength = 0xFFFF;
constexpr std::uint64_t kMostValue = 0xFF;
constexpr std::uint64_t kMostVersion = 0xFFFF;

// One status, or a list of those that may be returned.
std::vector<Text> read_expected(const ObjectReader& options) {
  const json::Value* value = options.get("expect");
  if (value == nullptr || value->type == json::Type::array) return options.texts("expect");
  const auto status = options.text("expect");
  return status ? std::vector<Text>{*status} : std::vector<Text>{};
}

}  // namespace

std::optional<RawCall> read_call(const json::Value& step, Problems& problems) {
  if (step.elements.size() > 2) {
    problems.add(step.where, fmt::format("this step must be written as [\"{0}\"] or [\"{0}\", "
                                         "{{\"expect\": \"ERROR_SUCCESS\"}}]",
                                         step.elements[0].text));
    return std::nullopt;
  }
  RawCall call;
  if (step.elements.size() == 1) return call;
  const ObjectReader options(step.elements[1], kCallKeys, problems);
  if (!options.good()) return std::nullopt;
  call.thread = options.text("thread");
  call.list = options.text("list");
  call.scheduler = options.text("scheduler");
  call.version = options.whole("version", {0, kMostVersion});
  call.info = options.text("class");
  call.length = options.whole("length", {0, kMostLength});
  call.value = options.whole("value", {0, kMostValue});
  call.expect = read_expected(options);
  return call;
}

}  // namespace umsim::loading
