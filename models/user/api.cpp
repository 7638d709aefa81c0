#include "models/user/api.h"

#include "models/kernel/kernel_entry.h"
#include "models/machine/internal_error.h"
#include "models/ums/direct_switch.h"

namespace umsim {
namespace {

// A slot is used once: whose thread has run has its mark (decision 0002).
Next create_context(Execution& e) {
  const ThreadId worker = request_of(e).subject;
  if (!e.system().is_worker(worker)) {
    return finish_call(e, Status::invalid_parameter);
  }
  Context& context = e.machine.context(worker);
  if (context.state != ContextState::absent || context.terminated != 0) {
    return finish_call(e, Status::not_enough_memory);
  }
  context.state = ContextState::unbound;
  return finish_call(e, Status::success);
}

// EXIT-4: not before the worker has ended and its scheduler has taken it from the list.
Next delete_context(Execution& e) {
  const ThreadId worker = request_of(e).subject;
  if (!e.system().is_worker(worker)) {
    return finish_call(e, Status::invalid_parameter);
  }
  Context& context = e.machine.context(worker);
  if (context.state == ContextState::absent) {
    return finish_call(e, Status::invalid_handle);
  }
  const bool ended = context.terminated != 0 && e.machine.note(worker).retired != 0;
  if (context.state == ContextState::bound && !ended) {
    return finish_call(e, Status::busy);
  }
  context.state = ContextState::absent;
  return finish_call(e, Status::success);
}

// The call returns behind its instruction.
Next enter_kernel(Execution& e, Service service) {
  Control& control = e.cpu().registers.control;
  e.kthread().trap.instruction = control.position;
  ++control.position;
  control.after_call = 1;
  e.machine.newest(e.stack_owner()).control = control;
  return call_kernel(e, service);
}

// EXEC-7: a thread is made by the kernel.
Next create_thread(Execution& e) { return enter_kernel(e, Service::create_thread); }

// THREAD-5: only a standard thread is made a primary; the scheduler is the one that the thread has.
Next enter(Execution& e) {
  const ThreadSpec& caller = e.system().thread(e.stack_owner());
  if (caller.kind == ThreadKind::worker) {
    return finish_call(e, Status::not_supported);
  }
  if (caller.kind == ThreadKind::standard || request_of(e).version != kUmsVersion) {
    return finish_call(e, Status::invalid_parameter);
  }
  return enter_kernel(e, Service::enter_scheduling);
}

// THREAD-5: the documented API has no such call. A thread that is no worker has nothing to give up.
Next convert_to_standard(Execution& e) {
  if (!e.machine.is_worker_now(e.stack_owner()) || e.system().follows_windows()) {
    return finish_call(e, Status::not_supported);
  }
  return enter_kernel(e, Service::convert_to_standard);
}

// SWITCH-8: programs are run by workers and standard threads, and these are no schedulers. In the
// patent's profile a worker may switch to another worker of its scheduler or of one that helps it
// out (THREAD-8), unless the scheduler keeps its workers in a procedure of the scenario's (decision
// 0085).
Next execute(Execution& e) {
  const System& system = e.system();
  const ThreadId caller = e.stack_owner();
  if (!e.machine.is_worker_now(caller) || system.follows_windows() ||
      system.has_procedure(caller)) {
    return finish_call(e, Status::not_supported);
  }
  const ThreadId other = request_of(e).subject;
  const Status status = judge_target(e.machine, other);
  if (status != Status::success) {
    return finish_call(e, status);
  }
  const bool foreign =
      !system.help_out(system.thread(caller).scheduler, system.thread(other).scheduler);
  if (other == caller || foreign) {
    return finish_call(e, Status::invalid_parameter);
  }
  return Execution::jump_to(direct_switch_first_step());
}

// YIELD-7.
Next yield(Execution& e) {
  return e.machine.is_worker_now(e.stack_owner()) ? Execution::jump(RoutineId::fig16_yield, 0)
                                                  : finish_call(e, Status::not_supported);
}

CompletionList& list_of_request(const Execution& e) {
  const ListId list = request_of(e).list;
  require(list.at() < e.system().lists.size(), "a call names no completion list");
  return e.machine.list(list);
}

Next create_list(Execution& e) {
  CompletionList& list = list_of_request(e);
  if (list.absent == 0) {
    return finish_call(e, Status::not_enough_memory);
  }
  list.absent = 0;
  return finish_call(e, Status::success);
}

// LIST-10: a worker refers to the list of its creation until its context is terminated.
bool is_referred_to(const Machine& machine, ListId list) {
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    const Context& context = machine.context(ThreadId(i));
    const bool lives = context.state == ContextState::bound && context.terminated == 0;
    if (lives && machine.system().list_of(ThreadId(i)) == list) {
      return true;
    }
  }
  return false;
}

Next delete_list(Execution& e) {
  const ListId id = request_of(e).list;
  CompletionList& list = list_of_request(e);
  if (list.absent != 0) {
    return finish_call(e, Status::invalid_handle);
  }
  if (list.head.valid() || is_referred_to(e.machine, id)) {
    return finish_call(e, Status::busy);
  }
  list.absent = 1;
  return finish_call(e, Status::success);
}

Next get_list_event(Execution& e) {
  const bool absent = list_of_request(e).absent != 0;
  return finish_call(e, absent ? Status::invalid_handle : Status::success);
}

constexpr Access kContexts[] = {{Rights::write, Place::newest, Role::stack},
                                {Rights::write, Place::contexts, Role::stack},
                                {Rights::read, Place::notes, Role::stack}};
constexpr Access kLists[] = {{Rights::write, Place::newest, Role::stack},
                             {Rights::write, Place::lists, Role::stack},
                             {Rights::read, Place::contexts, Role::stack}};
constexpr Access kCall[] = {{Rights::write, Place::kthread, Role::self},
                            {Rights::write, Place::newest, Role::stack},
                            {Rights::read, Place::translation, Role::self}};
constexpr Access kMode[] = {{Rights::write, Place::newest, Role::stack},
                            {Rights::read, Place::modes, Role::stack}};
constexpr Exit kUser[] = {{"", "user mode"}};
constexpr Exit kEntry[] = {{"", "FIG2.4"}};
constexpr Exit kEnterExits[] = {{"", "FIG2.4"}, {"a worker, or a wrong version", "user mode"}};
constexpr Access kModeCall[] = {{Rights::write, Place::kthread, Role::self},
                                {Rights::write, Place::newest, Role::stack},
                                {Rights::read, Place::translation, Role::self},
                                {Rights::read, Place::modes, Role::stack}};
constexpr Access kExecute[] = {{Rights::write, Place::newest, Role::stack},
                               {Rights::read, Place::contexts, Role::stack},
                               {Rights::read, Place::modes, Role::stack}};
constexpr Exit kExecuteExits[] = {
    {"", "DIRECT"}, {"no worker calls, none is named, or it is another scheduler's", "user mode"}};
constexpr Exit kConvertExits[] = {{"", "FIG2.4"}, {"no worker, or windows", "user mode"}};
constexpr Exit kYield[] = {{"", "FIG16"}, {"the caller is no worker", "user mode"}};

constexpr Step kSteps[] = {
    {"API.create-context", "CreateUmsThreadContext", CostClass::user_step, create_context,
     kContexts, kUser},
    {"API.delete-context", "DeleteUmsThreadContext", CostClass::user_step, delete_context,
     kContexts, kUser},
    {"API.create-thread", "CreateRemoteThreadEx: call the kernel", CostClass::user_instruction,
     create_thread, kCall, kEntry},
    {"API.execute", "ExecuteUmsThread, called by a thread that is no scheduler",
     CostClass::user_step, execute, kExecute, kExecuteExits},
    {"API.yield", "UmsThreadYield", CostClass::user_instruction, yield, kMode, kYield},
    {"API.create-list", "CreateUmsCompletionList", CostClass::user_step, create_list, kLists,
     kUser},
    {"API.delete-list", "DeleteUmsCompletionList", CostClass::user_step, delete_list, kLists,
     kUser},
    {"API.list-event", "GetUmsCompletionListEvent", CostClass::user_step, get_list_event, kLists,
     kUser},
    {"API.current-thread", "GetCurrentUmsThread", CostClass::user_step, get_current_thread, kMode,
     kUser},
    {"API.query-information", "QueryUmsThreadInformation", CostClass::user_step, query_information,
     kContexts, kUser},
    {"API.set-information", "SetUmsThreadInformation", CostClass::user_step, set_information,
     kContexts, kUser},
    {"API.system-thread-information", "GetUmsSystemThreadInformation", CostClass::user_step,
     get_system_thread_information, kMode, kUser},
    {"API.enter-scheduling", "EnterUmsSchedulingMode: call the kernel", CostClass::user_instruction,
     enter, kCall, kEnterExits},
    {"API.convert", "ConvertUmsThreadToStandard: call the kernel", CostClass::user_instruction,
     convert_to_standard, kModeCall, kConvertExits},
};
static_assert(std::size(kSteps) == static_cast<std::size_t>(ApiCall::count_));

}  // namespace

