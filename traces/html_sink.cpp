#include "traces/html_sink.h"

#include <utility>

#include "traces/html_header.h"
#include "traces/markup.h"

namespace umsim {
namespace {

// Enough that a block's own numbers weigh nothing, few enough that little is lost with one.
constexpr std::size_t kEventsOfBlock = 4096;

constexpr std::string_view kBlock = "class=\"umsim-block";
constexpr std::string_view kBefore = "id=\"umsim-before";

// Nothing from outside, and nothing goes out.
constexpr std::string_view kHead =
    "<!doctype html>\n"
    "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">\n";

}  // namespace

HtmlSink::HtmlSink(TextOutput& output, ReportParts parts)
    : output_(&output), lines_(output), parts_(std::move(parts)) {}

HtmlSink::~HtmlSink() {
  try {
    if (columns_.events() != 0) write_block(kBlock);
  } catch (const OutputError&) {
    // Here is nobody to tell, as in LineBuffer.
    return;
  }
}

void HtmlSink::begin(const TraceHeader& header) {
  fmt::memory_buffer& text = lines_.text();
  const auto append = [&](std::string_view more) { text.append(more); };
  append(kHead);
  append("<title>" + markup_text(header.scenario + ": " + header.title) + "</title>\n<style>");
  append(parts_.style);
  append("</style></head><body>\n<noscript>This report needs JavaScript.</noscript>\n");
  write_header(header);
  append("<script>");
  append(parts_.script);
  append("</script>");
  lines_.end_line();
}

void HtmlSink::begin_other(const TraceHeader& header) {
  end_trace();
  lines_.end_line();
  events_ = 0;
  suffix_ = "-other";
  write_header(header);
  lines_.end_line();
}

void HtmlSink::align(std::string_view alignment) {
  end_trace();
  lines_.text().append(fmt::format(
      "\n<script type=\"application/json\" id=\"umsim-alignment\">{}</script>", alignment));
  ended_ = true;
}

void HtmlSink::write_header(const TraceHeader& header) {
  lines_.text().append(
      fmt::format("<script type=\"application/json\" id=\"umsim-report{}\">{}</script>\n", suffix_,
                  html_header(header, parts_.flows, parts_.finding)));
}

void HtmlSink::event(const Event& event) {
  if (!before_.empty()) write_before();
  if (!has_room()) {
    // What has come so far fits, and ends here.
    if (columns_.events() != 0) write_block(kBlock);
    output_->note_full();
    return;
  }
  columns_.add(event);
  ++events_;
  if (columns_.events() == kEventsOfBlock) write_block(kBlock);
}

bool HtmlSink::has_room() const {
  constexpr std::size_t kTags = 80;
  return lines_.room() >= kTags + columns_.most_letters();
}

void HtmlSink::skip(const Event& event) { before_.note(event); }

void HtmlSink::write_before() {
  for (const Event& event : before_.take()) columns_.add(event);
  write_block(kBefore);
}

void HtmlSink::write_block(std::string_view name) {
  lines_.text().append(fmt::format("<script type=\"text/plain\" {}{}\">", name, suffix_));
  columns_.append_block(lines_.text());
  lines_.text().append(std::string_view("</script>"));
  lines_.end_line();
}

void HtmlSink::end_trace() {
  if (!before_.empty()) write_before();
  if (columns_.events() != 0) write_block(kBlock);
  lines_.text().append(
      fmt::format("<script type=\"text/plain\" id=\"umsim-end{}\">{}</script>", suffix_, events_));
}

void HtmlSink::end() {
  if (!ended_) end_trace();
  lines_.text().append(std::string_view("</body></html>"));
  lines_.end_line();
  lines_.finish();
}

}  // namespace umsim
