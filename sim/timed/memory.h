// Memory: the one memory of the machine, with the interconnect that joins the caches to it.
//
// It holds no bytes, since the image is the memory; it serves lines to caches and knows what a
// transfer costs. A directory says which caches hold a line, so that only these are told of another
// one's access. Requests never queue: a contended line costs its transfer and no more. The detailed
// memory systems come later behind the same sockets.
#pragma once

#include <cstdint>
#include <systemc>
#include <tlm>
#include <vector>

#include <tlm_utils/multi_passthrough_target_socket.h>

#include "sim/scenario/machine_profile.h"
#include "sim/timed/cache.h"

namespace umsim::timed {

class Memory : public sc_core::sc_module {
 public:
  // Both are bound once a CPU, in the order of the CPUs.
  tlm_utils::multi_passthrough_target_socket<Memory> caches;
  sc_core::sc_port<Snoop, 0> snoops;

  Memory(const sc_core::sc_module_name& name, const MachineProfile& profile);

 private:
  using Holders = std::vector<int>;  // numbers of caches, each once

  void serve(int cache, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void serve_read(int cache, Sharing& sharing, std::uint64_t address);
  void serve_write(int cache, std::uint64_t address);
  Holders& holders_of(std::uint64_t address);

  std::uint64_t line_bytes_;
  sc_core::sc_time transfer_time_;
  std::vector<Holders> directory_;  // by line, as far as any has been asked for
};

}  // namespace umsim::timed
