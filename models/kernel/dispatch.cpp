#include "models/kernel/dispatch.h"

#include "models/kernel/debug_registers.h"

namespace umsim {
namespace {

Next run_thread(Execution& e) {
  Cpu& cpu = e.cpu();
  cpu.current = e.dispatched;
  cpu.mode = Mode::kernel;
  e.kthread().state = ThreadState::running;
  e.report(EventKind::thread_switch, e.dispatched, Index<void>::kNone, Index<void>::kNone,
           e.dispatched.value);
  load_debug_registers(e);
  return Execution::leave();
}

constexpr Exit kExits[] = {{"", "the top of the thread's kernel stack"}};

constexpr Step kSteps[] = {
    {"DISPATCH",
     "give an idle CPU to a ready thread",
     CostClass::context_switch,
     run_thread,
     {},
     kExits},
};

}  // namespace

std::span<const Step> dispatch_steps() { return kSteps; }

}  // namespace umsim
