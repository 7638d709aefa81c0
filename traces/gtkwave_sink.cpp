#include "traces/gtkwave_sink.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "traces/activity.h"
#include "traces/kinds.h"
#include "traces/names.h"
#include "traces/vcd_names.h"
#include "traces/word.h"

namespace umsim {
namespace {

// GTKWave's flags of a row, hexadecimal.
constexpr std::string_view kText = "@22";
constexpr std::string_view kDecimal = "@24";
constexpr std::string_view kBits = "@28";

constexpr int kWidth = 1400;
constexpr int kHeight = 900;
constexpr int kNamesWidth = 220;
constexpr double kWavesWidth = 1100;  // what is left for the waves, about
constexpr double kFrame = 200;        // pixels that a zoom is about

std::string spelled(std::string_view name) {
  const std::string word = one_word(name);
  return (word.find('.') == std::string::npos ? "" : "\\") + word;
}

// Braces end an alias, and of what has a dot only what stands behind it is shown.
std::string alias_text(std::string_view alias) {
  std::string text = one_word(alias);
  std::ranges::replace_if(
      text, [](char letter) { return letter == '{' || letter == '}'; }, '_');
  std::ranges::replace(text, '.', ':');
  return text;
}

}  // namespace

void GtkwaveSink::line(std::string_view text) {
  lines_.text().append(text.data(), text.data() + text.size());
  lines_.end_line();
}

void GtkwaveSink::group(std::string_view name, bool open) {
  line(open ? "@800200" : "@c00200");
  line(fmt::format("-{}", name));
}

void GtkwaveSink::end_group(std::string_view name, bool open) {
  line(open ? "@1000200" : "@1401200");
  line(fmt::format("-{}", name));
}

void GtkwaveSink::signal(std::string_view scope, std::string_view name, std::string_view alias) {
  line(fmt::format("{}{}.{}.{}", alias.empty() ? "" : "+{" + alias_text(alias) + "} ",
                   spelled(header_.scenario), scope, spelled(name)));
}

void GtkwaveSink::begin(const TraceHeader& header) {
  header_ = header;
  const System& system = *header.system;
  line(fmt::format("[size] {} {}", kWidth, kHeight));
  line(fmt::format("[signals_width] {}", kNamesWidth));
  line("[sst_expanded] 0");
  group("CPUs");
  line(kText);
  for (std::size_t i = 0; i < system.cpus; ++i) signal(vcd::kCpus, cpu_name(CpuId(i)));
  end_group("CPUs");
  threads(system);
  const auto group_of = [&](std::string_view title, std::string_view scope, const auto& things) {
    if (things.empty()) return;
    group(title);
    line(kText);
    for (const auto& thing : things) signal(scope, thing.name, thing.name);
    end_group(title);
  };
  group_of("completion lists", vcd::kLists, system.lists);
  group_of("events from outside", vcd::kApcs, system.apcs);
  group("workers");
  line(kDecimal);
  for (const std::string_view name : vcd::kCountNames) signal(vcd::kCounts, name);
  end_group("workers");
  group("events", false);
  line(kBits);
  for (const KindInfo& kind : all_kinds()) signal(vcd::kEvents, kind.name);
  end_group("events", false);
}

// A worker is its two portions and its lock; all others have a row.
void GtkwaveSink::threads(const System& system) {
  const Activities activities(system);
  for (std::size_t i = 0; i < system.workers; ++i) {
    const ThreadId worker(i);
    const std::string name = one_word(system.threads[i].name);
    group(name);
    line(kText);
    signal(vcd::kThreads, activities.name_of(activities.user_portion(worker)), "user");
    signal(vcd::kThreads, activities.name_of(activities.kernel_portion(worker)), "kernel");
    signal(vcd::kLocks, name, "lock");
    end_group(name);
  }
  if (system.threads.size() == system.workers) return;
  group("other threads");
  line(kText);
  for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
    signal(vcd::kThreads, system.threads[i].name, system.threads[i].name);
  }
  end_group("other threads");
}

void GtkwaveSink::event(const Event& event) {
  if (!begun_) first_cycles_ = event.time_cycles;
  begun_ = true;
  last_cycles_ = event.time_cycles;
}

// From the first event to the last: 2 to the power of minus the zoom are the picoseconds of a
// frame. The marker is nowhere.
void GtkwaveSink::end() {
  const std::uint64_t first = vcd::picoseconds(first_cycles_, header_.clock_mhz);
  const std::uint64_t last = vcd::picoseconds(last_cycles_, header_.clock_mhz);
  const double frame = static_cast<double>(last - first) / kWavesWidth * kFrame;
  line(fmt::format("[timestart] {}", first));
  line(fmt::format("*{:.6f} -1", -std::log2(std::max(1.0, frame))));
  lines_.finish();
}

}  // namespace umsim
