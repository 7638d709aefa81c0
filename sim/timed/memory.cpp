#include "sim/timed/memory.h"

#include "sim/timed/clock.h"

namespace umsim::timed {

using sc_core::sc_time;

Memory::Memory(const sc_core::sc_module_name& name, const MachineProfile& profile)
    : sc_module(name),
      caches("caches"),
      snoops("snoops"),
      line_bytes_(profile.line_bytes),
      transfer_time_(sc_time::from_value(profile.transfer_cycles * kPhasesPerCycle)) {
  caches.register_b_transport(this, &Memory::serve);
}

void Memory::serve(int cache, tlm::tlm_generic_payload& payload, sc_time& delay) {
  if (payload.is_write()) {
    serve_write(cache, payload.get_address());
  } else {
    serve_read(cache, *payload.get_extension<Sharing>(), payload.get_address());
  }
  delay += transfer_time_;
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

// A cache that reads a line does not hold it yet.
void Memory::serve_read(int cache, Sharing& sharing, std::uint64_t address) {
  Holders& holders = holders_of(address);
  for (const int holder : holders) {
    snoops[holder]->share(address);
  }
  sharing.others_hold_it = !holders.empty();
  holders.push_back(cache);
}

void Memory::serve_write(int cache, std::uint64_t address) {
  Holders& holders = holders_of(address);
  for (const int holder : holders) {
    if (holder != cache) {
      snoops[holder]->give_up(address);
    }
  }
  holders.assign(1, cache);
}

Memory::Holders& Memory::holders_of(std::uint64_t address) {
  const std::uint64_t line = address / line_bytes_;
  if (line >= directory_.size()) {
    directory_.resize(line + 1);
  }
  return directory_[line];
}

}  // namespace umsim::timed
