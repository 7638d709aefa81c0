// Phrases: an event in a few words, for people.
//
//   W1 enters the kernel (sleep)
//   directed switch P1 => W1
//   lock W1 -/0 > P1/0
//
// A lock word is written as owner/kernel holders. The words are those of the table in
// traces/kinds.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/machine/system.h"
#include "traces/kinds.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class Phrases {
 public:
  // `system` must outlive the phrases.
  explicit Phrases(const System& system) : system_(&system) {}

  [[nodiscard]] std::string of(const Event& event) const;

  // lock_word gives "P1/0" for a packed UmsLock.
  [[nodiscard]] std::string lock_word(std::uint64_t packed) const;

  // thread gives the thread's name, "-" for none; so do the others.
  [[nodiscard]] std::string thread(std::uint64_t index) const;

  // value gives an old or new value in words.
  [[nodiscard]] std::string value(ValueMeaning meaning, std::uint64_t value) const;

 private:
  [[nodiscard]] std::string fill(std::string_view key, const Event& event) const;
  [[nodiscard]] std::string object(const Event& event) const;

  const System* system_;
};

// printable gives `text` with everything that could upset a terminal written as \xNN.
[[nodiscard]] std::string printable(std::string_view text);

// with_commas gives a number as "1,234,567".
[[nodiscard]] std::string with_commas(std::uint64_t number);

}  // namespace umsim
