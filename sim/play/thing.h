// Things: what of the machine has a state of its own that can be watched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/machine/image.h"

namespace umsim::play {

class Thing {
 public:
  enum class Kind : std::uint8_t { thread, lock, list, ready_queue, queue, apc, object };

  Thing(Kind kind, std::string name, std::uint16_t index)
      : kind_(kind), name_(std::move(name)), index_(index) {}

  [[nodiscard]] Kind kind() const { return kind_; }

  // As one would type it: "lock W1".
  [[nodiscard]] const std::string& name() const { return name_; }

  // What `state` says of it (state_text.h).
  [[nodiscard]] std::string text(const Machine& machine) const;

  // Every word that the text can have, once.
  [[nodiscard]] std::vector<std::string> words(const System& system) const;

 private:
  Kind kind_;
  std::string name_;
  std::uint16_t index_;
};

// thing_named() gives the thing that is called so; nothing when there is none. Names are of one
// name space, but for locks, which are called as their workers.
[[nodiscard]] std::optional<Thing> thing_named(const System& system, const std::string& name);

// lock_of() gives the lock of the worker of that name, or a sentence with a suggestion.
[[nodiscard]] std::variant<Thing, std::string> lock_of(const System& system,
                                                       const std::string& name);

// The names of all things, without locks.
[[nodiscard]] std::vector<std::string> names_of_things(const System& system);

// "no worker is called "W9"; did you mean W1?"
[[nodiscard]] std::string no_such(const std::string& what, const std::string& typed,
                                  const std::vector<std::string>& known);

// The words of a text, without what stands between them.
[[nodiscard]] std::vector<std::string> words_of_text(const std::string& text);

}  // namespace umsim::play
