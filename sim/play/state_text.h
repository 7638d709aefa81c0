// State text: where everything is in a state of the machine, in words.
//
//   CPUs     CPU0   P1 in user mode, runs W1; next FIG15.B3
//   threads  W1     user portion on CPU0, run by P1; kernel portion parked
//   locks    W1     P1/0
//   lists    L      W2, W3; event set
//
// What it says is taken from the image, and so exact at any moment. The texts of things are also
// what watch points compare (watch.h): they say nothing that changes at every step.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/machine/image.h"

namespace umsim::play {

// Who has the CPU, in which mode, and for whom.
[[nodiscard]] std::string cpu_text(const Machine& machine, CpuId id);

// What a thread does; of a worker its two portions.
[[nodiscard]] std::string thread_text(const Machine& machine, ThreadId thread);

// "P1/0": owner and kernel holders.
[[nodiscard]] std::string lock_text(const Machine& machine, ThreadId worker);

// The workers on it, first queued first, and its event.
[[nodiscard]] std::string list_text(const Machine& machine, ListId id);

// The workers in its ready queue, first queued first.
[[nodiscard]] std::string ready_text(const Machine& machine, SchedulerId id);

// The same of a queue of a scheduler procedure's.
[[nodiscard]] std::string queue_text(const Machine& machine, QueueId id);

[[nodiscard]] std::string apc_text(const Machine& machine, ApcId id);
[[nodiscard]] std::string object_text(const Machine& machine, ObjectId id);

// What a primary has in its hands, and the saved context of a worker; a line each, for somebody who
// asks for the thread.
[[nodiscard]] std::vector<std::string> details_of(const Machine& machine, ThreadId thread);

struct StateLine {
  std::string name;
  std::string text;
};
struct StateGroup {
  std::string_view title;  // "threads"
  std::vector<StateLine> lines;
};

// The whole state; groups without lines are left out.
[[nodiscard]] std::vector<StateGroup> state_of(const Machine& machine);

// The same of one thing by its name: CPU0, a thread, a list, a scheduler, an APC or an object.
// Empty when nothing is called so.
[[nodiscard]] std::vector<StateGroup> state_of(const Machine& machine, std::string_view name);

}  // namespace umsim::play
