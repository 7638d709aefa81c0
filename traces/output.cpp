#include "traces/output.h"

#include <ostream>
#include <utility>

namespace umsim {

void TextOutput::write(std::string_view lines) {
  if (!try_write(lines)) {
    throw OutputError(problem());
  }
}

void TextOutput::finish() {
  if (!try_finish()) {
    throw OutputError(problem());
  }
}

StreamOutput::StreamOutput(std::ostream& stream, std::string name)
    : stream_(&stream), name_(std::move(name)) {}

bool StreamOutput::try_write(std::string_view lines) noexcept {
  try {
    stream_->write(lines.data(), static_cast<std::streamsize>(lines.size()));
    stream_->flush();
    return stream_->good();
  } catch (const std::ios_base::failure&) {
    return false;
  }
}

bool StreamOutput::try_finish() noexcept { return stream_->good(); }

std::string StreamOutput::problem() const { return "cannot write to " + name_; }

LineBuffer::LineBuffer(TextOutput& output, std::size_t block_bytes)
    : output_(&output), block_bytes_(block_bytes) {}

LineBuffer::~LineBuffer() {
  // Here is nobody to tell: either the run has failed already, or its failure to write has been
  // reported.
  static_cast<void>(whole_ == 0 || output_->try_write({text_.data(), whole_}));
}

void LineBuffer::end_line() {
  text_.push_back('\n');
  end_record();
}

void LineBuffer::end_record() {
  const std::size_t record = text_.size() - whole_;
  if (output_->is_full() || record > output_->budget() - taken_) {
    text_.resize(whole_);
    output_->note_full();
    return;
  }
  taken_ += record;
  whole_ = text_.size();
  if (text_.size() > block_bytes_) {
    flush();
  }
}

void LineBuffer::flush() {
  const std::size_t bytes = whole_;
  whole_ = 0;  // a block that failed is not tried again
  output_->write({text_.data(), bytes});
  text_.clear();
}

void LineBuffer::finish() {
  flush();
  output_->finish();
}

}  // namespace umsim
