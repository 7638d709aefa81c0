#include "models/user/policy.h"

#include <algorithm>
#include <array>

#include "models/user/idle.h"

namespace umsim {
namespace {

ThreadId first_of(const Machine& machine, SchedulerId id) { return machine.scheduler(id).first; }

// Of equals the one that has been in the queue longest.
ThreadId highest_of(const Machine& machine, SchedulerId id) {
  ThreadId best = machine.scheduler(id).first;
  for (ThreadId at = best; at.valid(); at = machine.note(at).next_ready) {
    const System& system = machine.system();
    best = system.thread(at).priority > system.thread(best).priority ? at : best;
  }
  return best;
}

// How many workers lie in the ring between the one that was run last and this one.
std::size_t distance(const Machine& machine, ThreadId position, ThreadId worker) {
  const std::size_t workers = machine.system().workers;
  const std::size_t start = position.valid() ? position.at() + 1 : 0;
  return (worker.at() + workers - start % workers) % workers;
}

ThreadId next_in_ring(const Machine& machine, SchedulerId id) {
  const Scheduler& scheduler = machine.scheduler(id);
  ThreadId best = scheduler.first;
  for (ThreadId at = best; at.valid(); at = machine.note(at).next_ready) {
    const bool nearer =
        distance(machine, scheduler.position, at) < distance(machine, scheduler.position, best);
    best = nearer ? at : best;
  }
  return best;
}

ThreadId first_not_aside(const Machine& machine, SchedulerId id) {
  ThreadId at = machine.scheduler(id).first;
  while (at.valid() && machine.note(at).queued == Queued::aside) {
    at = machine.note(at).next_ready;
  }
  return at;
}

using Row = SchedulerRow;

// In the order of SchedulerPolicy.
constexpr std::array kPolicies = {
    Policy{first_of},
    Policy{highest_of},
    Policy{next_in_ring},
    Policy{first_of, Row::keep, Row::walk, Row::steal},
    Policy{first_not_aside, Row::keep, Row::walk, Row::poll, true},
    Policy{first_of, Row::keep, Row::run_early},
    Policy{first_of, Row::requeue},
};
static_assert(kPolicies.size() == static_cast<std::size_t>(SchedulerPolicy::requeue) + 1);

}  // namespace

const Policy& policy_of(const System& system, SchedulerId id) {
  return kPolicies.at(static_cast<std::size_t>(system.scheduler(id).policy));
}

SchedulerFeatures features_of(const System& system) {
  SchedulerFeatures features;
  for (std::size_t i = 0; i < system.schedulers.size(); ++i) {
    const SchedulerId id(i);
    features.help_out = features.help_out || has_company(system, id);
    features.lines = features.lines || company_size(system, id) > 2;
    features.steal = features.steal || system.steals(id);
    features.go_round =
        features.go_round || system.scheduler(id).policy == SchedulerPolicy::round_robin;
    features.set_aside = features.set_aside || policy_of(system, id).sets_aside;
    features.procedures = features.procedures || !system.scheduler(id).procedure.empty();
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    features.enter = features.enter || system.enters_scheduling(ThreadId(i));
  }
  // A primary may also be ended by what its workers do (ENTRY-10).
  features.departures =
      forges_tebs(system) || std::ranges::any_of(system.apcs, [&](const ApcSpec& apc) {
        return apc.kind == ApcKind::terminate &&
               system.thread(apc.target).kind == ThreadKind::primary;
      });
  return features;
}

ApiFeatures api_features_of(const System& system) {
  ApiFeatures features;
  for (const ThreadSpec& thread : system.threads) {
    features.contexts = features.contexts || thread.on_demand;
  }
  for (const Program& program : system.programs) {
    for (const Instruction& instruction : program.instructions) {
      if (instruction.opcode != Opcode::api) {
        continue;
      }
      const ApiCall call = instruction.api.call;
      features.contexts = features.contexts || call == ApiCall::delete_context;
      features.conversions = features.conversions || call == ApiCall::convert_to_standard;
      features.user_contexts = features.user_contexts || call == ApiCall::set_information;
      features.lists =
          features.lists || call == ApiCall::create_list || call == ApiCall::delete_list;
    }
  }
  return features;
}

bool tries_queued_only(const System& system) {
  const bool by_programs = std::ranges::any_of(system.programs, [](const Program& program) {
    return std::ranges::any_of(program.instructions, [](const Instruction& instruction) {
      return instruction.hint.valid() || instruction.opcode == Opcode::api;
    });
  });
  const bool by_schedulers =
      std::ranges::any_of(system.schedulers, [](const SchedulerSpec& scheduler) {
        const bool plain = scheduler.policy == SchedulerPolicy::fifo ||
                           scheduler.policy == SchedulerPolicy::priority ||
                           scheduler.policy == SchedulerPolicy::round_robin;
        return !plain || !scheduler.procedure.empty();
      });
  return !by_programs && !by_schedulers;
}

bool forges_tebs(const System& system) {
  return std::ranges::any_of(system.programs, [](const Program& program) {
    return std::ranges::any_of(program.instructions, [](const Instruction& instruction) {
      return instruction.opcode == Opcode::load_teb;
    });
  });
}

}  // namespace umsim
