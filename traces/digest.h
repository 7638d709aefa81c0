// DigestSink: one number that two traces share if, and in practice only if, their events are the
// same to the byte.
//
//   5f0b1c3a99d2e4b7
//
// It is the XXH3 hash (64 bits, seed 0) of the event lines of the JSON Lines format, each with its
// line end; the header does not count. Nothing in it depends on machine, compiler, title or file
// name.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "traces/jsonl_format.h"
#include "traces/sink.h"

struct XXH3_state_s;

namespace umsim {

class DigestSink final : public Sink {
 public:
  DigestSink();
  ~DigestSink() override;
  DigestSink(const DigestSink&) = delete;
  DigestSink& operator=(const DigestSink&) = delete;

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void end() override {}

  // digest gives the 16 hexadecimal digits over the events so far.
  [[nodiscard]] std::string digest() const;

 private:
  struct Release {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Release> state_;
  std::optional<JsonlFormat> format_;
  fmt::memory_buffer line_;
};

}  // namespace umsim
