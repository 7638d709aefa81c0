#include "tests/models/sample_systems.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "models/cpu/teb.h"
#include "models/kernel/debug_registers.h"
#include "models/ums/context_values.h"
#include "tests/models/program_text.h"

namespace umsim::test {
namespace {

constexpr std::array<std::string_view, 7> kPolicies = {
    "fifo", "priority", "round_robin", "work_stealing", "poller", "run_before_walked", "requeue"};

ThreadId require_thread(const System& system, std::string_view name) {
  const ThreadId found = find_thread(system, name);
  if (!found.valid()) {
    throw std::invalid_argument("no thread is called " + std::string(name));
  }
  return found;
}

ProcessId require_process(const System& system, std::string_view name) {
  for (std::size_t i = 0; i < system.processes.size(); ++i) {
    if (system.processes[i].name == name) {
      return ProcessId(i);
    }
  }
  throw std::invalid_argument("no process is called " + std::string(name));
}

}  // namespace

SystemBuilder& SystemBuilder::cpus(std::uint16_t count) {
  cpus_ = count;
  return *this;
}

SystemBuilder& SystemBuilder::scheduler(const std::string& name) {
  schedulers_.push_back(name);
  time_outs_.push_back(0);
  policies_.push_back(SchedulerPolicy::fifo);
  procedures_.emplace_back();
  return *this;
}

SystemBuilder& SystemBuilder::policy(SchedulerPolicy policy) {
  policies_.back() = policy;
  return *this;
}

SystemBuilder& SystemBuilder::priority(const std::string& name, std::uint8_t priority) {
  for (Thread& thread : threads_) {
    thread.priority = thread.name == name ? priority : thread.priority;
  }
  return *this;
}

SystemBuilder& SystemBuilder::time_out(std::uint64_t cycles) {
  time_outs_.back() = cycles;
  return *this;
}

SystemBuilder& SystemBuilder::worker(const std::string& name, const std::string& program) {
  add({name, program, ThreadKind::worker, schedulers_.size() - 1, false});
  return *this;
}

SystemBuilder& SystemBuilder::parked(const std::string& name, const std::string& program) {
  add({name, program, ThreadKind::worker, schedulers_.size() - 1, true});
  return *this;
}

SystemBuilder& SystemBuilder::primary(const std::string& name) {
  add({name, "", ThreadKind::primary, schedulers_.size() - 1, false});
  return *this;
}

SystemBuilder& SystemBuilder::primary(const std::string& name, const std::string& program) {
  add({name, program, ThreadKind::primary, schedulers_.size() - 1, false});
  return *this;
}

SystemBuilder& SystemBuilder::procedure(std::vector<ProcedureStep> steps,
                                        std::vector<std::string> queues) {
  procedures_.back() = std::move(steps);
  queues_.insert(queues_.end(), queues.begin(), queues.end());
  return *this;
}

SystemBuilder& SystemBuilder::standard(const std::string& name, const std::string& program) {
  add({name, program, ThreadKind::standard, schedulers_.size() - 1, false});
  return *this;
}

SystemBuilder& SystemBuilder::apc(const std::string& name, ApcKind kind,
                                  const std::string& target) {
  ApcText event{{}, target, {}};
  event.spec.name = name;
  event.spec.kind = kind;
  apcs_.push_back(std::move(event));
  return *this;
}

SystemBuilder& SystemBuilder::happens(const std::string& name, AsyncKind what,
                                      const std::string& target) {
  ApcText event{{}, target, {}};
  event.spec.name = name;
  event.spec.what = what;
  event.spec.cycles = 10;
  apcs_.push_back(std::move(event));
  return *this;
}

SystemBuilder& SystemBuilder::when(const std::string& thread, std::string_view label,
                                   std::uint32_t occurrence) {
  const auto step = find_step(label);
  if (!step || apcs_.empty()) {
    throw std::invalid_argument("there is no such step, or no event that could come there");
  }
  apcs_.back().place = thread;
  apcs_.back().spec.place = {ThreadId(), *step, occurrence};
  return *this;
}

SystemBuilder& SystemBuilder::object(const std::string& name, ObjectKind kind) {
  objects_.push_back({name, kind});
  return *this;
}

SystemBuilder& SystemBuilder::device(const std::string& name, std::uint16_t queue_depth) {
  objects_.push_back({name, ObjectKind::device});
  objects_.back().queue_depth = queue_depth;
  return *this;
}

SystemBuilder& SystemBuilder::without(KnockOut safeguard) {
  knock_outs_.set(static_cast<std::size_t>(safeguard));
  return *this;
}

SystemBuilder& SystemBuilder::teb(std::uint64_t address) {
  for (Thread& thread : threads_) {
    thread.teb = thread.name == latest_ ? address : thread.teb;
  }
  return *this;
}

SystemBuilder& SystemBuilder::debug_registers(std::uint64_t address) {
  for (Thread& thread : threads_) {
    thread.debug_registers = thread.name == latest_ ? address : thread.debug_registers;
  }
  return *this;
}

SystemBuilder& SystemBuilder::debugger(const std::string& name, const std::string& target,
                                       std::uint64_t address) {
  apc(name, ApcKind::set_debug_registers, target);
  apcs_.back().spec.address = address;
  return *this;
}

SystemBuilder& SystemBuilder::architecture(Architecture architecture) {
  architecture_ = architecture;
  return *this;
}

SystemBuilder& SystemBuilder::profile(ProtocolProfile profile) {
  profile_ = profile;
  return *this;
}

SystemBuilder& SystemBuilder::process(const std::string& name) {
  processes_.push_back(name);
  return *this;
}

void SystemBuilder::add(Thread thread) {
  latest_ = thread.name;
  thread.process = processes_.size() - 1;
  const auto kind_after = [&](const Thread& other) { return other.kind > thread.kind; };
  threads_.insert(std::find_if(threads_.begin(), threads_.end(), kind_after), std::move(thread));
}

void SystemBuilder::add_threads(System& system) const {
  for (const Thread& thread : threads_) {
    const SchedulerId scheduler =
        thread.kind == ThreadKind::standard ? SchedulerId() : SchedulerId(thread.scheduler);
    system.threads.push_back({thread.name, thread.kind, ProgramId(), scheduler, thread.parked,
                              false, thread.priority, ProcessId(thread.process), thread.teb,
                              thread.debug_registers});
    if (thread.kind == ThreadKind::worker) {
      ++system.workers;
    }
  }
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i].kind != ThreadKind::primary || !threads_[i].program.empty()) {
      system.threads[i].program = ProgramId(system.programs.size());
      system.programs.push_back(parse_program(threads_[i].program, system));
    }
  }
}

