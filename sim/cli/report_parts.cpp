#include "sim/cli/report_parts.h"

#include <utility>

#include "sim/cli/flow_output.h"
#include "sim/cli/viewer_bundle.h"

namespace umsim {

ReportParts report_parts(std::string finding) {
  return {viewer_style(), viewer_script(), flow_as_json(all_flow_parts()).dump(),
          std::move(finding)};
}

}  // namespace umsim
