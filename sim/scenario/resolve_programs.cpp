// Programs: nested steps to a flat list of instructions.
#include <algorithm>

#include <fmt/format.h>

#include "models/cpu/debug_registers.h"
#include "models/ums/context_values.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// Flattens one program. A step that the program never gets past (exit, or a repeat without end)
// must be the last of its list.
class Compiler {
 public:
  Compiler(Resolver& resolver, Program& program) : resolver_(resolver), program_(program) {}

  // Returns the step that these steps never get past, or null.
  const RawStep* steps(const std::vector<RawStep>& steps, std::size_t level);
  void finish();

 private:
  // Returns false when the program never gets past this step.
  bool step(const RawStep& step, std::size_t level);
  bool repeat(const RawStep& step, std::size_t level);
  void yield(const RawStep& step);
  ThreadId subject(const RawStep& step);
  void write_context(const RawStep& step, Instruction& instruction);

  Resolver& resolver_;
  Program& program_;
};

const RawStep* Compiler::steps(const std::vector<RawStep>& steps, std::size_t level) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (step(steps[i], level)) continue;
    if (i + 1 < steps.size()) {
      resolver_.problems.add(steps[i + 1].opcode.where, "this step is never reached")
          .notes.push_back(fmt::format("the program never gets past the {} in line {}",
                                       quoted(steps[i].opcode.value),
                                       steps[i].opcode.where.at.line));
    }
    return &steps[i];
  }
  return nullptr;
}

bool Compiler::step(const RawStep& step, std::size_t level) {
  if (step.call) {
    Instruction instruction;
    instruction.opcode = Opcode::api;
    instruction.api = resolve_call(resolver_, step);
    if (instruction.api.call == ApiCall::yield) instruction.hint = instruction.api.subject;
    program_.instructions.push_back(instruction);
    return true;
  }
  const Opcode opcode = *enumerator_of<Opcode>(step.opcode.value, opcode_names());
  if (opcode == Opcode::repeat) return repeat(step, level);
  if (opcode == Opcode::yield) {
    yield(step);
    return true;
  }
  Instruction instruction;
  instruction.opcode = opcode;
  if (step.time) instruction.cycles = resolver_.cycles(*step.time);
  if (step.object) resolve_object_step(resolver_, step, instruction);
  if (step.address) instruction.address = debug_address(resolver_, *step.address);
  if (step.subject) instruction.subject = subject(step);
  if (step.part) write_context(step, instruction);
  program_.instructions.push_back(instruction);
  return opcode != Opcode::exit;
}

void Compiler::yield(const RawStep& step) {
  Instruction instruction;
  instruction.opcode = Opcode::yield;
  if (step.hint) {
    const auto found = resolver_.names.find(NameKind::thread, *step.hint, resolver_.problems);
    if (found) instruction.hint = ThreadId(*found);
    if (found && !resolver_.system().is_worker(instruction.hint)) {
      resolver_.problems.add(step.hint->where, fmt::format("{} is no worker: a hint names one",
                                                           quoted(step.hint->value)));
    }
  }
  program_.instructions.push_back(instruction);
}

// Which address of kernel memory it is makes no difference.
void Compiler::write_context(const RawStep& step, Instruction& instruction) {
  const auto part = enumerator_of<ContextPart>(step.part->value, context_part_names());
  if (!part) {
    resolver_.problems.unknown(*step.part, "context part", words(context_part_names()));
    return;
  }
  instruction.part = *part;
  if (*part == ContextPart::debug_registers) {
    instruction.address = kernel_memory(resolver_.system().architecture);
  }
}

bool uses_context(const RawStep& step) {
  return step.opcode.value == "touch_context" || step.opcode.value == "write_context";
}

// Whose TEB is loaded, or whose context touched; only workers have a context.
ThreadId Compiler::subject(const RawStep& step) {
  const auto found = resolver_.names.find(NameKind::thread, *step.subject, resolver_.problems);
  if (!found) return {};
  const ThreadId thread(*found);
  if (uses_context(step) && !resolver_.system().is_worker(thread)) {
    resolver_.problems.add(step.subject->where, fmt::format("{} is no worker and has no context",
                                                            quoted(step.subject->value)));
  }
  return thread;
}

bool Compiler::repeat(const RawStep& step, std::size_t level) {
  if (level >= kLoopLevels) {
    resolver_.problems.add(step.opcode.where,
                           fmt::format("\"repeat\" nests at most {} deep", kLoopLevels));
    return true;
  }
  Instruction instruction;
  instruction.opcode = Opcode::repeat;
  instruction.target = static_cast<std::uint16_t>(program_.instructions.size());
  instruction.loop_level = static_cast<std::uint8_t>(level);
  if (step.count) instruction.count = static_cast<std::uint16_t>(step.count->value);
  if (const RawStep* last = steps(step.body, level + 1)) {
    resolver_.problems.add(step.opcode.where, "this \"repeat\" never repeats")
        .notes.push_back(fmt::format("its body never gets past the {} in line {}",
                                     quoted(last->opcode.value), last->opcode.where.at.line));
    return false;
  }
  program_.instructions.push_back(instruction);
  return step.count.has_value();
}

