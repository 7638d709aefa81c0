// Scheduler procedures: nested steps to a flat list, each with the steps that come next.
#include <algorithm>

#include <fmt/format.h>

#include "models/machine/names.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/procedure_liveness.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

using Steps = std::vector<RawProcedureStep>;

// A step's `next` or `otherwise` that is to name the step that comes after.
struct Loose {
  std::size_t step;
  bool otherwise;
};

// How the flow comes to a step: from those loose ends, or not at all.
struct Flow {
  bool reached = true;
  std::vector<Loose> ends;
};

class ProcedureCompiler {
 public:
  ProcedureCompiler(Resolver& resolver, const RawScheduler& raw, std::size_t first_queue)
      : resolver_(resolver), raw_(raw), first_queue_(first_queue), used_(raw.queues.size()) {}

  std::vector<ProcedureStep> compile();
  // Where they stand.
  [[nodiscard]] const std::vector<SourcePosition>& positions() const { return positions_; }

 private:
  Flow steps(const Steps& steps, Flow flow);
  Flow step(const RawProcedureStep& step, const Flow& flow);
  Flow branch(const RawProcedureStep& step, const Flow& flow);
  Flow forever(const RawProcedureStep& step, const Flow& flow);
  std::size_t add(ProcedureStep step, const Where& where, const Flow& flow);
  void join(const Flow& flow, std::size_t target);
  QueueId queue(const Text& name);
  bool ask(const RawCondition& condition, ProcedureStep& step);
  template <class Enum>
  std::uint16_t accepted(const std::vector<Text>& texts, Names names, std::string_view what);
  void check_result();

  Resolver& resolver_;
  const RawScheduler& raw_;
  std::size_t first_queue_;
  std::vector<bool> used_;
  std::vector<ProcedureStep> steps_;
  std::vector<SourcePosition> positions_;
  bool returns_ = false;
};

void ProcedureCompiler::join(const Flow& flow, std::size_t target) {
  for (const Loose& end : flow.ends) {
    ProcedureStep& step = steps_[end.step];
    (end.otherwise ? step.otherwise : step.next) = static_cast<std::uint16_t>(target);
  }
}

std::size_t ProcedureCompiler::add(ProcedureStep step, const Where& where, const Flow& flow) {
  join(flow, steps_.size());
  steps_.push_back(step);
  positions_.push_back(where.at);
  return steps_.size() - 1;
}

Flow ProcedureCompiler::steps(const Steps& steps, Flow flow) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!flow.reached) {
      resolver_.problems.add(steps[i].name.where, "this step is never reached")
          .notes.push_back(fmt::format("the procedure never gets past the {} in line {}",
                                       quoted(steps[i - 1].name.value),
                                       steps[i - 1].name.where.at.line));
      return flow;
    }
    flow = step(steps[i], flow);
  }
  return flow;
}

Flow ProcedureCompiler::step(const RawProcedureStep& step, const Flow& flow) {
  if (step.name.value == "repeat") return forever(step, flow);
  if (step.condition) return branch(step, flow);
  const auto position = *position_of(step.name.value, procedure_step_names());
  ProcedureStep made;
  made.row = static_cast<ProcedureRow>(position + static_cast<std::size_t>(ProcedureRow::dequeue));
  if (step.queue) made.queue = queue(*step.queue);
  if (step.thread) {
    const auto found = resolver_.names.find(NameKind::thread, *step.thread, resolver_.problems);
    if (found) made.thread = ThreadId(*found);
  }
  if (step.timeout) {
    made.cycles = resolver_.cycles(*step.timeout);
    made.waits = made.cycles != 0;
  }
  const std::size_t at = add(made, step.name.where, flow);
  if (made.row != ProcedureRow::leave) return {true, {{at, false}}};
  returns_ = true;
  return {false, {}};
}

// The flow of "while" comes back to the branch; that of "if" goes on.
Flow ProcedureCompiler::branch(const RawProcedureStep& step, const Flow& flow) {
  ProcedureStep made;
  const bool negated = ask(*step.condition, made);
  const bool local = made.question == Question::reason || made.question == Question::item ||
                     made.question == Question::status;
  made.row = local ? ProcedureRow::test : ProcedureRow::look;
  const std::size_t at = add(made, step.name.where, flow);
  const Flow body = steps(step.body, {true, {{at, negated}}});
  Flow rest = {true, {{at, !negated}}};
  if (step.name.value == "while") {
    join(body, at);
    return rest;
  }
  if (!step.otherwise.empty()) rest = steps(step.otherwise, rest);
  rest.reached = rest.reached || body.reached;
  rest.ends.insert(rest.ends.end(), body.ends.begin(), body.ends.end());
  return rest;
}

Flow ProcedureCompiler::forever(const RawProcedureStep& step, const Flow& flow) {
  const std::size_t head = steps_.size();
  const Flow body = steps(step.body, flow);
  join(body, head);
  if (!body.reached) {
    resolver_.problems.add(step.name.where, "this \"repeat\" never repeats")
        .notes.push_back(fmt::format("its body never gets past the {} in line {}",
                                     quoted(step.body.back().name.value),
                                     step.body.back().name.where.at.line));
  }
  return {false, {}};
}

QueueId ProcedureCompiler::queue(const Text& name) {
  std::vector<std::string> known;
  for (const Text& queue : raw_.queues) known.push_back(queue.value);
  const auto found = std::find(known.begin(), known.end(), name.value);
  if (found == known.end()) {
    resolver_.problems.unknown(name, "queue", known);
    return {};
  }
  const auto position = static_cast<std::size_t>(found - known.begin());
  used_[position] = true;
  return QueueId(first_queue_ + position);
}