void SystemBuilder::place_tebs(System& system) const {
  system.paged = std::any_of(threads_.begin(), threads_.end(),
                             [](const Thread& thread) { return thread.teb != 0; });
  for (std::size_t i = 0; system.paged && i < system.threads.size(); ++i) {
    if (system.threads[i].teb == 0) {
      system.threads[i].teb = kOtherTebs + (std::uint64_t{i} << kPageBits);
    }
  }
}

System SystemBuilder::build() const {
  System system;
  system.architecture = architecture_;
  system.profile = profile_;
  system.processes.clear();
  for (const std::string& name : processes_) {
    system.processes.push_back({name});
  }
  system.cpus = cpus_;
  system.knock_outs = knock_outs_;
  system.objects = objects_;
  for (std::size_t i = 0; i < schedulers_.size(); ++i) {
    system.lists.push_back({schedulers_[i]});
    system.schedulers.push_back(
        {schedulers_[i], policies_[i], ListId(i), time_outs_[i], procedures_[i]});
  }
  system.queues = queues_;
  add_threads(system);
  place_tebs(system);
  for (const ApcText& apc : apcs_) {
    ApcSpec spec = apc.spec;
    if (spec.what == AsyncKind::process_deletion) {
      spec.process = require_process(system, apc.target);
    } else {
      spec.target = require_thread(system, apc.target);
    }
    if (!apc.place.empty()) {
      spec.place.thread = require_thread(system, apc.place);
    }
    system.apcs.push_back(spec);
  }
  system.debug_registers = uses_debug_registers(system);
  system.wild_contexts = writes_wild_pointers(system);
  return system;
}

ThreadId find_thread(const System& system, std::string_view name) {
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (system.threads[i].name == name) {
      return ThreadId(i);
    }
  }
  return {};
}

ObjectId find_object(const System& system, std::string_view name) {
  for (std::size_t i = 0; i < system.objects.size(); ++i) {
    if (system.objects[i].name == name) {
      return ObjectId(i);
    }
  }
  throw std::invalid_argument("no object is called " + std::string(name));
}

std::string_view name_of(SchedulerPolicy policy) {
  return kPolicies.at(static_cast<std::size_t>(policy));
}

}  // namespace umsim::test
