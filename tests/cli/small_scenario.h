// A primary and a worker: the smallest scenario that says something of tables of events.
#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "sim/cli/places.h"
#include "sim/cli/scenario_files.h"

namespace umsim::test {

// The worker runs `program`, and `check` is what the scenario says there; `without` is a safeguard
// or empty.
inline LoadedFile loaded_small(const std::string& program, const std::string& check,
                               const std::string& without) {
  SourceFile source;
  source.path = "small.json";
  source.text = R"({"umsim": 1, "title": "small", "machine": {"cpus": 2, "profile": "unit"},
    "protocol": {"knock_out": [)" +
                (without.empty() ? "" : "\"" + without + "\"") + R"(]},
    "schedulers": [{"name": "S"}],
    "threads": [
      {"name": "P1", "kind": "primary", "scheduler": "S"},
      {"name": "W1", "kind": "worker", "scheduler": "S", "start": "parked", "program": [)" +
                program + R"(]}],
    "check": )" +
                check + "}";
  LoadedFile file;
  file.file = {source.path, source.path};
  file.result = read_scenario(std::move(source), options_for_model(machines_folder()));
  REQUIRE(file.result.ok());
  return file;
}

}  // namespace umsim::test