template <class Enum>
std::uint16_t ProcedureCompiler::accepted(const std::vector<Text>& texts, Names names,
                                          std::string_view what) {
  unsigned bits = 0;
  for (const Text& text : texts) {
    const auto value = enumerator_of<Enum>(text.value, names);
    if (value) {
      bits |= 1U << static_cast<unsigned>(*value);
    } else {
      resolver_.problems.unknown(text, what, words(names));
    }
  }
  return static_cast<std::uint16_t>(bits);
}

// Returns whether the body is for the answer no.
bool ProcedureCompiler::ask(const RawCondition& condition, ProcedureStep& step) {
  if (!condition.reason.empty()) {
    step.question = Question::reason;
    step.accepted =
        accepted<UpcallReason>(condition.reason, names_of(UpcallReason{}), "upcall reason");
    return false;
  }
  if (!condition.status.empty()) {
    step.question = Question::status;
    step.accepted = accepted<Status>(condition.status, status_names(), "status");
    return false;
  }
  if (condition.empty || condition.filled) {
    step.question = Question::empty;
    step.queue = queue(condition.empty ? *condition.empty : *condition.filled);
    return condition.filled.has_value();
  }
  if (condition.all_ended) {
    step.question = Question::all_ended;
    return !condition.all_ended->value;
  }
  if (condition.terminated) {
    step.question = Question::terminated;
    return !condition.terminated->value;
  }
  if (condition.suspended) {
    step.question = Question::suspended;
    return !condition.suspended->value;
  }
  step.question = Question::item;
  return !condition.item->value;
}

void ProcedureCompiler::check_result() {
  if (!returns_) {
    resolver_.problems
        .add(raw_.procedure->where, "this procedure has no way to return: its primaries never end")
        .notes.emplace_back(
            "as: [\"if\", {\"all_ended\": true}, [[\"return\"]]] in its outermost loop");
  }
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (used_[i]) continue;
    resolver_.problems.add(raw_.queues[i].where, fmt::format("queue {} is used by no step",
                                                             quoted(raw_.queues[i].value)));
  }
  if (steps_.size() > kMostInstructions) {
    resolver_.problems.add(
        raw_.procedure->where,
        fmt::format("a procedure has at most {} steps, not {}", kMostInstructions, steps_.size()));
  }
}

// Who comes to the end of a procedure returns.
std::vector<ProcedureStep> ProcedureCompiler::compile() {
  const Flow flow = steps(raw_.procedure->steps, {});
  if (flow.reached) {
    add({}, raw_.procedure->where, flow);
    returns_ = true;
  }
  check_result();
  forget_what_is_dead(steps_);
  return std::move(steps_);
}

void check_queues(Resolver& resolver, const RawScheduler& raw) {
  check_limit(resolver.problems, raw.queues, kMostQueues, "queues in a scheduler");
  for (std::size_t i = 0; i < raw.queues.size(); ++i) {
    const auto end = raw.queues.begin() + static_cast<std::ptrdiff_t>(i);
    const auto same = std::find_if(raw.queues.begin(), end, [&](const Text& other) {
      return other.value == raw.queues[i].value;
    });
    if (same == end) continue;
    resolver.problems.add(raw.queues[i].where,
                          fmt::format("there is a queue {} already", quoted(raw.queues[i].value)));
  }
}

// What goes with a policy only, and what with a procedure only.
void check_scheduler(Resolver& resolver, const RawScheduler& raw) {
  if (!raw.procedure && !raw.queues.empty()) {
    resolver.problems.add(raw.queues[0].where,
                          "only a scheduler with a \"procedure\" has \"queues\"");
  }
  if (raw.procedure && raw.policy) {
    resolver.problems.add(raw.policy->where,
                          "a scheduler has a \"policy\" or a \"procedure\", not both");
  }
  if (raw.procedure && raw.dequeue_timeout) {
    resolver.problems.add(raw.dequeue_timeout->where, "a procedure says itself how long it waits")
        .notes.emplace_back("as: [\"DequeueUmsCompletionListItems\", {\"timeout\": \"5us\"}]");
  }
}

}  // namespace

void resolve_procedures(Resolver& resolver) {
  std::size_t index = 0;
  for (const RawScheduler& raw : resolver.raw.schedulers) {
    SchedulerSpec& scheduler = resolver.system().schedulers[index++];
    check_scheduler(resolver, raw);
    resolver.scenario.procedures.emplace_back();
    if (!raw.procedure) continue;
    check_queues(resolver, raw);
    const std::size_t first_queue = resolver.system().queues.size();
    for (const Text& queue : raw.queues) resolver.system().queues.push_back(queue.value);
    if (raw.procedure->broken) continue;
    ProcedureCompiler compiler(resolver, raw, first_queue);
    scheduler.procedure = compiler.compile();
    resolver.scenario.procedures.back() = compiler.positions();
  }
}

// EXIT-6 needs an heir, and a procedure has no step to be one.
void check_endings(Resolver& resolver) {
  const System& system = resolver.system();
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    const ApcSpec& apc = system.apcs[i];
    const bool ends = apc.is_apc() && apc.kind == ApcKind::terminate && apc.target.valid() &&
                      system.thread(apc.target).kind == ThreadKind::primary;
    if (!ends || !system.has_procedure(apc.target)) continue;
    const RawEvent& raw = resolver.raw.events[i];
    resolver.problems
        .add(raw.to->where, fmt::format("{} runs a procedure of the scenario's, and such a primary "
                                        "cannot be ended",
                                        quoted(raw.to->value)))
        .notes.emplace_back("a procedure has no step that takes what a dead primary leaves");
  }
}

}  // namespace umsim::loading
