#include "models/machine/key.h"

#include <algorithm>
#include <cstddef>

#include "models/kernel/debug_registers.h"
#include "models/machine/key_codec.h"
#include "models/machine/key_description.h"
#include "models/machine/key_fields.h"
#include "models/machine/key_liveness.h"
#include "models/machine/routines.h"
#include "models/ums/fig13_apc.h"

namespace umsim {
namespace {

std::size_t most_instructions(const System& system) {
  std::size_t most = 1;
  for (const Program& program : system.programs) {
    most = std::max(most, program.instructions.size());
  }
  return most;
}

// A primary's position is in its program or in its scheduler's procedure.
unsigned position_bits(const System& system) {
  std::size_t most = most_instructions(system);
  for (const SchedulerSpec& scheduler : system.schedulers) {
    most = std::max(most, scheduler.procedure.size());
  }
  return bits_for(most);
}

unsigned most_repeats(const System& system) {
  std::size_t most = 0;
  for (const Program& program : system.programs) {
    for (const Instruction& instruction : program.instructions) {
      most = std::max<std::size_t>(most, instruction.count);
    }
  }
  return bits_for(most);
}

// Without objects nobody asks for the services that come after the shutdown, where every primary is
// alone nobody wakes another, and the last ones are those for debug registers, of the windows
// profile, of threads that enter scheduling mode or leave it, and of contexts with wild pointers.
unsigned service_bits(const System& system) {
  const SchedulerFeatures features = features_of(system);
  const bool all = system.debug_registers || system.follows_windows() || system.wild_contexts;
  if (all || features.procedures || features.enter || api_features_of(system).conversions) {
    return bits_for(static_cast<std::size_t>(Service::count_) - 1);
  }
  const Service without_waking = system.objects.empty() ? Service::shut_down : Service::io;
  const Service without_creation = features.help_out ? Service::wake_primary : without_waking;
  const Service most = api_features_of(system).contexts ? Service::create_thread : without_creation;
  return bits_for(static_cast<std::size_t>(most));
}

std::size_t primaries_end(const System& system) {
  std::size_t end = system.workers;
  while (end < system.threads.size() && system.threads[end].kind == ThreadKind::primary) {
    ++end;
  }
  return end;
}

// A worker sends disassociate APCs when APCs come to it.
bool has_several_askers(const System& system) {
  ThreadId asker;
  return std::ranges::any_of(system.apcs, [&](const ApcSpec& event) {
    if (!event.is_apc() || !system.is_worker(event.target)) {
      return false;
    }
    asker = asker.valid() ? asker : event.target;
    return asker != event.target;
  });
}

// What the codec has become.
template <class Codec>
Codec described(const Codec& codec, const KeyFormat::Widths& widths,
                const KeyFormat::Bounds& bounds, const Machine& machine) {
  KeyFields<Codec> fields(codec, widths, machine.system());
  const KeyLiveness liveness(machine, bounds);
  KeyDescription<Codec>(machine, liveness).describe(fields);
  return fields.codec();
}

}  // namespace

KeyFormat::KeyFormat(const System& system, const Layout& layout)
    : widths_{bits_for(system.threads.size()),
              bits_for(system.workers),
              bits_for(system.threads.size() - system.workers),
              bits_for(system.schedulers.size()),
              bits_for(system.apcs.size()),
              position_bits(system),
              most_repeats(system),
              bits_for(system.objects.size()),
              service_bits(system),
              bits_for(most_rounds(system) + 1)},
      bounds_{primaries_end(system),
              find_step("FIG2.8.volatiles").value(),
              find_step("FIG2.8.extended").value(),
              find_step("FIG15.B6").value(),
              find_step("SCHED.failed").value(),
              find_step("SCHED.attempt").value(),
              find_step("SCHED.wake").value(),
              find_step("PROC.failed").value(),
              features_of(system),
              api_features_of(system),
              system.has_placed_faults(),
              debug_addresses(system),
              forges_tebs(system),
              has_several_askers(system)},
      blank_(layout.bytes) {
  Machine blank(system, layout, blank_);
  make_blank(blank);
  bytes_ = described(MeasureCodec(), widths_, bounds_, blank).bytes();
}

[[gnu::flatten]] void KeyFormat::pack(const Machine& machine, std::span<std::byte> key) const {
  described(PackCodec(key), widths_, bounds_, machine).finish();
}

[[gnu::flatten]] void KeyFormat::unpack(std::span<const std::byte> key,
                                        const Machine& machine) const {
  std::copy(blank_.begin(), blank_.end(), machine.block().begin());
  described(UnpackCodec(key), widths_, bounds_, machine);
}

std::size_t key_bytes(const System& system, const Layout& layout) {
  return KeyFormat(system, layout).bytes();
}

void pack_key(const Machine& machine, std::span<std::byte> key) {
  KeyFormat(machine.system(), machine.layout()).pack(machine, key);
}

void unpack_key(std::span<const std::byte> key, const Machine& machine) {
  KeyFormat(machine.system(), machine.layout()).unpack(key, machine);
}

}  // namespace umsim
