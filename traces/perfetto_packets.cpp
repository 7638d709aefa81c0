#include "traces/perfetto_packets.h"

#include "traces/perfetto_fields.h"

namespace umsim {
namespace {

using protozero::pbf_writer;
using namespace perfetto;

constexpr std::uint32_t kOurSequence = 1;

void add_interned(pbf_writer& data, std::uint32_t field, std::uint64_t number,
                  std::string_view text) {
  pbf_writer entry(data, field);
  entry.add_uint64(interned::kNumber, number);
  entry.add_string(interned::kText, text.data(), text.size());
}

}  // namespace

PerfettoPackets::Interned PerfettoPackets::Strings::find(std::string_view text) {
  const auto found = numbers_.find(std::string(text));
  if (found != numbers_.end()) return {found->second, false};
  if (numbers_.size() >= kMostInterned) return {};
  numbers_.emplace(text, numbers_.size() + 1);
  return {numbers_.size(), true};
}

void PerfettoPackets::begin() {
  pbf_writer packet(packet_);
  packet.add_uint32(packet::kSequence, kOurSequence);
  packet.add_uint32(packet::kSequenceFlags, packet::kStateCleared);
  {
    pbf_writer data(packet, packet::kInternedData);
    add_interned(data, interned::kAnnotationNames, annotation::kId, "id");
    add_interned(data, interned::kAnnotationNames, annotation::kCause, "cause");
    add_interned(data, interned::kAnnotationNames, annotation::kStep, "step");
  }
  write_packet();
}

template <class Fill>
void PerfettoPackets::describe(std::uint64_t track, Fill fill) {
  {
    pbf_writer packet(packet_);
    packet.add_uint32(packet::kSequence, kOurSequence);
    pbf_writer descriptor(packet, packet::kTrackDescriptor);
    descriptor.add_uint64(descriptor::kUuid, track);
    fill(descriptor);
  }
  write_packet();
}

void PerfettoPackets::process(std::uint64_t track, std::int32_t pid, const std::string& name) {
  describe(track, [&](pbf_writer& descriptor) {
    pbf_writer process(descriptor, descriptor::kProcess);
    process.add_int32(descriptor::kProcessId, pid);
    process.add_string(descriptor::kProcessName, name);
  });
}

void PerfettoPackets::thread(std::uint64_t track, std::int32_t pid, const PerfettoTask& task) {
  describe(track, [&](pbf_writer& descriptor) {
    pbf_writer thread(descriptor, descriptor::kThread);
    thread.add_int32(descriptor::kProcessId, pid);
    thread.add_int32(descriptor::kThreadId, task.id);
    thread.add_string(descriptor::kThreadName, task.name.data(), task.name.size());
  });
}

void PerfettoPackets::track(std::uint64_t track, std::uint64_t parent, const std::string& name) {
  describe(track, [&](pbf_writer& descriptor) {
    descriptor.add_uint64(descriptor::kParent, parent);
    descriptor.add_string(descriptor::kName, name);
  });
}

void PerfettoPackets::counter_track(std::uint64_t track, std::uint64_t parent,
                                    const std::string& name) {
  describe(track, [&](pbf_writer& descriptor) {
    descriptor.add_uint64(descriptor::kParent, parent);
    descriptor.add_string(descriptor::kName, name);
    descriptor.add_message(descriptor::kCounter, "", 0);
  });
}

template <class Fill>
void PerfettoPackets::ftrace_event(std::uint32_t cpu, std::int32_t current, Fill fill) {
  {
    pbf_writer packet(packet_);
    packet.add_uint32(packet::kSequence, kOurSequence);
    pbf_writer bundle(packet, packet::kFtraceEvents);
    bundle.add_uint32(ftrace::kCpu, cpu);
    pbf_writer event(bundle, ftrace::kEvent);
    event.add_uint64(ftrace::kTimestamp, ns_);
    event.add_uint32(ftrace::kPid, static_cast<std::uint32_t>(current));
    fill(event);
  }
  write_packet();
}

void PerfettoPackets::sched_switch(std::uint32_t cpu, const PerfettoTask& from, TaskState state,
                                   const PerfettoTask& to) {
  ftrace_event(cpu, from.id, [&](pbf_writer& event) {
    pbf_writer change(event, ftrace::kSwitch);
    change.add_string(sched_switch_field::kFromName, from.name.data(), from.name.size());
    change.add_int32(sched_switch_field::kFromId, from.id);
    change.add_int32(sched_switch_field::kFromPriority, ftrace::kPriority);
    change.add_int64(sched_switch_field::kFromState, static_cast<std::int64_t>(state));
    change.add_string(sched_switch_field::kToName, to.name.data(), to.name.size());
    change.add_int32(sched_switch_field::kToId, to.id);
    change.add_int32(sched_switch_field::kToPriority, ftrace::kPriority);
  });
}

void PerfettoPackets::sched_waking(std::uint32_t cpu, std::int32_t by, const PerfettoTask& task) {
  ftrace_event(cpu, by, [&](pbf_writer& event) {
    pbf_writer waking(event, ftrace::kWaking);
    waking.add_string(sched_waking_field::kName, task.name.data(), task.name.size());
    waking.add_int32(sched_waking_field::kId, task.id);
    waking.add_int32(sched_waking_field::kPriority, ftrace::kPriority);
    waking.add_int32(sched_waking_field::kSuccess, 1);
    waking.add_int32(sched_waking_field::kCpu, static_cast<std::int32_t>(cpu));
  });
}

void PerfettoPackets::slice_begin(std::uint64_t track, std::string_view name,
                                  const PerfettoNote& note, const PerfettoFlows& flows) {
  track_event(track, track_event_field::kBegin, name, note, flows);
}

void PerfettoPackets::instant(std::uint64_t track, std::string_view name, const PerfettoNote& note,
                              const PerfettoFlows& flows) {
  track_event(track, track_event_field::kInstant, name, note, flows);
}

pbf_writer PerfettoPackets::timed_packet() {
  pbf_writer packet(packet_);
  packet.add_uint64(packet::kTimestamp, ns_);
  packet.add_uint32(packet::kSequence, kOurSequence);
  packet.add_uint32(packet::kSequenceFlags, packet::kNeedsState);
  return packet;
}

void PerfettoPackets::slice_end(std::uint64_t track) {
  {
    pbf_writer packet = timed_packet();
    pbf_writer event(packet, packet::kTrackEvent);
    event.add_uint32(track_event_field::kType, track_event_field::kEnd);
    event.add_uint64(track_event_field::kTrack, track);
  }
  write_packet();
}

void PerfettoPackets::counter(std::uint64_t track, std::uint64_t value) {
  {
    pbf_writer packet = timed_packet();
    pbf_writer event(packet, packet::kTrackEvent);
    event.add_uint32(track_event_field::kType, track_event_field::kCounter);
    event.add_uint64(track_event_field::kTrack, track);
    event.add_int64(track_event_field::kCounterValue, static_cast<std::int64_t>(value));
  }
  write_packet();
}

void PerfettoPackets::track_event(std::uint64_t track, std::uint32_t type, std::string_view name,
                                  const PerfettoNote& note, const PerfettoFlows& flows) {
  const Interned known_name = names_.find(name);
  const Interned known_step = note.step.empty() ? Interned{} : steps_.find(note.step);
  {
    pbf_writer packet = timed_packet();
    if (known_name.is_new || known_step.is_new) {
      pbf_writer data(packet, packet::kInternedData);
      if (known_name.is_new) add_interned(data, interned::kEventNames, known_name.number, name);
      if (known_step.is_new) {
        add_interned(data, interned::kAnnotationStrings, known_step.number, note.step);
      }
    }
    pbf_writer event(packet, packet::kTrackEvent);
    event.add_uint32(track_event_field::kType, type);
    event.add_uint64(track_event_field::kTrack, track);
    if (known_name.number != 0) {
      event.add_uint64(track_event_field::kNameNumber, known_name.number);
    } else {
      event.add_string(track_event_field::kName, name.data(), name.size());
    }
    add_note(event, note, known_step);
    for (const std::uint64_t flow : flows.from_here) {
      event.add_fixed64(track_event_field::kFlows, flow);
    }
    for (const std::uint64_t flow : flows.to_here) {
      event.add_fixed64(track_event_field::kEndingFlows, flow);
    }
  }
  write_packet();
}

void PerfettoPackets::add_note(pbf_writer& event, const PerfettoNote& note,
                               const Interned& step) const {
  const auto add_number = [&event](std::uint64_t name, std::uint64_t value) {
    pbf_writer entry(event, track_event_field::kAnnotation);
    entry.add_uint64(annotation::kNameNumber, name);
    entry.add_uint64(annotation::kUnsigned, value);
  };
  if (note.id != 0) add_number(annotation::kId, note.id);
  if (note.cause != 0) add_number(annotation::kCause, note.cause);
  if (note.step.empty()) return;
  pbf_writer entry(event, track_event_field::kAnnotation);
  entry.add_uint64(annotation::kNameNumber, annotation::kStep);
  if (step.number != 0) {
    entry.add_uint64(annotation::kStringNumber, step.number);
  } else {
    entry.add_string(annotation::kString, note.step.data(), note.step.size());
  }
}

void PerfettoPackets::write_packet() {
  std::string head;
  pbf_writer(head).add_message(trace::kPacket, packet_);
  lines_->text().append(head.data(), head.data() + head.size());
  lines_->end_record();
  packet_.clear();
}

}  // namespace umsim
