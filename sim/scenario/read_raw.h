// read_raw: json::Value to RawScenario; adds a problem for every unknown key, wrong type and number
// out of range.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/object_reader.h"
#include "sim/scenario/problems.h"
#include "sim/scenario/raw.h"

namespace umsim::loading {

// None: the document is no scenario of this version; nothing else is then worth saying about it.
std::optional<RawScenario> read_raw(const json::Value& document, Problems& problems);

// The parts, each in a file of its own.
// The call of the user-mode API in a step: its name, and perhaps an object of options. Nothing, and
// a problem, when it cannot be read.
std::optional<RawCall> read_call(const json::Value& step, Problems& problems);

RawProcedure read_procedure(const json::Value& value, Problems& problems);
RawProgram read_program(const json::Value& value, Text name, Problems& problems);
std::optional<RawThread> read_thread(const json::Value& value, Problems& problems);
std::optional<RawObject> read_object(const json::Value& value, Problems& problems);
// Reads the parameters of a step that names an object. False: a problem was added.
bool read_object_step(const json::Value& value, RawStep& step, Problems& problems);
[[nodiscard]] bool is_object_step(const std::string& opcode);
std::optional<RawEvent> read_event(const json::Value& value, Problems& problems);
std::optional<RawExpectation> read_expectation(const json::Value& value, Problems& problems);

}  // namespace umsim::loading
