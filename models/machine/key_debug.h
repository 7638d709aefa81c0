// The description of debug registers: those of the user portions, those that the kernel lends, and
// those that the CPUs have. A state has no other addresses than the scenario, so that a key has
// their positions among these. Systems that use no debug registers have nothing of this in their
// keys.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/machine/key_fields.h"

namespace umsim {

// Addresses, those of debug_addresses(), must outlive it.
template <class Codec>
class KeyDebug {
 public:
  using Fields = KeyFields<Codec>;

  KeyDebug(const Machine& machine, const std::vector<std::uint64_t>& addresses)
      : machine_(machine), addresses_(addresses), bits_(bits_for(addresses.size())) {}

  // What threads there are and what threads the CPUs have must come before it.
  void describe(Fields& fields) {
    const System& system = machine_.system();
    if (!system.debug_registers) {
      return;
    }
    for (std::size_t i = 0; i < system.threads.size(); ++i) {
      thread(fields, ThreadId(i));
    }
    for (std::size_t i = 0; i < system.cpus; ++i) {
      if (fields.live(machine_.cpu(CpuId(i)).current.valid())) {
        address(fields, machine_.debug_registers(CpuId(i)).address);
      }
    }
  }

 private:
  void thread(Fields& fields, ThreadId id) {
    if (!fields.live(machine_.kthread(id).state != ThreadState::ended)) {
      return;
    }
    address(fields, machine_.context_holder(id).address);
    if (fields.live(!machine_.system().is_worker(id))) {
      LentDebugRegisters& lent = machine_.lent_debug_registers(id);
      fields.worker(lent.worker);
      if (fields.live(lent.worker.valid())) {
        address(fields, lent.address);
      }
    }
  }

  void address(Fields& fields, std::uint64_t& field) {
    const auto found = std::lower_bound(addresses_.begin(), addresses_.end(), field);
    auto position = static_cast<std::size_t>(found - addresses_.begin());
    fields.check(found != addresses_.end() && *found == field);
    fields.number(position, bits_);
    if constexpr (Codec::kUnpacks) {
      field = position < addresses_.size() ? addresses_[position] : 0;
    }
  }

  const Machine machine_;
  const std::vector<std::uint64_t>& addresses_;
  const unsigned bits_;
};

}  // namespace umsim
