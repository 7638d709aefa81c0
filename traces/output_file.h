// OutputFile: a file that appears whole under its name, or not at all.
//
// Text goes to NAME.partial, and finish renames it to NAME. When the disk is full, or the program
// ends before finish, an older NAME stays as it was, and NAME.partial stays with every line that
// was written whole, or goes where a part is of no use. What is no regular file (a device, a pipe)
// is written directly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "traces/output.h"

namespace umsim {

enum class Unfinished : std::uint8_t { stays, goes };

class OutputFile final : public TextOutput {
 public:
  // Throws OutputError when the file cannot be made.
  explicit OutputFile(std::string path, Unfinished unfinished = Unfinished::stays);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() override;

  [[nodiscard]] bool try_write(std::string_view lines) noexcept override;
  [[nodiscard]] bool try_finish() noexcept override;
  [[nodiscard]] std::string problem() const override;

 private:
  [[nodiscard]] bool fail() noexcept;
  [[nodiscard]] bool is_partial() const { return written_path_ != path_; }

  std::string path_;
  std::string written_path_;  // path_ or path_ + ".partial"
  Unfinished unfinished_;
  int file_ = -1;
  bool made_ = false;
  int error_ = 0;           // errno of the first failure
  std::int64_t bytes_ = 0;  // whole lines written
};

}  // namespace umsim
