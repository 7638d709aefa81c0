#include "sim/cli/play_lines.h"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

#include <histedit.h>

#include "models/machine/internal_error.h"

namespace umsim {
namespace {

constexpr int kRemembered = 1000;  // lines

// What is common to all, from the beginning on.
std::string common_start(const std::vector<std::string>& words) {
  std::string common = words.front();
  for (const std::string& word : words) {
    const auto ends = std::ranges::mismatch(common, word);
    common.erase(ends.in1, common.end());
  }
  return common;
}

class TerminalLines final : public PlayLines {
 public:
  explicit TerminalLines(Completer completer)
      : completer_(std::move(completer)),
        history_(history_init()),
        edit_(el_init("umsim", stdin, stdout, stderr)) {
    require(edit_ != nullptr && history_ != nullptr, "the terminal cannot be edited on");
    HistEvent event;
    history(history_, &event, H_SETSIZE, kRemembered);
    history(history_, &event, H_SETUNIQUE, 1);
    el_set(edit_, EL_CLIENTDATA, this);
    el_set(edit_, EL_PROMPT, &TerminalLines::prompt_of);
    el_set(edit_, EL_EDITOR, "emacs");
    el_set(edit_, EL_HIST, history, history_);
    // Names that are wide are taken as they are; of narrow ones the library keeps copies for ever.
    el_wset(edit_, EL_ADDFN, L"umsim-complete", L"Completes a word", &TerminalLines::complete);
    el_wset(edit_, EL_ADDFN, L"umsim-give-up", L"Gives the line up", &TerminalLines::give_up);
    el_set(edit_, EL_BIND, "^I", "umsim-complete", nullptr);
    el_set(edit_, EL_BIND, "^C", "umsim-give-up", nullptr);
    el_set(edit_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    // While a line is edited Ctrl-C is a key.
    el_set(edit_, EL_SETTY, "-d", "-isig", nullptr);
  }
  TerminalLines(const TerminalLines&) = delete;
  TerminalLines& operator=(const TerminalLines&) = delete;
  ~TerminalLines() override {
    el_end(edit_);
    history_end(history_);
  }

  [[nodiscard]] std::optional<std::string> next(const std::string& prompt) override {
    prompt_ = prompt;
    given_up_ = false;
    int count = 0;
    const char* typed = el_gets(edit_, &count);
    if (given_up_) return kGivenUp;
    if (typed == nullptr || count <= 0) return std::nullopt;
    std::string line(typed, static_cast<std::size_t>(count));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    if (line.find_first_not_of(' ') != std::string::npos) {
      HistEvent event;
      history(history_, &event, H_ENTER, line.c_str());
    }
    return line;
  }
  [[nodiscard]] bool is_terminal() const override { return true; }

 private:
  static TerminalLines& self_of(EditLine* edit) {
    void* self = nullptr;
    el_get(edit, EL_CLIENTDATA, &self);
    return *static_cast<TerminalLines*>(self);
  }

  static char* prompt_of(EditLine* edit) { return self_of(edit).prompt_.data(); }

  static unsigned char give_up(EditLine* edit, int /*key*/) {
    self_of(edit).given_up_ = true;
    std::fputs("^C", stdout);
    return CC_NEWLINE;
  }

  static unsigned char complete(EditLine* edit, int /*key*/) {
    const LineInfo* info = el_line(edit);
    const std::string line(info->buffer, info->cursor);
    const std::vector<std::string> words = self_of(edit).completer_(line);
    if (words.empty()) return CC_REFRESH_BEEP;
    const std::string last = line.substr(line.find_last_of(' ') + 1);  // npos + 1 is 0
    std::string more = common_start(words).substr(last.size());
    if (words.size() == 1) more += " ";
    if (!more.empty()) {
      el_insertstr(edit, more.c_str());
      return CC_REFRESH;
    }
    show(words);
    return CC_REDISPLAY;
  }

  static void show(const std::vector<std::string>& words) {
    constexpr std::size_t kMost = 60;
    std::string text = "\n";
    for (std::size_t i = 0; i < std::min(words.size(), kMost); ++i) text += words[i] + "  ";
    if (words.size() > kMost) text += "…";
    text += "\n";
    std::fputs(text.c_str(), stdout);
  }

  Completer completer_;
  std::string prompt_;
  bool given_up_ = false;
  History* history_;
  EditLine* edit_;
};

}  // namespace

std::optional<std::string> StreamLines::next(const std::string& prompt) {
  std::string line;
  if (!std::getline(*in_, line)) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  *out_ << prompt << line << "\n";
  return line;
}

std::unique_ptr<PlayLines> terminal_lines(Completer completer) {
  return std::make_unique<TerminalLines>(std::move(completer));
}

}  // namespace umsim
