// Systems of the windows profile.

#include "tests/models/sample_parts.h"

namespace umsim::test {

// Workers that yield on their own kernel threads, and are suspended there.
System own_threads() {
  SystemBuilder builder;
  builder.cpus(2).profile(ProtocolProfile::windows).primary("P1");
  builder.parked("W1", "repeat 4 (system_call, yield, soft_fault, compute, yield)");
  builder.worker("W2", "system_call, hard_fault, system_call, yield");
  for (const char* name : {"a", "b", "c", "d"}) {
    builder.apc(name, ApcKind::suspend, "W1");
    builder.apc(std::string(name) + " again", ApcKind::resume, "W1");
  }
  return builder.apc("change", ApcKind::set_context, "W2").build();
}

// As before, with suspensions that come to the last steps before user mode.
System own_threads_on_the_way_out() {
  SystemBuilder builder;
  builder.cpus(2).profile(ProtocolProfile::windows).primary("P1");
  builder.parked("W1", "repeat 2 (system_call, yield)");
  builder.apc("leave", ApcKind::suspend, "W1").when("W1", "FIG2.8.return", 1);
  builder.apc("yield", ApcKind::suspend, "W1").when("W1", "FIG2.7", 3);
  for (const char* name : {"a", "b", "c"}) {
    builder.apc(name, ApcKind::resume, "W1");
  }
  return builder.build();
}

System under_windows(System system) {
  system.profile = ProtocolProfile::windows;
  return system;
}

}  // namespace umsim::test
