// Systems for random walks with page tables and TLBs.
#include "tests/models/sample_parts.h"

namespace umsim::test {

// TEBs above 4 GB, and a second process with its TEBs at the same addresses.
System paged() {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .teb(0xB00000100)
      .primary("P2")
      .teb(0x7FFFFFFDE000)
      .worker("W1", "compute, yield, system_call, yield")
      .teb(0x7EFDD000)
      .parked("W2", "yield, hard_fault")
      .apc("read", ApcKind::get_context, "W1")
      .apc("end", ApcKind::terminate, "W2")
      .process("other")
      .standard("S1", "compute, system_call, compute")
      .teb(0xB00000100)
      .build();
}

System paged_ia32() {
  return SystemBuilder()
      .cpus(2)
      .architecture(Architecture::ia32)
      .primary("P1")
      .teb(0x7FFDE000)
      .parked("W1", "yield, system_call")
      .parked("W2", "yield, system_call")
      .build();
}

System paged_without(KnockOut safeguard) {
  return SystemBuilder()
      .cpus(2)
      .primary("P1")
      .teb(0xB00000100)
      .primary("P2")
      .parked("W1", "yield, system_call, yield")
      .parked("W2", "yield, sleep")
      .apc("end W1", ApcKind::terminate, "W1")
      .apc("end W2", ApcKind::terminate, "W2")
      .without(safeguard)
      .build();
}

}  // namespace umsim::test
