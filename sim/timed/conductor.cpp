#include "sim/timed/conductor.h"

#include <utility>

#include "models/cpu/teb.h"
#include "models/kernel/apc_queue.h"
#include "sim/timed/clock.h"

namespace umsim::timed {

void EventCounter::report(const Event& event) {
  ++result_->events[static_cast<std::size_t>(event.kind)];
  if (next_ != nullptr) {
    next_->report(event);
  }
}

Conductor::Conductor(const sc_core::sc_module_name& name, const Setup& setup)
    : sc_module(name),
      choices("choices"),
      cpus("cpus"),
      machine_(setup.machine),
      options_(setup.options),
      recorder_(setup.recorder),
      result_(setup.result),
      counter_(setup.result, setup.recorder) {
  choices.bind(*this);
}

Outcome Conductor::make(const LoggedChoice& what) {
  const std::uint64_t ready_clock = machine_.globals().ready_clock;
  announce(what.choice);
  const Outcome outcome = apply(machine_, what.choice, &counter_, what.granted_cycles);
  note(what, outcome);
  if (machine_.globals().ready_clock != ready_clock) {
    for (int i = 0; i < cpus.size(); ++i) {
      cpus[i]->thread_ready();
    }
  }
  pass_shootdowns_on();
  pass_apcs_on();
  judge();
  return outcome;
}

void Conductor::pass_shootdowns_on() {
  for (std::size_t i = 0; i < machine_.system().cpus; ++i) {
    if (is_asked_to_flush(machine_, CpuId(i))) {
      cpus[static_cast<int>(i)]->shootdown();
    }
  }
}

// A disassociate APC is sent by a step and interrupts the primary's CPU like one from outside.
void Conductor::pass_apcs_on() {
  if (machine_.system().apcs.empty()) {
    return;
  }
  for (int i = 0; i < cpus.size(); ++i) {
    const Cpu& cpu = machine_.cpu(CpuId(static_cast<std::size_t>(i)));
    const bool in_user_mode = cpu.current.valid() && cpu.mode == Mode::user;
    if (in_user_mode && wants_apc_interrupt(machine_, cpu.current)) {
      cpus[i]->apc_arrived();
    }
  }
}

void Conductor::announce(const Choice& choice) {
  if (recorder_ == nullptr) {
    return;
  }
  recorder_->set_time(now_cycle());
  if (choice.kind == ChoiceKind::step) {
    recorder_->step(choice.cpu, acting_thread(machine_, choice.cpu),
                    next_step(machine_, choice.cpu));
  }
}

void Conductor::note(const LoggedChoice& what, const Outcome& outcome) {
  ++result_->choices;
  result_->steps += what.choice.kind == ChoiceKind::step ? 1 : 0;
  result_->last_choice = what.choice;
  result_->last_step = outcome.step;
  result_->last_cycles = now_cycle();
  if (options_->keep_log) {
    result_->log.push_back(what);
    result_->moments.push_back(now_cycle());
  }
}

void Conductor::judge() {
  if (options_->check_invariants) {
    result_->broken = broken_invariant(machine_);
  }
  if (result_->broken != nullptr) {
    stop(StopReason::broken_invariant);
  } else if (all_ended(machine_)) {
    stop(StopReason::all_ended);
  } else if (result_->steps >= options_->max_steps) {
    stop(StopReason::step_budget);
  }
}

// A pause and not a stop: sc_stop would print.
void Conductor::stop(StopReason reason) {
  result_->stop = reason;
  running_ = false;
  sc_core::sc_pause();
}

void Conductor::fail(std::exception_ptr why) {
  failure_ = std::move(why);
  running_ = false;
  sc_core::sc_pause();
}

void Conductor::rethrow() const {
  if (failure_) {
    std::rethrow_exception(failure_);
  }
}

}  // namespace umsim::timed
