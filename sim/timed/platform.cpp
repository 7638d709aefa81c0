#include "sim/timed/platform.h"

#include <algorithm>

namespace umsim::timed {
namespace {

bool is_forced(const Platform::Setup& setup) { return setup.options->schedule.has_value(); }

auto core_maker(const Platform::Setup& setup) {
  return [&setup](const char* name, std::size_t index) {
    return new Core(name,
                    {setup.machine, &setup.scenario->machine, CpuId(index), is_forced(setup)});
  };
}

auto cache_maker(const Platform::Setup& setup) {
  return [&setup](const char* name, std::size_t) {
    return new Cache(name, setup.scenario->machine, setup.machine.block().size());
  };
}

// In a forced run interrupts come from the schedule only.
auto timer_maker(const Platform::Setup& setup) {
  return [&setup](const char* name, std::size_t index) {
    const std::uint64_t quantum = is_forced(setup) ? 0 : setup.scenario->machine.quantum_cycles;
    return new Timer(name, quantum, Phases(setup.machine.system().cpus).timer(index));
  };
}

}  // namespace

Platform::Platform(const sc_core::sc_module_name& name, const Setup& setup)
    : sc_module(name),
      cores("cpu", setup.machine.system().cpus, core_maker(setup)),
      caches("cache", cores.size(), cache_maker(setup)),
      timers("timer", cores.size(), timer_maker(setup)),
      memory("memory", setup.scenario->machine),
      device("device", setup.machine, is_forced(setup)),
      apc_source("apc_source", setup.machine, setup.scenario->events, is_forced(setup)),
      conductor("conductor", {setup.machine, setup.options, setup.recorder, setup.result}) {
  for (std::size_t i = 0; i < cores.size(); ++i) {
    join_cpu(i);
  }
  device.choices.bind(conductor.choices);
  apc_source.choices.bind(conductor.choices);
  if (is_forced(setup)) {
    director = std::make_unique<Director>("director", setup.machine, *setup.options->schedule);
    join_director();
  }
}

void Platform::join_cpu(std::size_t index) {
  Core& core = cores[index];
  core.memory.bind(caches[index].cpu);
  caches[index].memory.bind(memory.caches);
  memory.snoops.bind(caches[index].snoop);
  core.choices.bind(conductor.choices);
  core.timer.bind(timers[index].control);
  core.waits.bind(device.watcher);
  core.places.bind(apc_source.watcher);
  timers[index].cpu.bind(core.signals);
  conductor.cpus.bind(core.signals);
  apc_source.cpus.bind(core.signals);
}

void Platform::join_director() {
  director->choices.bind(conductor.choices);
  std::for_each(cores.begin(), cores.end(),
                [this](Core& core) { director->cpus.bind(core.actor); });
  director->device.bind(device.actor);
  director->arrivals.bind(apc_source.actor);
}

}  // namespace umsim::timed
