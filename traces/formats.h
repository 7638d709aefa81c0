// The table of trace formats: everything that `--trace-format` can name.
//
// A format is a row in formats.cpp and a Sink that writes it; the command line, its help and its
// messages go by the table.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "traces/html_sink.h"
#include "traces/output.h"
#include "traces/sink.h"

namespace umsim {

// What a sink may want to know of the place that it writes to.
struct SinkOptions {
  std::size_t width = 100;  // characters of a line, for formats made for reading
  bool colour = false;      // the output is a terminal that shows colours
  // What reports are made of besides the trace; asked for only when one is made.
  std::function<ReportParts()> report = {};
};

struct TraceFormat {
  std::string_view name;    // as in --trace-format
  std::string_view ending;  // of file names, with its dot: a PATH that ends so asks for this format
  std::string_view what;    // a few words
  // The output must outlive the sink, whose calls throw OutputError when it cannot be written.
  std::unique_ptr<Sink> (*make)(TextOutput& output, const SinkOptions& options);
  std::string_view mark = {};  // what each file begins with, as far as that tells the format
};

// trace_formats lists all of them; the first is the one that a path of no known ending gets.
[[nodiscard]] std::span<const TraceFormat> trace_formats();

// find_trace_format gives the format of that name, or null.
[[nodiscard]] const TraceFormat* find_trace_format(std::string_view name);

// trace_format_of gives the format of a file that begins so, or null when it cannot be told.
[[nodiscard]] const TraceFormat* trace_format_of(std::string_view beginning);

// trace_format_for gives the format that the ending of `path` asks for, the first if none does.
[[nodiscard]] const TraceFormat& trace_format_for(std::string_view path);

}  // namespace umsim
