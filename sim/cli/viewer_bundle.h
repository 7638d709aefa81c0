// The viewer that reports bring along, as the build has bundled it (tools/viewer).
#pragma once

#include <string_view>

namespace umsim {

[[nodiscard]] std::string_view viewer_script();
[[nodiscard]] std::string_view viewer_style();

}  // namespace umsim
