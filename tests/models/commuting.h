// Whether a step commutes with what everybody else can do.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/key.h"
#include "models/machine/transition.h"
#include "tests/models/walks.h"

namespace umsim::test {

using Bytes = std::vector<std::byte>;

// The state after the choice, or nothing when it is not offered or the model refuses it.
[[nodiscard]] std::optional<Image> after(const std::optional<Image>& state, const Choice& choice);

[[nodiscard]] Bytes key_of(const KeyFormat& format, Image& image);

// Both come to the same state when only that thread goes on, or leave the CPU for the same reason.
[[nodiscard]] bool come_together(const KeyFormat& format, const Image& one, const Image& other,
                                 CpuId cpu, ThreadId thread);

// The key of the state in which all threads have lost their CPUs; nothing when one never can.
[[nodiscard]] std::optional<Bytes> key_without_cpus(const KeyFormat& format, const Image& image);

// The samples on machines on which each thread can have a CPU of its own.
[[nodiscard]] std::vector<Sample> with_cpus_for_all();

// The samples as they are, and with a CPU for each thread.
[[nodiscard]] std::vector<Sample> on_few_and_many_cpus();

[[nodiscard]] std::vector<Choice> choices_of_others(Image& image, CpuId cpu);

// What the search takes a step to be that nobody else can tell.
using Unnoticed = bool (*)(const Machine& machine, CpuId cpu);

// What the next step of the CPU does that others can tell; empty when nothing. Whatever another one
// does, its next step is as unnoticed as it was.
[[nodiscard]] std::string fault_of(const KeyFormat& format, const Image& image, CpuId cpu,
                                   Unnoticed unnoticed);

// The same of a step that gives up its CPU, up to which threads have CPUs: what another one does
// without the step, with it that one can do as well, or need not do, since a CPU is idle.
[[nodiscard]] std::string fault_of_leaving(const KeyFormat& format, const Image& image, CpuId cpu,
                                           Unnoticed unnoticed);

// Steps that the search does in one with others, and what its tables say of them: the rows, and the
// events that they report.
struct MergedSteps {
  Unnoticed are = nullptr;
  bool (*may_be)(StepRef row) = nullptr;
  bool (*may_report)(EventKind kind) = nullptr;
  bool with_interrupts = false;  // ... and report that an interrupt comes, which waits
};

// What is wrong with these tables: a step that is not in them, an event that is not, or one that
// no such step reports. Empty when nothing is.
[[nodiscard]] std::string faults_of_reports(const std::vector<Sample>& samples, Effort effort,
                                            const MergedSteps& kind);

}  // namespace umsim::test
