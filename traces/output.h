// Output: where sinks write, and what happens when that fails.
//
// A TextOutput takes blocks of whole lines, or of whole records where a format has no lines. A
// block that cannot be written whole is not written at all as far as the destination allows, so
// that what is there stays readable. LineBuffer collects lines into blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace umsim {

// A disk is full, a pipe is closed, a file cannot be made: the user's to mend, so the message says
// what and where.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class TextOutput {
 public:
  virtual ~TextOutput() = default;

  // try_write writes whole lines; false when it could not, and problem() then says why.
  [[nodiscard]] virtual bool try_write(std::string_view lines) noexcept = 0;

  // try_finish makes the text appear under its name; nothing may be written after it.
  [[nodiscard]] virtual bool try_finish() noexcept = 0;

  [[nodiscard]] virtual std::string problem() const = 0;

  // As above, but throw OutputError.
  void write(std::string_view lines);
  void finish();

  // How many bytes it is to hold at most; LineBuffer keeps to it and leaves whole records out.
  void set_budget(std::uint64_t bytes) { budget_ = bytes; }
  [[nodiscard]] std::uint64_t budget() const { return budget_; }
  // True as soon as a record has been left out.
  [[nodiscard]] bool is_full() const { return full_; }
  void note_full() { full_ = true; }

 private:
  std::uint64_t budget_ = UINT64_MAX;
  bool full_ = false;
};

// Writes to a stream that somebody else owns, such as standard output.
class StreamOutput final : public TextOutput {
 public:
  StreamOutput(std::ostream& stream, std::string name);

  [[nodiscard]] bool try_write(std::string_view lines) noexcept override;
  [[nodiscard]] bool try_finish() noexcept override;
  [[nodiscard]] std::string problem() const override;

 private:
  std::ostream* stream_;
  std::string name_;
};

inline constexpr std::size_t kBlockBytes = 65'536;

class LineBuffer {
 public:
  // Blocks of about `block_bytes`; 0 writes every line at once, for somebody who watches. `output`
  // must outlive it.
  explicit LineBuffer(TextOutput& output, std::size_t block_bytes = kBlockBytes);
  LineBuffer(const LineBuffer&) = delete;
  LineBuffer& operator=(const LineBuffer&) = delete;

  // What a failed run has recorded so far is worth most: it is still written, if it can be.
  ~LineBuffer();

  // text is where lines are put together; end_line must follow each, or end_record where what is
  // there is no line, but something that must not be torn apart. What does not fit into the
  // output's budget is left out, and so is all that follows.
  [[nodiscard]] fmt::memory_buffer& text() { return text_; }
  void end_line();
  void end_record();

  // How many bytes more the output may hold.
  [[nodiscard]] std::uint64_t room() const { return output_->budget() - taken_; }

  // finish writes what is left and finishes the output.
  void finish();

 private:
  void flush();

  TextOutput* output_;
  std::size_t block_bytes_;
  std::size_t whole_ = 0;    // bytes of text_ that are whole lines
  std::uint64_t taken_ = 0;  // bytes of all whole lines so far
  fmt::memory_buffer text_;
};

}  // namespace umsim
