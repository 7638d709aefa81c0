#include "sim/cli/interrupt.h"

#include <csignal>

namespace umsim {
namespace {

std::atomic<bool>& request() {
  static std::atomic<bool> requested{false};
  return requested;
}
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

extern "C" void on_interrupt(int /*signal*/) { request().store(true); }

}  // namespace

void watch_for_interrupt() {
  request().store(false);  // made before the first signal can come
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  // Once only: the second Ctrl-C does what it does to every program.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void stop_watching_for_interrupt() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

const std::atomic<bool>& interrupt_requested() { return request(); }

}  // namespace umsim
