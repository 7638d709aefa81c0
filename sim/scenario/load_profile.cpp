#include "sim/scenario/load_profile.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/json_reader.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/object_reader.h"
#include "sim/scenario/source_file.h"

namespace umsim::loading {

namespace {

namespace fs = std::filesystem;

bool right_version(const json::Value& document, Problems& problems) {
  const json::Value* version = document.find("umsim_machine");
  if (version == nullptr) {
    problems.add(document.where, "a machine profile needs \"umsim_machine\": 1");
    return false;
  }
  if (version->type == json::Type::number && version->text == "1") return true;
  problems.add(version->where, "this program reads machine profiles of version 1");
  return false;
}

void read_cache(const json::Value& value, Problems& problems, MachineProfile& profile) {
  const ObjectReader cache(value, kCacheKeys, problems);
  const auto line = cache.whole("line_bytes", {kLeastLineBytes, kMostLineBytes});
  const auto hit = cache.whole("hit_cycles", {0, kMostCostCycles});
  const auto transfer = cache.whole("transfer_cycles", {0, kMostCostCycles});
  if (line && (line->value & (line->value - 1)) != 0) {
    problems.add(line->where, "\"line_bytes\" must be a power of two");
  }
  if (line) profile.line_bytes = static_cast<std::uint32_t>(line->value);
  if (hit) profile.hit_cycles = hit->value;
  if (transfer) profile.transfer_cycles = transfer->value;
}

// No step is free: a loop of free steps would stop the simulated clock.
void read_step_cycles(const json::Value& value, Problems& problems, MachineProfile& profile) {
  const ObjectReader costs(value, kStepCyclesKeys, problems);
  for (std::size_t i = 0; i < kCostClasses; ++i) {
    const auto cycles = costs.whole(kStepCyclesKeys.keys[i].name, {1, kMostCostCycles});
    if (cycles) profile.step_cycles[i] = cycles->value;
  }
}

MachineProfile read_document(const json::Value& document, Problems& problems) {
  MachineProfile profile;
  if (!right_version(document, problems)) return profile;
  const ObjectReader object(document, kProfileKeys, problems);
  object.text("$schema");
  object.text("source");
  if (const auto title = object.text("title")) profile.title = title->value;
  const auto clock = object.whole("clock_mhz", {1, kMostMegahertz});
  const auto quantum = object.quantity("quantum", Zero::refused);
  if (clock) profile.clock_mhz = clock->value;
  if (clock && quantum) profile.quantum_cycles = cycles_of(quantum->value, clock->value);
  if (const auto* cache = object.get("cache")) read_cache(*cache, problems, profile);
  if (const auto* costs = object.get("step_cycles")) read_step_cycles(*costs, problems, profile);
  return profile;
}

std::vector<std::string> profiles_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_path(const std::string& name) {
  constexpr std::string_view kEnd = ".json";
  return name.size() > kEnd.size() && name.substr(name.size() - kEnd.size()) == kEnd;
}

}  // namespace

std::optional<MachineProfile> read_profile(const SourceFile& source,
                                           std::vector<Diagnostic>& errors) {
  Problems problems(source);
  MachineProfile profile;
  const auto document = read_json(source, problems);
  if (document) profile = read_document(*document, problems);
  if (problems.none()) return profile;
  for (Diagnostic& diagnostic : problems.sorted()) errors.push_back(std::move(diagnostic));
  return std::nullopt;
}

std::optional<MachineProfile> load_profile(const Text& name, const ProfileFolders& folders,
                                           Problems& problems, std::vector<Diagnostic>& of_file) {
  fs::path path = fs::path(folders.scenario) / name.value;
  if (!is_path(name.value)) {
    const std::vector<std::string> known = profiles_in(folders.machines);
    if (std::find(known.begin(), known.end(), name.value) == known.end()) {
      problems.unknown(name, "machine profile", known);
      return std::nullopt;
    }
    path = fs::path(folders.machines) / (name.value + ".json");
  }
  const auto source = read_source_file(path.string());
  if (const auto* error = std::get_if<Diagnostic>(&source)) {
    problems
        .add(name.where, fmt::format("the machine profile {}: {}", path.string(), error->message))
        .notes = error->notes;
    return std::nullopt;
  }
  auto profile = read_profile(std::get<SourceFile>(source), of_file);
  if (profile) profile->name = name.value;
  return profile;
}

}  // namespace umsim::loading
