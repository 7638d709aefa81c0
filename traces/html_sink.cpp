#include "traces/html_sink.h"

#include <utility>

#include "traces/html_header.h"

namespace umsim {
namespace {

// Enough that a block's own numbers weigh nothing, few enough that little is lost with one.
constexpr std::size_t kEventsOfBlock = 4096;

// Nothing from outside, and nothing goes out.
constexpr std::string_view kHead =
    "<!doctype html>\n"
    "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">\n";

}  // namespace

HtmlSink::HtmlSink(TextOutput& output, ReportParts parts)
    : lines_(output), parts_(std::move(parts)) {}

HtmlSink::~HtmlSink() {
  try {
    if (columns_.events() != 0) write_block();
  } catch (const OutputError&) {
    // Here is nobody to tell, as in LineBuffer.
    return;
  }
}

void HtmlSink::begin(const TraceHeader& header) {
  fmt::memory_buffer& text = lines_.text();
  const auto append = [&](std::string_view more) { text.append(more); };
  append(kHead);
  append("<title>" + html_text(header.scenario + ": " + header.title) + "</title>\n<style>");
  append(parts_.style);
  append("</style></head><body>\n<noscript>This report needs JavaScript.</noscript>\n");
  append("<script type=\"application/json\" id=\"umsim-report\">");
  append(html_header(header, parts_.flows, parts_.finding));
  append("</script>\n<script>");
  append(parts_.script);
  append("</script>");
  lines_.end_line();
}

void HtmlSink::event(const Event& event) {
  columns_.add(event);
  ++events_;
  if (columns_.events() == kEventsOfBlock) write_block();
}

void HtmlSink::write_block() {
  lines_.text().append(std::string_view("<script type=\"text/plain\" class=\"umsim-block\">"));
  columns_.append_block(lines_.text());
  lines_.text().append(std::string_view("</script>"));
  lines_.end_line();
}

void HtmlSink::end() {
  if (columns_.events() != 0) write_block();
  lines_.text().append(fmt::format(
      "<script type=\"text/plain\" id=\"umsim-end\">{}</script></body></html>", events_));
  lines_.end_line();
  lines_.finish();
}

}  // namespace umsim
