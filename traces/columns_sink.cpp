#include "traces/columns_sink.h"

#include <algorithm>

#include <fmt/format.h>

#include "traces/columns_header.h"
#include "traces/names.h"
#include "traces/phrases.h"
#include "traces/text_columns.h"

namespace umsim {
namespace {

constexpr std::size_t kTimeWidth = 14;
constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kLeastColumn = 26;
constexpr std::size_t kColumnGap = 2;

std::string_view colour_of(EventKind kind) {
  switch (kind) {
    case EventKind::directed_switch: return "1;35";
    case EventKind::ums_switch:
    case EventKind::ums_yield: return "32";
    case EventKind::switch_failed: return "31";
    case EventKind::lock_transition: return "33";
    case EventKind::upcall:
    case EventKind::list_push:
    case EventKind::list_signal:
    case EventKind::list_dequeue: return "34";
    case EventKind::apc_queued:
    case EventKind::apc_deferred:
    case EventKind::apc_begin:
    case EventKind::apc_end:
    case EventKind::context_read:
    case EventKind::context_changed: return "36";
    default: return "";
  }
}

std::size_t column_width(std::size_t width, std::size_t cpus) {
  const std::size_t column = (width - kTimeWidth) / std::max<std::size_t>(cpus, 1);
  return column < kLeastColumn ? 0 : column;
}

}  // namespace

ColumnsSink::ColumnsSink(TextOutput& output, ColumnsOptions options)
    : options_(options), lines_(output, options.every_line ? 0 : kBlockBytes) {
  options_.width = std::max(options_.width, kLeastWidth);
}

void ColumnsSink::begin(const TraceHeader& header) {
  header_ = header;
  phrases_.emplace(*header.system);
  const std::size_t cpus = header.system->cpus;
  column_width_ = column_width(options_.width, cpus);
  if (options_.header) {
    write_header();
  }
  std::string titles = pad(fmt::format("{:>{}}", "time", kTimeWidth - kColumnGap), kTimeWidth);
  for (std::size_t i = 0; column_width_ != 0 && i < cpus; ++i) {
    titles += pad(cpu_name(CpuId(i)), column_width_);
  }
  write_line(titles);
}

void ColumnsSink::write_header() {
  for (const std::string& line : columns_header(header_)) {
    for (const std::string& part : wrap({&line, 1}, "", options_.width)) {
      write_line(part);
    }
  }
  write_line("");
}

void ColumnsSink::event(const Event& event) {
  if (kind_info(event.kind).weight == Weight::quiet) {
    return;
  }
  if (!group_.takes(event)) {
    close_group();
  }
  group_.add(event, *phrases_);
}

void ColumnsSink::end() {
  close_group();
  for (const ColumnsRow& row : folder_.finish()) {
    write_row(row);
  }
  lines_.finish();
}

void ColumnsSink::close_group() {
  if (group_.empty()) {
    return;
  }
  const Event& event = group_.event();
  ColumnsRow row{event.cpu, event.time_cycles, group_.phrases(), std::string(group_.figure_label()),
                 colour_of(event.kind)};
  if (!event.cpu.valid()) {
    row.phrases.front().insert(0, "-- ");
  }
  group_.clear();
  for (const ColumnsRow& shown : folder_.add(std::move(row))) {
    write_row(shown);
  }
}

// Where every line names its CPU: the room for the longest name.
std::size_t ColumnsSink::name_width() const {
  return cpu_name(CpuId(header_.system->cpus - 1U)).size() + kColumnGap;
}

void ColumnsSink::write_row(const ColumnsRow& row) {
  std::size_t indent = kTimeWidth;
  std::size_t width = options_.width - kTimeWidth;
  std::string first = time_text(row.time_cycles);
  if (column_width_ == 0) {
    first += row.cpu.valid() ? cpu_name(row.cpu) : "";
    indent += name_width();
    width -= name_width();
  } else if (row.cpu.valid()) {
    indent += row.cpu.at() * column_width_;
    width = column_width_ - kColumnGap;
  }
  const bool coloured = options_.colour && !row.colour.empty();
  for (const std::string& line : wrap(row.phrases, row.label, width)) {
    first = pad(std::move(first), indent);
    write_line(coloured ? fmt::format("{}\x1b[{}m{}\x1b[0m", first, row.colour, line)
                        : first + line);
    first.clear();
  }
}

void ColumnsSink::write_line(std::string_view line) {
  const std::size_t end = line.find_last_not_of(' ') + 1;  // npos + 1 is 0
  lines_.text().append(line.data(), line.data() + end);
  lines_.end_line();
}

// The time stands only where it has changed.
std::string ColumnsSink::time_text(std::uint64_t cycles) {
  const std::string time = with_commas(header_.nanoseconds(cycles)) + " ns";
  const bool changed = time != last_time_;
  last_time_ = time;
  return fmt::format("{:>{}}  ", changed ? time : "", kTimeWidth - kColumnGap);
}

}  // namespace umsim