std::span<const Step> api_steps() { return kSteps; }

void return_status(const Execution& e, ThreadId caller, const ApiRequest& request, Status status) {
  e.report(EventKind::api_return, caller, request.subject.value,
           static_cast<std::uint64_t>(request.call), static_cast<std::uint64_t>(status));
  const unsigned bit = 1U << static_cast<unsigned>(status);
  if (request.accepted != 0 && (request.accepted & bit) == 0) {
    e.machine.globals().surprised = caller;
  }
}

Next finish_call(Execution& e, Status status) {
  const ThreadId caller = e.stack_owner();
  Control& control = e.cpu().registers.control;
  return_status(e, caller, request_of(e), status);
  ++control.position;
  control.after_call = 1;
  e.machine.newest(caller).control = control;
  return Execution::leave();
}

Status status_of(SwitchOutcome outcome) {
  switch (outcome) {
    case SwitchOutcome::owned: return Status::busy;
    case SwitchOutcome::suspended: return Status::was_suspended;
    case SwitchOutcome::terminated: return Status::invalid_state;
    case SwitchOutcome::locked:
    case SwitchOutcome::none: break;
  }
  return Status::retry;
}

Status judge_target(const Machine& machine, ThreadId target) {
  if (!target.valid() || !machine.system().is_worker(target)) {
    return Status::invalid_parameter;
  }
  const bool there = machine.context(target).state == ContextState::bound;
  return there ? Status::success : Status::invalid_handle;
}

const ApiRequest& request_of(const Execution& e) {
  return e.system().instruction(e.stack_owner(), e.cpu().registers.control.position).api;
}

}  // namespace umsim
