// HtmlSink: the trace as a report, one HTML file that opens offline.
//
//   <!doctype html>
//   <html lang="en"><head>…<style>…</style></head><body>
//   <script type="application/json" id="umsim-report">{"report":1,"header":{…},…}</script>
//   <script>…the viewer…</script>
//   <script type="text/plain" id="umsim-before">…base64…</script>
//   <script type="text/plain" class="umsim-block">…base64…</script>
//   …
//   <script type="text/plain" id="umsim-end">12345</script></body></html>
//
// A second trace to compare with stands behind the first in the same way, -other at each name, and
// behind it how the two are aligned (traces/html_alignment.h), as umsim-alignment.
//
// A block holds thousands of events, the last line says how many there are. A browser closes by
// itself what is still open, so that a report that breaks off opens too; without its last line it
// is one that was cut. A part of a run begins with the events that its state comes from: of those
// before it the latest of each kind about the same things.
//
// The header is that of a JSON Lines trace; the tables of kinds, words and steps stand beside it
// (traces/html_header.h), so that the viewer has none of its own. The memory of the sink does not
// grow with the trace.
#pragma once

#include <string>
#include <string_view>

#include "traces/before.h"
#include "traces/html_columns.h"
#include "traces/output.h"
#include "traces/sink.h"

namespace umsim {

// What a report is made of besides the trace.
struct ReportParts {
  std::string_view style;  // the viewer's, embedded in the program
  std::string_view script;
  std::string flows = "[]";  // all routines with their steps, as `umsim flow --json` has them
  std::string finding;       // what a replayed schedule was found to break, or nothing
};

class HtmlSink final : public Sink {
 public:
  // `output` must outlive the sink. Throws OutputError from any call when the output cannot be
  // written.
  HtmlSink(TextOutput& output, ReportParts parts);
  HtmlSink(const HtmlSink&) = delete;
  HtmlSink& operator=(const HtmlSink&) = delete;

  // What a failed run has recorded so far is worth most: it is still written, if it can be.
  ~HtmlSink() override;

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void skip(const Event& event) override;
  void end() override;

  // begin_other comes once, before end: the events that follow are those of another trace, which
  // the report shows beside the first.
  void begin_other(const TraceHeader& header);

  // align comes once, behind the events of the other trace: what html_alignment says of the two.
  void align(std::string_view alignment);

 private:
  void write_before();
  void write_header(const TraceHeader& header);
  void write_block(std::string_view name);
  void end_trace();
  [[nodiscard]] bool has_room() const;

  TextOutput* output_;
  LineBuffer lines_;
  ReportParts parts_;
  HtmlColumns columns_;
  Before before_;
  std::uint64_t events_ = 0;
  bool ended_ = false;       // no more events come
  std::string_view suffix_;  // of names: which trace it is
};

}  // namespace umsim
