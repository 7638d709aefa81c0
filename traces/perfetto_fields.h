// The numbers of the fields of Perfetto's protocol buffers that we write, by the messages that have
// them.
#pragma once

#include <cstdint>

namespace umsim::perfetto {

namespace trace {
constexpr std::uint32_t kPacket = 1;
}  // namespace trace
namespace packet {
constexpr std::uint32_t kFtraceEvents = 1;
constexpr std::uint32_t kTimestamp = 8;
constexpr std::uint32_t kSequence = 10;
constexpr std::uint32_t kTrackEvent = 11;
constexpr std::uint32_t kInternedData = 12;
constexpr std::uint32_t kSequenceFlags = 13;
constexpr std::uint32_t kTrackDescriptor = 60;
constexpr std::uint32_t kStateCleared = 1;
constexpr std::uint32_t kNeedsState = 2;
}  // namespace packet
namespace ftrace {
constexpr std::uint32_t kCpu = 1;
constexpr std::uint32_t kEvent = 2;
constexpr std::uint32_t kTimestamp = 1;
constexpr std::uint32_t kPid = 2;
constexpr std::uint32_t kSwitch = 4;
constexpr std::uint32_t kWaking = 20;
constexpr std::int32_t kPriority = 120;  // Linux's default: of priorities there are none here
}  // namespace ftrace
namespace sched_switch_field {
constexpr std::uint32_t kFromName = 1;
constexpr std::uint32_t kFromId = 2;
constexpr std::uint32_t kFromPriority = 3;
constexpr std::uint32_t kFromState = 4;
constexpr std::uint32_t kToName = 5;
constexpr std::uint32_t kToId = 6;
constexpr std::uint32_t kToPriority = 7;
}  // namespace sched_switch_field
namespace sched_waking_field {
constexpr std::uint32_t kName = 1;
constexpr std::uint32_t kId = 2;
constexpr std::uint32_t kPriority = 3;
constexpr std::uint32_t kSuccess = 4;
constexpr std::uint32_t kCpu = 5;
}  // namespace sched_waking_field
namespace descriptor {
constexpr std::uint32_t kUuid = 1;
constexpr std::uint32_t kName = 2;
constexpr std::uint32_t kProcess = 3;
constexpr std::uint32_t kThread = 4;
constexpr std::uint32_t kParent = 5;
constexpr std::uint32_t kCounter = 8;
constexpr std::uint32_t kProcessId = 1;  // of process and thread
constexpr std::uint32_t kProcessName = 6;
constexpr std::uint32_t kThreadId = 2;
constexpr std::uint32_t kThreadName = 5;
}  // namespace descriptor
namespace track_event_field {
constexpr std::uint32_t kAnnotation = 4;
constexpr std::uint32_t kType = 9;
constexpr std::uint32_t kNameNumber = 10;
constexpr std::uint32_t kTrack = 11;
constexpr std::uint32_t kName = 23;
constexpr std::uint32_t kCounterValue = 30;
constexpr std::uint32_t kFlows = 47;
constexpr std::uint32_t kEndingFlows = 48;
constexpr std::uint32_t kBegin = 1;
constexpr std::uint32_t kEnd = 2;
constexpr std::uint32_t kInstant = 3;
constexpr std::uint32_t kCounter = 4;
}  // namespace track_event_field
namespace annotation {
constexpr std::uint32_t kNameNumber = 1;
constexpr std::uint32_t kUnsigned = 3;
constexpr std::uint32_t kString = 6;
constexpr std::uint32_t kStringNumber = 17;
constexpr std::uint64_t kId = 1;  // numbers of the annotations' names, interned by begin
constexpr std::uint64_t kCause = 2;
constexpr std::uint64_t kStep = 3;
}  // namespace annotation
namespace interned {
constexpr std::uint32_t kEventNames = 2;
constexpr std::uint32_t kAnnotationNames = 3;
constexpr std::uint32_t kAnnotationStrings = 29;
constexpr std::uint32_t kNumber = 1;  // of each of them
constexpr std::uint32_t kText = 2;
}  // namespace interned

}  // namespace umsim::perfetto
