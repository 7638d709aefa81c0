// Hardware debug registers: what threads begin with, and whether a scenario uses any at all. One
// that uses none has none in its state.
#include <fmt/format.h>

#include "models/cpu/debug_registers.h"
#include "models/kernel/debug_registers.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// What a thread begins with is set: nobody is there to refuse it.
void resolve_thread(Resolver& resolver, const Text& text, ThreadSpec& thread) {
  thread.debug_registers = debug_address(resolver, text);
  const std::uint64_t end = user_memory_end(resolver.system().architecture);
  if (!address_of(text.value)) return;
  if (thread.debug_registers == 0 || thread.debug_registers >= end) {
    resolver.problems.add(text.where,
                          fmt::format("debug registers watch an address of user memory, 0x1 to "
                                      "0x{:X}",
                                      end - 1));
    thread.debug_registers = 0;
  }
}

}  // namespace

std::uint64_t debug_address(Resolver& resolver, const Text& text) {
  const auto address = address_of(text.value);
  if (!address) {
    resolver.problems.add(text.where,
                          fmt::format("debug registers hold an address, as \"0x401000\", not {}",
                                      quoted(text.value)));
  }
  return address.value_or(0);
}

void resolve_debug_registers(Resolver& resolver) {
  System& system = resolver.system();
  for (std::size_t i = 0; i < resolver.threads.size(); ++i) {
    const auto& text = resolver.threads[i]->debug_registers;
    if (text) resolve_thread(resolver, *text, system.threads[i]);
  }
  system.debug_registers = uses_debug_registers(system);
}

}  // namespace umsim::loading
