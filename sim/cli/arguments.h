// Arguments: what was typed behind a verb, and the descriptions of verbs that say what may be.
//
// Boost.Program_options takes the words apart; which options exist, their help and the messages
// about mistakes are ours, so that both stay the same whatever the library's version. Values are
// text here; values.h makes numbers of them.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/cli/console.h"
#include "sim/cli/exit_code.h"

namespace umsim {

// What is wrong with what was typed; the message goes to stderr, the exit code is bad_input.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct OptionSpec {
  std::string_view name;   // without the dashes
  std::string_view value;  // what its value is called in the help; empty: a switch
  std::string_view help;
  bool repeatable = false;
};

class Arguments {
 public:
  using Option = std::pair<std::string, std::string>;  // name and value, "" for a switch

  Arguments(std::vector<Option> options, std::vector<std::string> words)
      : options_(std::move(options)), words_(std::move(words)) {}

  [[nodiscard]] bool has(std::string_view name) const { return value(name).has_value(); }
  // The value of the option, or nothing when it was not given.
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
  // Every value of a repeatable option; values may be lists with commas.
  [[nodiscard]] std::vector<std::string> values(std::string_view name) const;
  // All options in the order in which they were typed.
  [[nodiscard]] const std::vector<Option>& options() const { return options_; }
  // What was typed besides options: files, names.
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<Option> options_;
  std::vector<std::string> words_;
};

struct VerbSpec {
  std::string_view name;
  std::string_view summary;  // one sentence
  std::string_view usage;    // "run FILE [options]"
  std::string_view words;    // what the words behind the verb are; may be empty
  std::span<const OptionSpec> options;
  std::string_view example;
  ExitCode (*run)(const Arguments&, Console&);
};

// Every verb has these two.
inline constexpr OptionSpec kJsonOption{"json", "",
                                        "prints the result as JSON (docs/command-line.md)"};
inline constexpr OptionSpec kHelpOption{"help", "", "prints this help"};

// Throws UsageError.
[[nodiscard]] Arguments parse_arguments(const VerbSpec& verb,
                                        const std::vector<std::string>& words);

// The text of `umsim VERB --help`.
[[nodiscard]] std::string help_text(const VerbSpec& verb);

}  // namespace umsim
