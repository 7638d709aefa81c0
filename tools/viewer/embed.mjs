// Writes the bundled viewer as C++: node embed.mjs OUT.cpp SCRIPT STYLE
//
// Raw string literals, in pieces that every compiler takes, and joined by the program: one literal of
// all of them would be too long as well. Nothing in them can end early.
import { readFileSync, writeFileSync } from "node:fs";

const [out, script, style] = process.argv.slice(2);
const PIECE = 15000;

function pieces(file, forbidden) {
  const text = readFileSync(file, "utf8");
  if (forbidden.test(text)) throw new Error(`${file} would end the element that it stands in`);
  if (text.includes(')_umsim"')) throw new Error(`${file} would end a raw string`);
  const all = text.match(new RegExp(`[^]{1,${PIECE}}`, "gu")) ?? [""];
  return all.map((piece) => `    R"_umsim(${piece})_umsim",`).join("\n");
}

writeFileSync(
  out,
  `// Made by tools/viewer/embed.mjs.
#include "sim/cli/viewer_bundle.h"

#include <span>
#include <string>

namespace umsim {
namespace {

constexpr std::string_view kScript[] = {
${pieces(script, /<\/script|<!--/i)}
};

constexpr std::string_view kStyle[] = {
${pieces(style, /<\/style/i)}
};

std::string joined(std::span<const std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

}  // namespace

std::string_view viewer_script() {
  static const std::string text = joined(kScript);
  return text;
}

std::string_view viewer_style() {
  static const std::string text = joined(kStyle);
  return text;
}

}  // namespace umsim
`,
);
