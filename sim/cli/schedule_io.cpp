#include "sim/cli/schedule_io.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "sim/cli/arguments.h"
#include "sim/schedule/schedule_file.h"
#include "traces/output_file.h"

namespace umsim {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw UsageError(fmt::format("cannot read the schedule {}: {}", path, why));
}

std::string text_at(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) refuse(path, "it is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, std::generic_category().message(errno));
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Schedule read_schedule_at(const std::string& path) {
  auto read = read_schedule(text_at(path), path);
  if (const auto* message = std::get_if<std::string>(&read)) throw UsageError(*message);
  return std::get<Schedule>(std::move(read));
}

void write_schedule_at(const std::string& path, const Schedule& schedule, Console& console) {
  const std::string text = schedule_text(schedule);
  if (path == "-") {
    console.out << text;
    return;
  }
  OutputFile file(path, Unfinished::goes);
  file.write(text);
  file.finish();
}

bool keep_schedule(const std::string& path, const Schedule& schedule, std::string_view verb,
                   Console& console) {
  try {
    write_schedule_at(path, schedule, console);
    return true;
  } catch (const OutputError& error) {
    console.err << fmt::format("umsim {}: {}\n", verb, error.what());
    return false;
  }
}

std::string default_schedule_path(const std::string& scenario_name) {
  return scenario_name + ".schedule.json";
}

}  // namespace umsim
