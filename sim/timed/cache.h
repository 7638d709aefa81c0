// Cache: which lines of memory a CPU holds, and what an access to one costs.
//
// It keeps tags and no data: the image is the memory, and an offset in it is the address. A line is
// in one of the four states of the MESI protocol. A cache is as large as the image, so that a line
// leaves it only when another CPU writes it.
#pragma once

#include <cstdint>
#include <systemc>
#include <tlm>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "sim/scenario/machine_profile.h"
#include "sim/timed/timed_run.h"

namespace umsim::timed {

enum class LineState : std::uint8_t { invalid, shared, exclusive, modified };

// From the memory to a cache that holds a line which another CPU's cache asks for.
class Snoop : public virtual sc_core::sc_interface {
 public:
  // The other CPU reads the line: this cache may go on reading it, too.
  virtual void share(std::uint64_t address) = 0;
  // The other CPU writes the line: this cache loses it.
  virtual void give_up(std::uint64_t address) = 0;
};

// Goes with a cache's request for a line, and comes back with what the memory knows of the others.
struct Sharing : tlm::tlm_extension<Sharing> {
  bool others_hold_it = false;

  [[nodiscard]] tlm_extension_base* clone() const override { return new Sharing(*this); }
  void copy_from(const tlm_extension_base& other) override {
    others_hold_it = static_cast<const Sharing&>(other).others_hold_it;
  }
};

class Cache : public sc_core::sc_module, public Snoop {
 public:
  tlm_utils::simple_target_socket<Cache> cpu;
  tlm_utils::simple_initiator_socket<Cache> memory;
  sc_core::sc_export<Snoop> snoop;

  Cache(const sc_core::sc_module_name& name, const MachineProfile& profile, std::size_t bytes);

  void share(std::uint64_t address) override;
  void give_up(std::uint64_t address) override;

  [[nodiscard]] const MemoryStatistics& statistics() const { return statistics_; }

 private:
  // An access of the CPU: to one byte or more, in one line or several. Adds its latency to `delay`.
  void access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void touch(std::uint64_t line, bool writes, sc_core::sc_time& delay);
  // Gets the line with the rights for a write, or for a read; false when others hold it too.
  bool fetch(std::uint64_t line, bool writes, sc_core::sc_time& delay);

  std::uint64_t line_bytes_;
  sc_core::sc_time hit_time_;
  std::vector<LineState> lines_;
  MemoryStatistics statistics_;
  tlm::tlm_generic_payload request_;
  Sharing* sharing_;  // the request's own extension; the request deletes it
};

}  // namespace umsim::timed
