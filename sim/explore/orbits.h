// Orbits: one key for all states that differ only in what is called what.
//
// CPUs are interchangeable, since no thread is bound to one, and so are the threads, schedulers and
// lists that a system tells apart by their names only (models/machine/symmetry.h). The states that
// become each other when such things change places are an orbit; its key is the least one among the
// keys of the states that look alike, part by part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/key.h"
#include "models/machine/renaming.h"

namespace umsim::explore {

struct Interchange {
  bool cpus = true;     // false: CPUs keep their numbers
  bool threads = true;  // false: threads, schedulers, lists and events keep their names
};

class Orbits {
 public:
  // System and layout must outlive it. `allows` says which renamings may be used, a group of them;
  // empty: all.
  using Allows = std::function<bool(const Renaming&)>;
  Orbits(const System& system, const Layout& layout, Interchange interchange,
         const Allows& allows = {});

  [[nodiscard]] std::size_t key_bytes() const { return format_.bytes(); }
  [[nodiscard]] bool sorts_cpus() const { return sorts_cpus_; }

  // The renamings in use; the first one changes nothing.
  [[nodiscard]] const std::vector<Renaming>& renamings() const { return renamings_; }

  // Writes the key of the state's orbit, and returns the position of the renaming that leads from
  // the state to the one whose key it is. It may exchange CPUs of the machine. Throws as
  // KeyFormat::pack does.
  std::size_t pack(const Machine& machine, std::span<std::byte> key);

  void unpack(std::span<const std::byte> key, const Machine& machine) const {
    format_.unpack(key, machine);
  }

 private:
  using Place = std::uint16_t;

  void sort_cpus(const Machine& machine) const;
  void look_at_threads(const Machine& machine);
  [[nodiscard]] bool looks_less(std::size_t left, std::size_t right) const;
  void choose_candidates();
  void pack_renamed(const Machine& machine, std::size_t renaming, std::span<std::byte> key);

  const System& system_;
  KeyFormat format_;
  bool sorts_cpus_;
  std::vector<Renaming> renamings_;
  std::vector<std::vector<Place>> sources_;  // of each renaming: which thread comes to each place
                                             // that some renaming fills anew
  Image renamed_;
  std::vector<std::uint64_t> looks_;     // of each thread
  std::vector<std::size_t> candidates_;  // renamings with the least looks
  std::vector<std::byte> other_;         // the key of a further candidate
};

}  // namespace umsim::explore
