#include "sim/cli/results.h"

namespace umsim {

Json result_of(std::string_view verb, ExitCode code) {
  return {
      {"umsim_result", kResultVersion}, {"verb", verb}, {"exit_code", static_cast<unsigned>(code)}};
}

Json as_json(const std::vector<Diagnostic>& diagnostics) {
  return Json::parse(diagnostics_as_json(diagnostics));
}

ExitCode print_result(const Json& result, Console& console) {
  console.out << result.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  return static_cast<ExitCode>(result.at("exit_code").get<unsigned>());
}

ExitCode print_bad_files(std::string_view verb, const std::vector<Diagnostic>& diagnostics,
                         Console& console) {
  Json result = result_of(verb, ExitCode::bad_input);
  result["diagnostics"] = as_json(diagnostics);
  return print_result(result, console);
}

}  // namespace umsim
