// EventReader: one event line of a JSON Lines trace, read.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "models/machine/system.h"
#include "traces/kinds.h"
#include "traces/vocabulary/event.h"

namespace umsim::jsonl {

class EventReader {
 public:
  explicit EventReader(const System& system);

  // read throws LineError.
  [[nodiscard]] Event read(const nlohmann::json& line) const;

 private:
  using Names = std::map<std::string, std::uint16_t, std::less<>>;

  [[nodiscard]] std::uint16_t object(const nlohmann::json& line, ObjectMeaning meaning) const;
  [[nodiscard]] std::uint64_t value(const nlohmann::json& line, const char* key,
                                    ValueMeaning meaning) const;
  [[nodiscard]] std::uint64_t lock(const nlohmann::json& line, const char* key) const;

  Names cpus_;
  Names threads_;
  Names lists_;
  Names apcs_;
  Names objects_;
  Names queues_;
};

}  // namespace umsim::jsonl
