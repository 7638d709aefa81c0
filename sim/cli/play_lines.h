// Where the commands of a play come from: a terminal, with editing, history and completion, or
// anything else, a line after the other.
#pragma once

#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace umsim {

class PlayLines {
 public:
  virtual ~PlayLines() = default;
  // next() asks for a line; nothing at the end of the input.
  [[nodiscard]] virtual std::optional<std::string> next(const std::string& prompt) = 0;
  // A mistake is answered, and the play goes on.
  [[nodiscard]] virtual bool is_terminal() const = 0;
};

// Lines of a stream; prompt and line are written to `out`, so that what comes can be read.
class StreamLines final : public PlayLines {
 public:
  StreamLines(std::istream& in, std::ostream& out) : in_(&in), out_(&out) {}
  [[nodiscard]] std::optional<std::string> next(const std::string& prompt) override;
  [[nodiscard]] bool is_terminal() const override { return false; }

 private:
  std::istream* in_;
  std::ostream* out_;
};

// What the last word of a line could be.
using Completer = std::function<std::vector<std::string>(const std::string& line)>;

// The terminal that standard input and output are. A line that is given up by Ctrl-C is empty, and
// starts with a mark that nobody types.
[[nodiscard]] std::unique_ptr<PlayLines> terminal_lines(Completer completer);

inline const std::string kGivenUp = "\x03";

}  // namespace umsim
