// The information calls of the user-mode API (EXIT-9).

#include "models/user/api.h"

namespace umsim {
namespace {

// The size of a pointer, and of a BOOLEAN.
constexpr std::uint16_t kPointer = 8;
constexpr std::uint16_t kBoolean = 1;

std::uint16_t length_of(InfoClass info) {
  const bool flag = info == InfoClass::is_suspended || info == InfoClass::is_terminated;
  return flag ? kBoolean : kPointer;
}

bool can_be_queried(InfoClass info) {
  return info == InfoClass::user_context || info == InfoClass::teb ||
         info == InfoClass::is_suspended || info == InfoClass::is_terminated;
}

// What is wrong with the request, or success.
Status check(const Execution& e, bool supported) {
  const ApiRequest& request = request_of(e);
  if (!e.system().is_worker(request.subject)) {
    return Status::invalid_parameter;
  }
  if (e.machine.context(request.subject).state == ContextState::absent) {
    return Status::invalid_handle;
  }
  if (!supported) {
    return Status::invalid_info_class;
  }
  return request.length == length_of(request.info) ? Status::success : Status::info_length_mismatch;
}

std::uint8_t read(const Execution& e, const ApiRequest& request) {
  const Context& context = e.machine.context(request.subject);
  switch (request.info) {
    case InfoClass::user_context: return context.user_context;
    case InfoClass::is_suspended: return context.suspended;
    case InfoClass::is_terminated: return context.terminated;
    default: return static_cast<std::uint8_t>(request.subject.value);  // stands for its TEB
  }
}

// A value that is read and not expected is as bad as a status.
Next finish_reading(Execution& e, std::uint8_t value) {
  const ApiRequest& request = request_of(e);
  if (request.expects_value && request.value != value) {
    e.machine.globals().surprised = e.stack_owner();
  }
  return finish_call(e, Status::success);
}

}  // namespace

Next get_current_thread(Execution& e) {
  const bool worker = e.machine.is_worker_now(e.stack_owner());
  return finish_call(e, worker ? Status::success : Status::not_supported);
}

Next query_information(Execution& e) {
  const ApiRequest& request = request_of(e);
  const Status status = check(e, can_be_queried(request.info));
  return status == Status::success ? finish_reading(e, read(e, request)) : finish_call(e, status);
}

// TEB, suspended and terminated are read only; priority and affinity are reserved.
Next set_information(Execution& e) {
  const ApiRequest& request = request_of(e);
  const Status status = check(e, request.info == InfoClass::user_context);
  if (status == Status::success) {
    e.machine.context(request.subject).user_context = request.value;
  }
  return finish_call(e, status);
}

// The value is the kind of thread: 0 neither, 1 a scheduler thread, 2 a worker.
Next get_system_thread_information(Execution& e) {
  const ThreadId thread = request_of(e).subject;
  const bool primary = e.machine.is_scheduler_thread(thread);
  return finish_reading(e, primary ? 1 : e.machine.is_worker_now(thread) ? 2 : 0);
}

}  // namespace umsim
