#include "tests/traces/samples.h"

#include <sstream>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"
#include "traces/jsonl_sink.h"
#include "traces/kinds.h"
#include "traces/output.h"

namespace umsim::samples {
namespace {

ThreadSpec thread_spec(const char* name, ThreadKind kind) {
  ThreadSpec spec;
  spec.name = name;
  spec.kind = kind;
  spec.parked = kind == ThreadKind::worker;
  if (kind != ThreadKind::standard) {
    spec.scheduler = SchedulerId(0U);
  }
  return spec;
}

// A value that fields of that meaning can have.
std::uint64_t sample_value(ValueMeaning meaning) {
  switch (meaning) {
    case ValueMeaning::thread: return kP1.value;
    case ValueMeaning::lock: return lock_word(kP1, 1);
    case ValueMeaning::service: return value(Service::sleep);
    case ValueMeaning::wait_reason: return value(WaitReason::timer);
    case ValueMeaning::upcall_reason: return value(UpcallReason::blocked);
    case ValueMeaning::switch_outcome: return value(SwitchOutcome::locked);
    case ValueMeaning::address: return 0xB00000100;
    case ValueMeaning::answer: return value(Answer::torn_off);
    case ValueMeaning::context_part: return value(ContextPart::stack_pointer);
    case ValueMeaning::thread_state: return value(ThreadState::waiting);
    case ValueMeaning::list_event: return value(ListEvent::work);
    case ValueMeaning::context_place: return value(ContextPlace::own_frame);
    case ValueMeaning::api_call: return value(ApiCall::execute);
    case ValueMeaning::status: return value(Status::busy);
    case ValueMeaning::register_set:
    case ValueMeaning::flag:
    case ValueMeaning::lock_held:
    case ValueMeaning::number: return 1;
    case ValueMeaning::nothing: break;
  }
  return 0;
}

}  // namespace

System small_system() {
  System system;
  system.cpus = 2;
  system.workers = 2;
  system.lists.push_back({"L"});
  system.schedulers.push_back({"S", SchedulerPolicy::fifo, ListId(0U), 0});
  system.threads = {thread_spec("W1", ThreadKind::worker), thread_spec("W2", ThreadKind::worker),
                    thread_spec("P1", ThreadKind::primary), thread_spec("P2", ThreadKind::primary),
                    thread_spec("T1", ThreadKind::standard)};
  system.objects = {{"O"}};
  system.apcs = {{"A1", ApcKind::get_context, kW1}, {"A2", ApcKind::terminate, kT1}};
  return system;
}

TraceHeader header_for(const System& system) {
  TraceHeader header;
  header.system = &system;
  header.scenario = "small";
  header.title = "A small system";
  header.engine = "timed";
  header.profile = "desktop";
  header.clock_mhz = 2000;
  header.seed = 7;
  return header;
}

Event event_of(EventKind kind, ThreadId thread, CpuId cpu) {
  Event event;
  event.kind = kind;
  event.thread = thread;
  event.cpu = cpu;
  event.step = step("DISPATCH");
  return event;
}

StepRef step(std::string_view label) {
  const auto found = find_step(label);
  require(found.has_value(), "a test names a step that the model does not have");
  return *found;
}

std::uint64_t lock_word(ThreadId cid, unsigned holders) {
  UmsLock lock;
  lock.cid = cid;
  lock.holders = static_cast<std::uint8_t>(holders);
  return lock.packed();
}

std::vector<Event> one_of_each_kind() {
  std::vector<Event> events;
  for (std::size_t i = 0; i < all_kinds().size(); ++i) {
    const auto kind = static_cast<EventKind>(i);
    Event event = event_of(kind, kW1);
    event.step = step("FIG15.B3");
    event.object = all_kinds()[i].object == ObjectMeaning::nothing ? kNone : 0;
    event.old_value = sample_value(all_kinds()[i].old_value);
    event.new_value = sample_value(all_kinds()[i].new_value);
    event.time_cycles = 3 * i;
    event.id = i + 1;
    event.cause = i;
    events.push_back(event);
  }
  return events;
}

std::string jsonl_text(const TraceHeader& header, const std::vector<Event>& events) {
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  JsonlSink sink(output);
  sink.begin(header);
  for (const Event& event : events) {
    sink.event(event);
  }
  sink.end();
  return stream.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

}  // namespace umsim::samples
