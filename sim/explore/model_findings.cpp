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

ModelFinding translate(const Finding& finding, ModelGraph& graph, const System& system,
                       const Observer& observer) {
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
