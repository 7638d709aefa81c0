// Scheduler procedures: JSON to raw.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/names.h"
#include "sim/scenario/read_raw.h"
#include "sim/scenario/read_steps.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

enum class Takes : std::uint8_t { nothing, queue, thread, timeout, branch, loop, forever };

// How the steps are written.
struct Form {
  std::string_view name;
  Takes takes;
  std::size_t least;
  std::size_t most;
  std::string_view text;
};

constexpr std::array<Form, 15> kForms{{
    {"DequeueUmsCompletionListItems", Takes::timeout, 1, 2,
     R"(["DequeueUmsCompletionListItems"], perhaps with {"timeout": "0us"} behind the name)"},
    {"GetNextUmsListItem", Takes::nothing, 1, 1, R"(["GetNextUmsListItem"])"},
    {"ExecuteUmsThread", Takes::thread, 1, 2,
     R"(["ExecuteUmsThread"] or ["ExecuteUmsThread", {"thread": "W1"}])"},
    {"push_head", Takes::queue, 2, 2, R"(["push_head", "ready"])"},
    {"push_tail", Takes::queue, 2, 2, R"(["push_tail", "ready"])"},
    {"pop_head", Takes::queue, 2, 2, R"(["pop_head", "ready"])"},
    {"pop_tail", Takes::queue, 2, 2, R"(["pop_tail", "ready"])"},
    {"take_hint", Takes::queue, 2, 2, R"(["take_hint", "ready"])"},
    {"retire", Takes::nothing, 1, 1, R"(["retire"])"},
    {"wake", Takes::nothing, 1, 1, R"(["wake"])"},
    {"EnterUmsSchedulingMode", Takes::nothing, 1, 1, R"(["EnterUmsSchedulingMode"])"},
    {"return", Takes::nothing, 1, 1, R"(["return"])"},
    {"if", Takes::branch, 3, 4,
     R"(["if", {"item": true}, [steps]], with a second list for "else")"},
    {"while", Takes::loop, 3, 3, R"(["while", {"item": true}, [steps]])"},
    {"repeat", Takes::forever, 3, 3, R"(["repeat", "forever", [steps]])"},
}};

class ProcedureReader {
 public:
  explicit ProcedureReader(Problems& problems) : problems_(problems) {}

  std::vector<RawProcedureStep> steps(const json::Value& value, std::string_view what);
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  std::optional<RawProcedureStep> step(const json::Value& value);
  void parameters(const json::Value& value, const Form& form, RawProcedureStep& step);
  void condition(const json::Value& value, RawProcedureStep& step);
  void wrong_form(const json::Value& value, const Form& form);
  void unknown(const Text& name);

  Problems& problems_;
  bool broken_ = false;
};

void ProcedureReader::wrong_form(const json::Value& value, const Form& form) {
  broken_ = true;
  problems_.add(value.where, fmt::format("this step must be written as {}", form.text));
}

std::vector<RawProcedureStep> ProcedureReader::steps(const json::Value& value,
                                                     std::string_view what) {
  return read_steps(value, what, problems_, broken_,
                    [this](const json::Value& element) { return step(element); });
}

// A step of programs in a procedure is a thing that a worker does, and a scheduler does not.
void ProcedureReader::unknown(const Text& name) {
  if (!position_of(name.value, opcode_names()) && !position_of(name.value, api_call_names())) {
    problems_.unknown(name, "procedure step", words(procedure_step_names()));
    return;
  }
  problems_
      .add(name.where,
           fmt::format("{} is a step of programs, and this is a procedure", quoted(name.value)))
      .notes.push_back(
          fmt::format("known procedure steps: {}", joined(words(procedure_step_names()), " ")));
}

