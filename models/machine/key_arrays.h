// The arrays of a state that keys are made of, found once: the accesses to them are the search's
// most frequent. No description: what of an array is in a key is in key_description.h and
// key_registers.h.
#pragma once

#include <cstddef>
#include <span>

#include "models/machine/image.h"

namespace umsim {

// Indexed by thread, workers first.
struct KeyArrays {
  explicit KeyArrays(const Machine& machine)
      : workers(machine.system().workers),
        cpus(array<Cpu>(machine, machine.layout().cpus, machine.system().cpus)),
        kthreads(threads<KThread>(machine, machine.layout().kthreads)),
        users(threads<UserPortion>(machine, machine.layout().users)),
        newest(threads<Registers>(machine, machine.layout().newest)),
        staging(array<TrapFrame>(machine, machine.layout().staging, machine.system().workers)) {}

  [[nodiscard]] std::size_t threads_end() const { return kthreads.size(); }
  // Primaries and standard threads.
  [[nodiscard]] std::span<KThread> beside_workers() const { return kthreads.subspan(workers); }

  std::size_t workers;
  std::span<Cpu> cpus;
  std::span<KThread> kthreads;
  std::span<UserPortion> users;
  std::span<Registers> newest;
  std::span<TrapFrame> staging;  // of the workers

 private:
  template <class T>
  static std::span<T> array(const Machine& machine, std::size_t offset, std::size_t count) {
    return {reinterpret_cast<T*>(machine.block().data() + offset), count};
  }
  template <class T>
  static std::span<T> threads(const Machine& machine, std::size_t offset) {
    return array<T>(machine, offset, machine.system().threads.size());
  }
};

}  // namespace umsim
