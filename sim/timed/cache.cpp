#include "sim/timed/cache.h"

#include "models/machine/internal_error.h"
#include "sim/timed/clock.h"

namespace umsim::timed {

using sc_core::sc_time;

Cache::Cache(const sc_core::sc_module_name& name, const MachineProfile& profile, std::size_t bytes)
    : sc_module(name),
      cpu("cpu"),
      memory("memory"),
      snoop("snoop"),
      line_bytes_(profile.line_bytes),
      hit_time_(sc_time::from_value(profile.hit_cycles * kPhasesPerCycle)),
      lines_((bytes + line_bytes_ - 1) / line_bytes_, LineState::invalid),
      sharing_(new Sharing) {
  cpu.register_b_transport(this, &Cache::access);
  snoop.bind(*this);
  request_.set_extension(sharing_);
}

void Cache::access(tlm::tlm_generic_payload& payload, sc_time& delay) {
  const std::uint64_t first = payload.get_address() / line_bytes_;
  const std::uint64_t last = (payload.get_address() + payload.get_data_length() - 1) / line_bytes_;
  for (std::uint64_t line = first; line <= last; ++line) {
    touch(line, payload.is_write(), delay);
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

void Cache::touch(std::uint64_t line, bool writes, sc_time& delay) {
  LineState& state = lines_[line];
  ++statistics_.accesses;
  const bool enough = writes ? state >= LineState::exclusive : state != LineState::invalid;
  if (enough) {
    ++statistics_.hits;
    delay += hit_time_;
  } else {
    ++statistics_.transfers;
    state = fetch(line, writes, delay) ? LineState::exclusive : LineState::shared;
  }
  if (writes) {
    state = LineState::modified;
  }
}

bool Cache::fetch(std::uint64_t line, bool writes, sc_time& delay) {
  request_.set_command(writes ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  request_.set_address(line * line_bytes_);
  request_.set_data_length(static_cast<unsigned>(line_bytes_));
  request_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sharing_->others_hold_it = false;
  memory->b_transport(request_, delay);
  require(request_.is_response_ok(), "the memory refused a line");
  return !sharing_->others_hold_it;
}

void Cache::share(std::uint64_t address) { lines_[address / line_bytes_] = LineState::shared; }

void Cache::give_up(std::uint64_t address) {
  lines_[address / line_bytes_] = LineState::invalid;
  ++statistics_.invalidations;
}

}  // namespace umsim::timed
