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

// Fields and addresses, those of debug_addresses(), must outlive it.
template <class Codec>
class KeyDebug {
 public:
  KeyDebug(KeyFields<Codec>& fields, const Machine& machine,
           const std::vector<std::uint64_t>& addresses)
      : fields_(fields),
        machine_(machine),
        addresses_(addresses),
        bits_(bits_for(addresses.size())) {}

  // What threads there are and what threads the CPUs have must come before it.
  void describe() {
    const System& system = machine_.system();
    if (!system.debug_registers) {
      return;
    }
    for (std::size_t i = 0; i < system.threads.size(); ++i) {
      thread(ThreadId(i));
    }
    for (std::size_t i = 0; i < system.cpus; ++i) {
      if (fields_.live(machine_.cpu(CpuId(i)).current.valid())) {
        address(machine_.debug_registers(CpuId(i)).address);
      }
    }
  }

 private:
  void thread(ThreadId id) {
    if (!fields_.live(machine_.kthread(id).state != ThreadState::ended)) {
      return;
    }
    address(machine_.context_holder(id).address);
    if (fields_.live(!machine_.system().is_worker(id))) {
      LentDebugRegisters& lent = machine_.lent_debug_registers(id);
      fields_.worker(lent.worker);
      if (fields_.live(lent.worker.valid())) {
        address(lent.address);
      }
    }
  }

  void address(std::uint64_t& field) {
    const auto found = std::lower_bound(addresses_.begin(), addresses_.end(), field);
    auto position = static_cast<std::size_t>(found - addresses_.begin());
    fields_.check(found != addresses_.end() && *found == field);
    fields_.number(position, bits_);
    if constexpr (Codec::kUnpacks) {
      field = position < addresses_.size() ? addresses_[position] : 0;
    }
  }

  KeyFields<Codec>& fields_;
  const Machine machine_;
  const std::vector<std::uint64_t>& addresses_;
  const unsigned bits_;
};

}  // namespace umsim
