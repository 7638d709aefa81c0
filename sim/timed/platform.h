// The platform: all modules of one simulated machine, joined.
#pragma once

#include <memory>
#include <systemc>

#include "sim/timed/apc_source.h"
#include "sim/timed/cache.h"
#include "sim/timed/conductor.h"
#include "sim/timed/core.h"
#include "sim/timed/device.h"
#include "sim/timed/director.h"
#include "sim/timed/memory.h"
#include "sim/timed/timer.h"

namespace umsim::timed {

class Platform : public sc_core::sc_module {
 public:
  struct Setup {
    const Scenario* scenario = nullptr;  // all pointers must outlive the platform
    Machine machine;
    const Options* options = nullptr;
    Recorder* recorder = nullptr;  // may be null
    Result* result = nullptr;
  };

  Platform(const sc_core::sc_module_name& name, const Setup& setup);

  sc_core::sc_vector<Core> cores;
  sc_core::sc_vector<Cache> caches;
  sc_core::sc_vector<Timer> timers;
  Memory memory;
  Device device;
  ApcSource apc_source;
  Conductor conductor;
  std::unique_ptr<Director> director;  // of a forced schedule

 private:
  void join_cpu(std::size_t index);
  void join_director();
};

}  // namespace umsim::timed
