#include "traces/formats.h"

#include <algorithm>

#include "traces/columns_sink.h"
#include "traces/ftrace_sink.h"
#include "traces/gtkwave_sink.h"
#include "traces/html_sink.h"
#include "traces/jsonl_sink.h"
#include "traces/perfetto_sink.h"
#include "traces/vcd_sink.h"

namespace umsim {
namespace {

using SinkPointer = std::unique_ptr<Sink>;

SinkPointer make_jsonl(TextOutput& output, const SinkOptions& /*options*/) {
  return std::make_unique<JsonlSink>(output);
}

SinkPointer make_columns(TextOutput& output, const SinkOptions& options) {
  return std::make_unique<ColumnsSink>(output,
                                       ColumnsOptions{options.width, options.colour, false});
}

SinkPointer make_perfetto(TextOutput& output, const SinkOptions& /*options*/) {
  return std::make_unique<PerfettoSink>(output);
}

SinkPointer make_ftrace(TextOutput& output, const SinkOptions& /*options*/) {
  return std::make_unique<FtraceSink>(output);
}

SinkPointer make_vcd(TextOutput& output, const SinkOptions& /*options*/) {
  return std::make_unique<VcdSink>(output);
}

SinkPointer make_gtkwave(TextOutput& output, const SinkOptions& /*options*/) {
  return std::make_unique<GtkwaveSink>(output);
}

SinkPointer make_html(TextOutput& output, const SinkOptions& options) {
  return std::make_unique<HtmlSink>(output, options.report ? options.report() : ReportParts());
}

constexpr TraceFormat kFormats[] = {
    {"jsonl", ".jsonl", "JSON Lines, the documented format for programs", make_jsonl},
    {"columns", ".txt", "columns for reading, one a CPU", make_columns},
    {"perfetto", ".pftrace", "Perfetto's own format, for its viewer and its SQL", make_perfetto},
    {"ftrace", ".ftrace", "the text of Linux's ftrace, for tools that read that", make_ftrace,
     "# tracer:"},
    {"vcd", ".vcd", "a value change dump, for GTKWave and other waveform viewers", make_vcd,
     "$version umsim"},
    {"gtkwave", ".gtkw", "what GTKWave is to show of a vcd, and how", make_gtkwave},
    {"html", ".html", "a report that opens in a browser, offline", make_html, "<!doctype html>"},
};

}  // namespace

std::span<const TraceFormat> trace_formats() { return kFormats; }

const TraceFormat* find_trace_format(std::string_view name) {
  const auto* const found = std::ranges::find(kFormats, name, &TraceFormat::name);
  return found == std::end(kFormats) ? nullptr : found;
}

const TraceFormat* trace_format_of(std::string_view beginning) {
  const auto* const found = std::ranges::find_if(kFormats, [&](const TraceFormat& format) {
    return !format.mark.empty() && beginning.starts_with(format.mark);
  });
  return found == std::end(kFormats) ? nullptr : found;
}

const TraceFormat& trace_format_for(std::string_view path) {
  const auto* const found = std::ranges::find_if(
      kFormats, [&](const TraceFormat& format) { return path.ends_with(format.ending); });
  return found == std::end(kFormats) ? kFormats[0] : *found;
}

}  // namespace umsim
