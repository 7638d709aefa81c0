// Text that stands in HTML or SVG.
#pragma once

#include <string>
#include <string_view>

namespace umsim {

// markup_text gives `text` with what markup would take for its own written as references, and what
// cannot be printed as \xNN.
[[nodiscard]] std::string markup_text(std::string_view text);

// markup_json gives JSON that may stand in a script of HTML: nothing in it ends the script or
// begins a comment.
[[nodiscard]] std::string markup_json(std::string_view json);

}  // namespace umsim
