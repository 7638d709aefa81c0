#include "sim/explore/fixed_order.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "models/cpu/teb.h"
#include "models/invariants/invariants.h"
#include "models/kernel/apc_queue.h"
#include "models/machine/key.h"

namespace umsim::explore {
namespace {

class FixedOrder {
 public:
  FixedOrder(const Machine& machine, const std::function<void(const Choice&)>& before,
             Reporter* reporter)
      : machine_(machine), before_(before), reporter_(reporter) {}

  Ending run() {
    while (!all_ended(machine_)) {
      const bool moved = round();
      if (broken_) {
        return Ending::broken;
      }
      if (moved && since_outside_.insert(key()).second) {
        continue;
      }
      if (!outside_.insert(key()).second) {
        return Ending::goes_round;
      }
      if (!let_something_come()) {
        return moved ? Ending::goes_round : Ending::stuck;
      }
      since_outside_.clear();
    }
    return broken_ ? Ending::broken : Ending::all_ended;
  }

 private:
  using Key = std::vector<std::byte>;

  // True when a CPU had something to do.
  bool round() {
    if (const auto choice = choice_of_server()) {
      make(*choice);
      return true;
    }
    bool moved = false;
    for (std::size_t i = 0; i < machine_.system().cpus && !broken_; ++i) {
      const auto choice = choice_of(CpuId(i));
      if (choice) {
        make(*choice);
        moved = true;
      }
    }
    return moved;
  }

  [[nodiscard]] std::optional<Choice> choice_of(CpuId cpu) const {
    const ThreadId current = machine_.cpu(cpu).current;
    if (!current.valid()) {
      return dispatch_on(cpu);
    }
    const bool asked = is_asked_to_flush(machine_, cpu) || (machine_.cpu(cpu).mode == Mode::user &&
                                                            wants_apc_interrupt(machine_, current));
    for (const ChoiceKind kind : {ChoiceKind::interrupt, ChoiceKind::step}) {
      const Choice choice{kind, cpu, 0};
      const bool wanted = kind == ChoiceKind::step || asked;
      if (wanted && is_enabled(machine_, choice)) {
        return choice;
      }
    }
    return std::nullopt;
  }

  // What a kernel portion that serves an APC can do; none when none can.
  [[nodiscard]] std::optional<Choice> choice_of_server() const {
    for (std::size_t i = 0; i < machine_.system().cpus; ++i) {
      const ThreadId current = machine_.cpu(CpuId(i)).current;
      const Choice dispatch{ChoiceKind::dispatch, CpuId(i), ready_server().value};
      const Choice step{ChoiceKind::step, CpuId(i), 0};
      const Choice choice = current.valid() ? step : dispatch;
      const bool serves = current.valid() ? is_server(current) : ready_server().valid();
      if (serves && is_enabled(machine_, choice)) {
        return choice;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_server(ThreadId thread) const {
    return machine_.kthread(thread).apc.valid();
  }

  [[nodiscard]] ThreadId ready_server() const {
    for (std::size_t i = 0; i < machine_.system().threads.size(); ++i) {
      const bool ready = machine_.kthread(ThreadId(i)).state == ThreadState::ready;
      if (ready && is_server(ThreadId(i))) {
        return ThreadId(i);
      }
    }
    return {};
  }

  [[nodiscard]] std::optional<Choice> dispatch_on(CpuId cpu) const {
    for (std::size_t i = 0; i < machine_.system().threads.size(); ++i) {
      if (machine_.kthread(ThreadId(i)).state == ThreadState::ready) {
        return Choice{ChoiceKind::dispatch, cpu, static_cast<std::uint16_t>(i)};
      }
    }
    return std::nullopt;
  }

  bool let_something_come() {
    std::vector<Choice> choices;
    enabled_choices(machine_, choices);
    for (const ChoiceKind kind : {ChoiceKind::complete, ChoiceKind::time_out, ChoiceKind::arrive,
                                  ChoiceKind::expire, ChoiceKind::interrupt}) {
      const auto found = std::find_if(choices.begin(), choices.end(),
                                      [&](const Choice& choice) { return choice.kind == kind; });
      if (found != choices.end()) {
        make(*found);
        return true;
      }
    }
    return false;
  }

  void make(const Choice& choice) {
    before_(choice);
    apply(machine_, choice, reporter_);
    broken_ = broken_invariant(machine_) != nullptr;
  }

  [[nodiscard]] Key key() const {
    Key bytes(key_bytes(machine_.system(), machine_.layout()));
    pack_key(machine_, bytes);
    return bytes;
  }

  Machine machine_;
  const std::function<void(const Choice&)>& before_;
  Reporter* reporter_;
  bool broken_ = false;
  std::set<Key> since_outside_;  // after each round since something came from outside
  std::set<Key> outside_;        // whenever something was to come
};

}  // namespace

Ending run_in_fixed_order(const Machine& machine, const std::function<void(const Choice&)>& before,
                          Reporter* reporter) {
  try {
    return FixedOrder(machine, before, reporter).run();
  } catch (const InternalError&) {
    if (machine.system().knock_outs.none()) {
      throw;
    }
    return Ending::out_of_hand;
  }
}

}  // namespace umsim::explore
