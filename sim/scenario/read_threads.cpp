// Threads and their programs: JSON to raw.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/read_raw.h"
#include "sim/scenario/read_steps.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

class ProgramReader {
 public:
  explicit ProgramReader(Problems& problems) : problems_(problems) {}

  std::vector<RawStep> steps(const json::Value& value, std::string_view what);
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  std::optional<RawStep> step(const json::Value& value);
  void parameters(const json::Value& value, RawStep& step);
  void time(const json::Value& value, RawStep& step);
  void address(const json::Value& value, RawStep& step);
  void yield(const json::Value& value, RawStep& step);
  void subject(const json::Value& value, RawStep& step);
  void written_context(const json::Value& value, RawStep& step);
  void repeat(const json::Value& value, RawStep& step);
  void wrong_form(const json::Value& value, std::string_view form);

  Problems& problems_;
  bool broken_ = false;
};

void ProgramReader::wrong_form(const json::Value& value, std::string_view form) {
  broken_ = true;
  problems_.add(value.where, fmt::format("this step must be written as {}", form));
}

std::vector<RawStep> ProgramReader::steps(const json::Value& value, std::string_view what) {
  return read_steps(value, what, problems_, broken_,
                    [this](const json::Value& element) { return step(element); });
}

std::optional<RawStep> ProgramReader::step(const json::Value& value) {
  const auto name = step_name(value, R"(["compute", "20us"])", problems_);
  if (!name) return std::nullopt;
  RawStep result;
  result.opcode = *name;
  if (position_of(result.opcode.value, api_call_names())) {
    result.call = read_call(value, problems_);
    if (!result.call) return std::nullopt;
    return result;
  }
  if (!position_of(result.opcode.value, opcode_names())) {
    std::vector<std::string> known = words(opcode_names());
    for (const std::string& call : words(api_call_names())) known.push_back(call);
    problems_.unknown(result.opcode, "step", known);
    return std::nullopt;
  }
  parameters(value, result);
  return result;
}

void ProgramReader::parameters(const json::Value& value, RawStep& step) {
  const std::string& name = step.opcode.value;
  if (name == "yield") {
    yield(value, step);
  } else if (name == "repeat") {
    repeat(value, step);
  } else if (name == "exit" || name == "clear_debug_registers") {
    if (value.elements.size() != 1) wrong_form(value, fmt::format("[\"{}\"]", name));
  } else if (name == "set_debug_registers" || name == "load_debug_registers") {
    address(value, step);
  } else if (name == "load_teb" || name == "touch_context") {
    subject(value, step);
  } else if (name == "write_context") {
    written_context(value, step);
  } else if (is_object_step(name)) {
    broken_ = !read_object_step(value, step, problems_) || broken_;
  } else {
    time(value, step);
  }
}

void ProgramReader::time(const json::Value& value, RawStep& step) {
  const std::string& name = step.opcode.value;
  if (value.elements.size() != 2) {
    wrong_form(value, fmt::format("[\"{}\", \"20us\"]", name));
    return;
  }
  step.time = read_quantity(value.elements[1], fmt::format("the time of \"{}\"", name),
                            Zero::refused, problems_);
  broken_ = broken_ || !step.time;
}

void ProgramReader::address(const json::Value& value, RawStep& step) {
  const std::string& name = step.opcode.value;
  if (value.elements.size() != 2) {
    wrong_form(value, fmt::format("[\"{}\", \"0x401000\"]", name));
    return;
  }
  step.address =
      read_text(value.elements[1], fmt::format("the address of \"{}\"", name), problems_);
  broken_ = broken_ || !step.address;
}

void ProgramReader::yield(const json::Value& value, RawStep& step) {
  if (value.elements.size() == 1) return;
  if (value.elements.size() != 2) {
    wrong_form(value, "[\"yield\"] or [\"yield\", {\"hint\": \"W2\"}]");
    return;
  }
  step.hint = ObjectReader(value.elements[1], kYieldKeys, problems_).text("hint");
  broken_ = broken_ || !step.hint;
}

// Nobody's TEB can be loaded, but only somebody's context touched.
void ProgramReader::subject(const json::Value& value, RawStep& step) {
  const std::string& name = step.opcode.value;
  const bool may_be_nobody = name == "load_teb";
  if (value.elements.size() == 1 && may_be_nobody) return;
  if (value.elements.size() != 2) {
    wrong_form(value, may_be_nobody ? R"(["load_teb"] or ["load_teb", "W2"])"
                                    : R"(["touch_context", "W2"])");
    return;
  }
  step.subject = read_text(value.elements[1], fmt::format("the thread of \"{}\"", name), problems_);
  broken_ = broken_ || !step.subject;
}

void ProgramReader::written_context(const json::Value& value, RawStep& step) {
  if (value.elements.size() != 3) {
    wrong_form(value, R"(["write_context", "W2", "stack_pointer"])");
    return;
  }
  step.subject = read_text(value.elements[1], "the thread of \"write_context\"", problems_);
  step.part = read_text(value.elements[2], "the part of \"write_context\"", problems_);
  broken_ = broken_ || !step.subject || !step.part;
}

void ProgramReader::repeat(const json::Value& value, RawStep& step) {
  if (value.elements.size() != 3) {
    wrong_form(value, "[\"repeat\", 3, [steps]] or [\"repeat\", \"forever\", [steps]]");
    return;
  }
  const json::Value& count = value.elements[1];
  if (count.type == json::Type::string && count.text == "forever") {
    step.count.reset();
  } else if (count.type == json::Type::number) {
    step.count = read_whole(count, "the count of \"repeat\"", {1, kMostRepeats}, problems_);
    broken_ = broken_ || !step.count;
  } else {
    broken_ = true;
    add_type_problem(count, "the count of \"repeat\"", "a whole number or \"forever\"", problems_);
  }
  step.body = steps(value.elements[2], "the body of \"repeat\"");
}

}  // namespace

RawProgram read_program(const json::Value& value, Text name, Problems& problems) {
  RawProgram program;
  program.name = std::move(name);
  program.where = value.where;
  ProgramReader reader(problems);
  program.steps = reader.steps(value, "a program");
  program.broken = reader.broken();
  return program;
}

std::optional<RawThread> read_thread(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kThreadKeys, problems);
  const auto name = object.name("name");
  RawThread thread;
  thread.where = value.where;
  thread.name = name.value_or(Text{});
  thread.kind = object.text("kind");
  thread.process = object.text("process");
  thread.scheduler = object.text("scheduler");
  thread.start = object.text("start");
  thread.teb = object.text("teb");
  thread.debug_registers = object.text("debug_registers");
  thread.priority = object.whole("priority", {0, kMostPriority});
  thread.has_scheduler = object.has("scheduler");
  thread.has_program = object.has("program");
  if (const json::Value* program = object.get("program")) {
    thread.program_where = program->where;
    if (program->type == json::Type::string) {
      thread.program_name = object.text("program");
    } else if (program->type == json::Type::array) {
      thread.program = read_program(*program, thread.name, problems);
    } else {
      add_type_problem(*program, "\"program\"", "a list of steps or the name of a program",
                       problems);
    }
  }
  if (!name) return std::nullopt;
  return thread;
}

}  // namespace umsim::loading
