// Writes the bundled viewer as C++: node embed.mjs OUT.cpp SCRIPT STYLE
//
// Raw string literals, in pieces that every compiler takes; nothing in them can end early.
import { readFileSync, writeFileSync } from "node:fs";

const [out, script, style] = process.argv.slice(2);
const PIECE = 15000;

function literal(file, forbidden) {
  const text = readFileSync(file, "utf8");
  if (forbidden.test(text)) throw new Error(`${file} would end the element that it stands in`);
  if (text.includes(')_umsim"')) throw new Error(`${file} would end a raw string`);
  const pieces = text.match(new RegExp(`[^]{1,${PIECE}}`, "gu")) ?? [""];
  return pieces.map((piece) => `    R"_umsim(${piece})_umsim"`).join("\n");
}

writeFileSync(
  out,
  `// Made by tools/viewer/embed.mjs.
#include "sim/cli/viewer_bundle.h"

namespace umsim {

std::string_view viewer_script() {
  return
${literal(script, /<\/script|<!--/i)};
}

std::string_view viewer_style() {
  return
${literal(style, /<\/style/i)};
}

}  // namespace umsim
`,
);