void Compiler::finish() {
  const bool ended =
      !program_.instructions.empty() && program_.instructions.back().opcode == Opcode::exit;
  if (!ended) program_.instructions.emplace_back();
}

ProgramId compile(Resolver& resolver, const RawProgram& raw) {
  Program program;
  program.name = raw.name.value;
  if (!raw.broken) {
    Compiler compiler(resolver, program);
    compiler.steps(raw.steps, 0);
    compiler.finish();
  }
  if (program.instructions.size() > kMostInstructions) {
    resolver.problems.add(raw.where, fmt::format("a program has at most {} instructions, not {}",
                                                 kMostInstructions, program.instructions.size()));
  }
  resolver.system().programs.push_back(std::move(program));
  return ProgramId(resolver.system().programs.size() - 1);
}

bool is_foreign(const Resolver& resolver, const Text& thread, ProcessId process) {
  const auto& threads = resolver.system().threads;
  return std::any_of(threads.begin(), threads.end(), [&](const ThreadSpec& other) {
    return other.name == thread.value && other.process.valid() && process.valid() &&
           other.process != process;
  });
}

constexpr std::string_view kEnter = "EnterUmsSchedulingMode";

// A thread enters with the scheduler that it is declared with; one that has none cannot.
void check_entrance(Resolver& resolver, const RawStep& step, ThreadId thread, const Where* use) {
  const ThreadSpec& spec = resolver.system().thread(thread);
  const Where& where = use != nullptr ? *use : step.opcode.where;
  if (spec.kind == ThreadKind::standard) {
    resolver.problems.add(where, fmt::format("{} has no scheduler to enter", quoted(spec.name)))
        .notes.emplace_back(
            "a thread of the kind \"primary\" with a program is a standard thread "
            "until it enters");
  }
  const auto& named = step.call->scheduler;
  if (spec.kind != ThreadKind::primary || !named || !spec.scheduler.valid()) return;
  const std::string& own = resolver.system().scheduler(spec.scheduler).name;
  if (named->value == own) return;
  resolver.problems.add(use != nullptr ? *use : named->where,
                        fmt::format("{} runs scheduler {}, not {}", quoted(spec.name), quoted(own),
                                    quoted(named->value)));
}

bool enters(const Program& program) {
  return std::any_of(program.instructions.begin(), program.instructions.end(),
                     [](const Instruction& instruction) {
                       return instruction.opcode == Opcode::api &&
                              instruction.api.call == ApiCall::enter_scheduling;
                     });
}

// A primary that never enters would leave its workers to nobody.
void check_entrances(Resolver& resolver) {
  for (std::size_t i = 0; i < resolver.threads.size(); ++i) {
    const ThreadSpec& spec = resolver.system().threads[i];
    const RawThread& raw = *resolver.threads[i];
    const bool programmed = spec.kind == ThreadKind::primary && spec.program.valid();
    if (!programmed || (raw.program && raw.program->broken)) continue;
    if (enters(resolver.system().programs[spec.program.at()])) continue;
    resolver.problems
        .add(raw.program_where,
             fmt::format("{} never becomes a primary: its program does not call {}",
                         quoted(spec.name), kEnter))
        .notes.emplace_back("without a program it is a primary from the start");
  }
}

bool is_pointer(std::string_view part) {
  return enumerator_of<ContextPart>(part, context_part_names()) != ContextPart::debug_registers;
}

// Contexts of other processes are out of reach (MAP-9). Nobody uses the saved pointers of a worker
// whose program runs, and no context is there before it is made.
void check_context_step(Resolver& resolver, const RawStep& step, ThreadId thread,
                        const Where* use) {
  const ThreadSpec& spec = resolver.system().thread(thread);
  const Where& where = use != nullptr ? *use : step.subject->where;
  const std::string_view verb = step.part ? "write" : "touch";
  const std::string named = quoted(step.subject->value);
  if (is_foreign(resolver, *step.subject, spec.process)) {
    resolver.problems.add(where, fmt::format("{} cannot {} the context of {}, which is of another "
                                             "process",
                                             quoted(spec.name), verb, named));
  }
  if (!step.part) return;
  if (step.subject->value == spec.name && is_pointer(step.part->value)) {
    resolver.problems.add(where, fmt::format("{} writes its own {}: nobody uses what is saved "
                                             "while its program runs",
                                             named, quoted(step.part->value)));
  }
  const auto& threads = resolver.system().threads;
  const bool made = std::any_of(threads.begin(), threads.end(), [&](const ThreadSpec& other) {
    return other.name == step.subject->value && other.on_demand;
  });
  if (made) {
    resolver.problems.add(where, fmt::format("{} is made by a program: its context cannot be "
                                             "written",
                                             named));
  }
}

