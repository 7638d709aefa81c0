// Interrupt: Ctrl-C, or SIGTERM. The first one asks the verb to end in good order, so that what was
// written stays readable; a second one ends the process.
#pragma once

#include <atomic>
#include <exception>

namespace umsim {

// Thrown where a verb notices the request.
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

// watch_for_interrupt makes SIGINT and SIGTERM set interrupt_requested().
void watch_for_interrupt();

// stop_watching_for_interrupt lets them do again what they do to every program.
void stop_watching_for_interrupt();

[[nodiscard]] const std::atomic<bool>& interrupt_requested();

}  // namespace umsim
