// Calls of the user-mode API: what each takes, and whom it names.
#include <array>

#include <fmt/format.h>

#include "sim/scenario/names.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

enum class Needs : std::uint8_t { nothing, thread, list, information, scheduler };

// In the order of ApiCall. A yield may name a worker.
constexpr std::array<Needs, static_cast<std::size_t>(ApiCall::count_)> kNeeds{
    Needs::thread,      Needs::thread, Needs::thread,   Needs::thread,  Needs::nothing,
    Needs::list,        Needs::list,   Needs::list,     Needs::nothing, Needs::information,
    Needs::information, Needs::thread, Needs::scheduler};

struct Option {
  std::string_view key;
  bool there;
  bool needed;
  bool allowed;
};

void check_options(Resolver& resolver, const RawStep& step, const ApiRequest& request) {
  const Needs needs = kNeeds.at(static_cast<std::size_t>(request.call));
  const RawCall& raw = *step.call;
  const bool information = needs == Needs::information;
  const bool sets = request.call == ApiCall::set_information;
  const bool reads = request.call == ApiCall::query_information ||
                     request.call == ApiCall::system_thread_information;
  const bool thread = needs == Needs::thread || information;
  const bool enters = needs == Needs::scheduler;
  const std::array<Option, 7> options{{
      {"thread", raw.thread.has_value(), thread, thread || request.call == ApiCall::yield},
      {"list", raw.list.has_value(), needs == Needs::list, needs == Needs::list || enters},
      {"class", raw.info.has_value(), information, information},
      {"length", raw.length.has_value(), false, information},
      {"value", raw.value.has_value(), sets, sets || reads},
      {"scheduler", raw.scheduler.has_value(), false, enters},
      {"version", raw.version.has_value(), false, enters},
  }};
  for (const Option& option : options) {
    if (option.needed && !option.there) {
      resolver.problems.add(step.opcode.where,
                            fmt::format("{} needs \"{}\"", step.opcode.value, option.key));
    }
    if (option.there && !option.allowed) {
      resolver.problems.add(step.opcode.where,
                            fmt::format("{} has no \"{}\"", step.opcode.value, option.key));
    }
  }
}

void resolve_things(Resolver& resolver, const RawCall& raw, ApiRequest& request) {
  if (raw.thread) {
    const auto found = resolver.names.find(NameKind::thread, *raw.thread, resolver.problems);
    if (found) request.subject = ThreadId(*found);
    const bool hint = found && request.call == ApiCall::yield;
    if (hint && !resolver.system().is_worker(request.subject)) {
      resolver.problems.add(raw.thread->where, fmt::format("{} is no worker: a yield names one",
                                                           quoted(raw.thread->value)));
    }
  }
  if (raw.list) {
    const auto found = resolver.names.find(NameKind::list, *raw.list, resolver.problems);
    if (found) request.list = ListId(*found);
  }
  if (raw.scheduler) resolver.names.find(NameKind::scheduler, *raw.scheduler, resolver.problems);
}

std::uint16_t usual_length(InfoClass info) {
  const bool flag = info == InfoClass::is_suspended || info == InfoClass::is_terminated;
  return flag ? 1 : 8;
}

void resolve_information(Resolver& resolver, const RawCall& raw, ApiRequest& request) {
  if (raw.info) {
    const auto info = enumerator_of<InfoClass>(raw.info->value, info_class_names());
    request.info = info.value_or(InfoClass::invalid);
    if (!info) {
      resolver.problems.unknown(*raw.info, "information class", words(info_class_names()));
    }
  }
  request.length = usual_length(request.info);
  if (raw.length) request.length = static_cast<std::uint16_t>(raw.length->value);
  if (raw.value) request.value = static_cast<std::uint8_t>(raw.value->value);
  request.expects_value = raw.value.has_value();
}

}  // namespace

ApiRequest resolve_call(Resolver& resolver, const RawStep& step) {
  ApiRequest request;
  request.call = *enumerator_of<ApiCall>(step.opcode.value, api_call_names());
  check_options(resolver, step, request);
  resolve_things(resolver, *step.call, request);
  resolve_information(resolver, *step.call, request);
  if (step.call->version) request.version = static_cast<std::uint16_t>(step.call->version->value);
  for (const Text& status : step.call->expect) {
    const auto position = position_of(status.value, status_names());
    if (position) {
      request.accepted = static_cast<std::uint16_t>(request.accepted | 1U << *position);
    } else {
      resolver.problems.unknown(status, "status", words(status_names()));
    }
  }
  return request;
}

}  // namespace umsim::loading