// Adds what is wrong with the steps of a program for the thread that runs it. `use` is where a
// named program is named, and null for a program that stands in its thread.
void check_steps(Resolver& resolver, const std::vector<RawStep>& steps, ThreadId thread,
                 const Where* use) {
  const ThreadSpec& spec = resolver.system().thread(thread);
  const auto complain = [&](const Where& where, const std::string& message) {
    Diagnostic& problem = resolver.problems.add(use != nullptr ? *use : where, message);
    if (use != nullptr)
      problem.notes.push_back(fmt::format("the \"yield\" is in line {}", where.at.line));
  };
  for (const RawStep& step : steps) {
    check_steps(resolver, step.body, thread, use);
    if (step.object) check_object_step(resolver, step, thread, use);
    if (uses_context(step) && step.subject) check_context_step(resolver, step, thread, use);
    if (step.opcode.value == kEnter) check_entrance(resolver, step, thread, use);
    if (step.opcode.value != "yield") continue;
    if (step.hint && step.hint->value == spec.name) {
      complain(step.hint->where, fmt::format("{} yields with a hint to itself", quoted(spec.name)));
    } else if (step.hint && is_foreign(resolver, *step.hint, spec.process)) {
      complain(step.hint->where,
               fmt::format("{} yields with a hint to {}, which is of another process",
                           quoted(spec.name), quoted(step.hint->value)));
    }
  }
}

void use_named_program(Resolver& resolver, const RawThread& raw, ThreadId thread) {
  const auto found = resolver.names.find(NameKind::program, *raw.program_name, resolver.problems);
  if (!found) {
    resolver.programs_found = false;
    return;
  }
  resolver.system().threads[thread.at()].program = ProgramId(*found);
  check_steps(resolver, resolver.raw.programs[*found].steps, thread, &raw.program_name->where);
}

void check_programs_used(Resolver& resolver) {
  if (!resolver.programs_found || !resolver.names.complete(NameKind::thread)) return;
  for (const RawProgram& program : resolver.raw.programs) {
    const auto& threads = resolver.raw.threads;
    const bool used = std::any_of(threads.begin(), threads.end(), [&](const RawThread& thread) {
      return thread.program_name && thread.program_name->value == program.name.value;
    });
    if (used) continue;
    resolver.problems.add(program.name.where, fmt::format("program {} is used by no thread",
                                                          quoted(program.name.value)));
  }
}

// The scheduler of a worker that nobody makes would wait for it for ever.
void check_creations(Resolver& resolver) {
  const auto& programs = resolver.system().programs;
  for (std::size_t i = 0; i < resolver.threads.size(); ++i) {
    if (!resolver.system().threads[i].on_demand) continue;
    const auto makes = [&](const Instruction& instruction) {
      return instruction.opcode == Opcode::api && instruction.api.call == ApiCall::create_thread &&
             instruction.api.subject == ThreadId(i);
    };
    const bool made = std::any_of(programs.begin(), programs.end(), [&](const Program& program) {
      return std::any_of(program.instructions.begin(), program.instructions.end(), makes);
    });
    if (made) continue;
    const RawThread& raw = *resolver.threads[i];
    resolver.problems
        .add(raw.start->where, fmt::format("no program makes {}", quoted(raw.name.value)))
        .notes.emplace_back("CreateRemoteThreadEx makes a worker whose start is \"on_demand\"");
  }
}

}  // namespace

void resolve_programs(Resolver& resolver) {
  for (const RawProgram& program : resolver.raw.programs) {
    resolver.names.add(NameKind::program, program.name, resolver.system().programs.size(),
                       resolver.problems);
    compile(resolver, program);
  }
  for (std::size_t i = 0; i < resolver.threads.size(); ++i) {
    const RawThread& raw = *resolver.threads[i];
    if (raw.program_name) use_named_program(resolver, raw, ThreadId(i));
    if (!raw.program) continue;
    resolver.system().threads[i].program = compile(resolver, *raw.program);
    check_steps(resolver, raw.program->steps, ThreadId(i), nullptr);
  }
  check_entrances(resolver);
  check_programs_used(resolver);
  check_objects(resolver);
  check_creations(resolver);
  resolver.system().wild_contexts = writes_wild_pointers(resolver.system());
}

}  // namespace umsim::loading
