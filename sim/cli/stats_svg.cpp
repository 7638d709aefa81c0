#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/cli/stats_output.h"
#include "traces/markup.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

// Colours that stay apart for everyone (Okabe and Ito), each with a word in the legend; what waits
// is grey.
struct Colour {
  std::string_view what;
  std::string_view value;
};
constexpr Colour kColours[] = {
    {"worker", "#0072B2"},        {"user mode", "#0072B2"}, {"primary", "#56B4E9"},
    {"runs a worker", "#56B4E9"}, {"standard", "#009E73"},  {"kernel", "#D55E00"},
    {"in the kernel", "#E69F00"}, {"ready", "#F0E442"},     {"in hand", "#CC79A7"},
    {"blocked", "#999999"},       {"parked", "#CCCCCC"},    {"idle", "#EEEEEE"},
    {"not begun", "#FFFFFF"},     {"ended", "#FFFFFF"}};

constexpr std::uint64_t kBarWidth = 720;
constexpr std::uint64_t kLabelWidth = 170;
constexpr std::uint64_t kRow = 24;

struct Part {
  std::string what;
  std::uint64_t cycles = 0;
};
struct Bar {
  std::string name;
  std::vector<Part> parts;
};

// Parts stand in the order of the colours: who runs first, who waits last.
std::size_t place_of(std::string_view what) {
  return static_cast<std::size_t>(std::ranges::find(kColours, what, &Colour::what) - kColours);
}

std::string_view colour_of(std::string_view what) {
  const auto* const found = std::ranges::find(kColours, what, &Colour::what);
  return found == std::end(kColours) ? "#FFFFFF" : found->value;
}

std::vector<Bar> bars_of(const Statistics& statistics) {
  std::vector<Bar> bars;
  for (std::size_t i = 0; i < statistics.header().system->cpus; ++i) {
    Bar bar{cpu_name(CpuId(i)), {}};
    const Statistics::CpuTimes& times = statistics.of(CpuId(i));
    for (std::size_t use = 0; use < times.size(); ++use) {
      bar.parts.push_back({std::string(name_of(static_cast<CpuUse>(use))), times[use]});
    }
    bars.push_back(std::move(bar));
  }
  for (std::size_t i = 0; i < statistics.activities().portions(); ++i) {
    Bar bar{statistics.activities().name_of(PortionId(i)), {}};
    for (const auto& [doing, cycles] : statistics.of(PortionId(i))) {
      bar.parts.push_back({doing, cycles});
    }
    std::ranges::sort(bar.parts, {}, [](const Part& part) { return place_of(part.what); });
    bars.push_back(std::move(bar));
  }
  return bars;
}

std::string rectangle(std::uint64_t x, std::uint64_t y, std::uint64_t width, std::string_view what,
                      std::string_view title) {
  return fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"16\" fill=\"{}\" stroke=\"#444\" "
      "stroke-width=\"0.5\"><title>{}</title></rect>\n",
      x, y, width, colour_of(what), title);
}

std::string label(std::uint64_t x, std::uint64_t y, std::string_view text) {
  return fmt::format("<text x=\"{}\" y=\"{}\">{}</text>\n", x, y, text);
}

std::string bar_svg(const Statistics& statistics, const Bar& bar, std::uint64_t y) {
  const std::uint64_t whole =
      std::max<std::uint64_t>(1, statistics.end_cycles() - statistics.begin_cycles());
  std::string text = label(8, y + 13, markup_text(bar.name));
  std::uint64_t before = 0;
  for (const Part& part : bar.parts) {
    const std::uint64_t from = before * kBarWidth / whole;
    before += part.cycles;
    const std::uint64_t to = before * kBarWidth / whole;
    if (to == from) continue;
    const std::string title = fmt::format(
        "{}: {} ns", part.what, with_commas(statistics.header().nanoseconds(part.cycles)));
    text += rectangle(kLabelWidth + from, y, to - from, part.what, title);
  }
  return text;
}

std::string legend(std::uint64_t y) {
  std::string text;
  std::uint64_t x = 8;
  for (const Colour& colour : kColours) {
    if (colour.value == "#FFFFFF") continue;
    text += rectangle(x, y, 12, colour.what, colour.what);
    text += label(x + 16, y + 13, colour.what);
    x += 30 + 7 * colour.what.size();
  }
  return text;
}

}  // namespace

std::string stats_svg(const Statistics& statistics) {
  const std::vector<Bar> bars = bars_of(statistics);
  const std::uint64_t width = kLabelWidth + kBarWidth + 130;
  const std::uint64_t height = (bars.size() + 4) * kRow;
  const TraceHeader& header = statistics.header();
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
      width, height);
  text += label(8, 18,
                markup_text(fmt::format("{}: {}, {} ns to {} ns", header.scenario, header.title,
                                        with_commas(header.nanoseconds(statistics.begin_cycles())),
                                        with_commas(header.nanoseconds(statistics.end_cycles())))));
  std::uint64_t y = kRow + 6;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    y += i == header.system->cpus ? kRow / 2 : 0;
    text += bar_svg(statistics, bars[i], y);
    y += kRow;
  }
  return text + legend(y + kRow / 2) + "</svg>\n";
}

}  // namespace umsim
