#include "sim/explore/model_findings.h"

#include <utility>

namespace umsim::explore {
namespace {

ModelFinding violation(std::string sentence, std::vector<Choice> choices) {
  ModelFinding finding;
  finding.sentence = std::move(sentence);
  finding.choices = std::move(choices);
  return finding;
}

}  // namespace

ModelFinding finding_of(const Invariant& broken, std::vector<Choice> choices) {
  ModelFinding finding = violation(std::string(broken.sentence), std::move(choices));
  finding.invariant = &broken;
  return finding;
}

ModelFinding finding_of(const System& system, const Observer& observer, std::size_t property,
                        std::vector<Choice> choices) {
  const Expectation& broken = observer.property(property);
  ModelFinding finding = violation(text_of(system, broken) + "; " + std::string(failure_of(broken)),
                                   std::move(choices));
  finding.property = property;
  return finding;
}

ModelFinding unhandled_step(std::vector<Choice> choices) {
  return violation("the machine reached a state it cannot handle", std::move(choices));
}

ModelFinding deadlock_of(std::vector<Choice> choices) {
  ModelFinding finding =
      violation("nothing can happen any more, and not every thread has ended", std::move(choices));
  finding.fault = Fault::deadlock;
  return finding;
}

namespace {

// A ring in which no thread runs in user mode is a storm: the kernel is busy with itself.
std::string ring_sentence(const System& system, const std::vector<Choice>& choices,
                          std::size_t cycle) {
  const Layout layout(system);
  Image image(system, layout);
  bool user_mode = false;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Machine machine = image.machine();
    const bool steps = choices[i].kind == ChoiceKind::step;
    const bool in_cycle = i + cycle >= choices.size();
    user_mode = user_mode || (in_cycle && steps && machine.cpu(choices[i].cpu).mode == Mode::user);
    apply(machine, choices[i], nullptr);
  }
  return user_mode ? "the run goes round for ever, and no program gets any further"
                   : "the kernel goes round for ever, and nobody runs in user mode";
}

ModelFinding endless(const Finding& finding, ModelGraph& graph, const System& system) {
  const std::size_t begin = finding.path.size() - finding.cycle;
  const std::vector<ChoiceCode> stem(finding.path.begin(),
                                     finding.path.begin() + static_cast<std::ptrdiff_t>(begin));
  const Course way_there = graph.course_of(stem);
  Course course = graph.course_of(finding.path);
  const std::size_t cycle = course.choices.size() - way_there.choices.size();
  std::string sentence = finding.fault == Fault::ring
                             ? ring_sentence(system, course.choices, cycle)
                             : graph.starvation_sentence(finding.code, way_there.names);
  ModelFinding result = violation(std::move(sentence), std::move(course.choices));
  result.fault = finding.fault;
  result.cycle = cycle;
  return result;
}

}  // namespace

ModelFinding translate(const Finding& finding, ModelGraph& graph, const System& system,
                       const Observer& observer) {
  if (finding.cycle != 0) {
    return endless(finding, graph, system);
  }
  Course course = graph.course_of(finding.path);
  if (finding.fault == Fault::deadlock) {
    return deadlock_of(std::move(course.choices));
  }
  if (finding.fault == Fault::lost_goal) {
    ModelFinding lost =
        violation(graph.goal_sentence(finding.code, course.names), std::move(course.choices));
    lost.fault = Fault::lost_goal;
    return lost;
  }
  if (ModelGraph::is_of_property(finding.code)) {
    require(course.broken.has_value(), "a path breaks no property when a machine runs it");
    return finding_of(system, observer, *course.broken, std::move(course.choices));
  }
  const Invariant* invariant = ModelGraph::invariant_of(finding.code);
  return invariant != nullptr ? finding_of(*invariant, std::move(course.choices))
                              : unhandled_step(std::move(course.choices));
}

}  // namespace umsim::explore