std::optional<RawProcedureStep> ProcedureReader::step(const json::Value& value) {
  const auto name = step_name(value, R"(["pop_head", "ready"])", problems_);
  if (!name) return std::nullopt;
  RawProcedureStep result;
  result.name = *name;
  const auto* form = std::find_if(kForms.begin(), kForms.end(),
                                  [&](const Form& each) { return each.name == result.name.value; });
  if (form == kForms.end()) {
    unknown(result.name);
    return std::nullopt;
  }
  if (value.elements.size() < form->least || value.elements.size() > form->most) {
    wrong_form(value, *form);
    return std::nullopt;
  }
  parameters(value, *form, result);
  return result;
}

void ProcedureReader::parameters(const json::Value& value, const Form& form,
                                 RawProcedureStep& step) {
  const bool has_option = value.elements.size() > 1;
  switch (form.takes) {
    case Takes::nothing: return;
    case Takes::queue:
      step.queue =
          read_text(value.elements[1], fmt::format("the queue of \"{}\"", form.name), problems_);
      broken_ = broken_ || !step.queue;
      return;
    case Takes::thread:
      if (!has_option) return;
      step.thread = ObjectReader(value.elements[1], kExecuteKeys, problems_).text("thread");
      broken_ = broken_ || !step.thread;
      return;
    case Takes::timeout:
      if (!has_option) return;
      step.timeout = ObjectReader(value.elements[1], kDequeueKeys, problems_)
                         .quantity("timeout", Zero::allowed);
      broken_ = broken_ || !step.timeout;
      return;
    case Takes::branch:
    case Takes::loop:
      condition(value.elements[1], step);
      step.body = steps(value.elements[2], fmt::format("the body of \"{}\"", form.name));
      if (value.elements.size() == 4) {
        step.otherwise = steps(value.elements[3], "the second list of \"if\"");
      }
      return;
    case Takes::forever:
      if (value.elements[1].type != json::Type::string || value.elements[1].text != "forever") {
        wrong_form(value, form);
      }
      step.body = steps(value.elements[2], "the body of \"repeat\"");
      return;
  }
}

// One value, or a list of those that will do.
std::vector<Text> one_or_more(const ObjectReader& object, std::string_view key) {
  const json::Value* value = object.get(key);
  if (value == nullptr || value->type == json::Type::array) return object.texts(key);
  const auto text = object.text(key);
  return text ? std::vector<Text>{*text} : std::vector<Text>{};
}

void ProcedureReader::condition(const json::Value& value, RawProcedureStep& step) {
  const ObjectReader object(value, kConditionKeys, problems_);
  RawCondition condition;
  condition.where = value.where;
  condition.reason = one_or_more(object, "reason");
  condition.status = one_or_more(object, "status");
  condition.item = object.flag("item");
  condition.empty = object.text("empty");
  condition.filled = object.text("filled");
  condition.all_ended = object.flag("all_ended");
  condition.terminated = object.flag("terminated");
  condition.suspended = object.flag("suspended");
  const std::array<bool, 8> there{
      !condition.reason.empty(),        !condition.status.empty(),
      condition.item.has_value(),       condition.empty.has_value(),
      condition.filled.has_value(),     condition.all_ended.has_value(),
      condition.terminated.has_value(), condition.suspended.has_value()};
  const auto asked = std::count(there.begin(), there.end(), true);
  if (object.good() && value.members.size() > 1) {
    problems_.add(value.where, "a condition asks one thing")
        .notes.emplace_back("an \"if\" in the body of another asks two");
  } else if (object.good() && value.members.empty()) {
    problems_.add(value.where, "a condition must ask something, as {\"item\": true}");
  }
  broken_ = broken_ || asked != 1 || value.members.size() != 1;
  step.condition = std::move(condition);
}

}  // namespace

RawProcedure read_procedure(const json::Value& value, Problems& problems) {
  RawProcedure procedure;
  procedure.where = value.where;
  ProcedureReader reader(problems);
  procedure.steps = reader.steps(value, "a procedure");
  procedure.broken = reader.broken();
  return procedure;
}

}  // namespace umsim::loading
