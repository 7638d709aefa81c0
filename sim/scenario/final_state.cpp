#include "sim/scenario/final_state.h"

namespace umsim {

FinalState final_state(const Machine& machine, ThreadId thread) {
  switch (machine.kthread(thread).state) {
    case ThreadState::ready: return FinalState::ready;
    case ThreadState::running: return FinalState::running;
    case ThreadState::waiting: return FinalState::blocked;
    case ThreadState::ended: return FinalState::terminated;
    case ThreadState::parked: break;
  }
  return machine.context(thread).lock.cid.valid() ? FinalState::hosted : FinalState::parked;
}

}  // namespace umsim
