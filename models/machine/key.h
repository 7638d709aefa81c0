// The search's key: the part of a state that can still matter, packed to bits.
//
// Dead fields are left out, register copies are reduced to fresh or stale, counters that only
// invariants need to their difference, what follows from other fields is derived again, and the
// ready order is no part of it. A step from an image and the same step from its unpacked key lead
// to equal keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/machine/image.h"
#include "models/user/policy.h"

namespace umsim {

// What the keys of one system look like; whoever packs many makes one KeyFormat and keeps it. The
// system and the layout must outlive it.
class KeyFormat {
 public:
  KeyFormat(const System& system, const Layout& layout);

  // Bytes of every key of this system.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  // Writes the key of the state; `key` must have bytes() bytes. Throws InternalError for a state
  // that no sequence of steps should lead to.
  void pack(const Machine& machine, std::span<std::byte> key) const;

  // Makes `machine` the representative state of the key.
  void unpack(std::span<const std::byte> key, const Machine& machine) const;

  // Bits of the fields whose width depends on the system.
  struct Widths {
    unsigned thread;
    unsigned worker;
    unsigned primary;
    unsigned scheduler;
    unsigned apc;
    unsigned position;
    unsigned repeat;
    unsigned object;
    unsigned service;
    unsigned rounds;
  };

  // What bounds the life of fields: where the primaries end among the threads, and steps.
  struct Bounds {
    std::size_t primaries_end;
    StepRef volatiles;
    StepRef extended;
    StepRef record;
    StepRef failed;
    StepRef attempt;
    StepRef wake;
    StepRef procedure_failed;
    SchedulerFeatures schedulers;
    ApiFeatures api;
    bool placed_faults;
    std::vector<std::uint64_t> debug_addresses;
    bool forged_tebs = false;     // a program loads TEBs by itself
    bool several_askers = false;  // more than one worker may send disassociate APCs
  };

 private:
  Widths widths_;
  Bounds bounds_;
  std::vector<std::byte> blank_;  // an image in which unpacking writes only what a key says
  std::size_t bytes_ = 0;
};

// For single keys: the same with a KeyFormat made for the occasion.
[[nodiscard]] std::size_t key_bytes(const System& system, const Layout& layout);
void pack_key(const Machine& machine, std::span<std::byte> key);
void unpack_key(std::span<const std::byte> key, const Machine& machine);

}  // namespace umsim
