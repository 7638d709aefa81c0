#include "sim/cli/arguments.h"

#include <algorithm>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim {
namespace {

using loading::printable;

namespace po = boost::program_options;

std::vector<OptionSpec> all_options(const VerbSpec& verb) {
  std::vector<OptionSpec> options(verb.options.begin(), verb.options.end());
  options.push_back(kJsonOption);
  options.push_back(kHelpOption);
  return options;
}

po::options_description description_of(const std::vector<OptionSpec>& options) {
  po::options_description description;
  for (const OptionSpec& option : options) {
    // The library's short form stands behind a comma: "help,h".
    const std::string name = option.name == "help" ? "help,h" : std::string(option.name);
    if (option.value.empty()) {
      description.add_options()(name.c_str(), "");
    } else {
      description.add_options()(name.c_str(), po::value<std::vector<std::string>>(), "");
    }
  }
  return description;
}

std::string unknown_option(const VerbSpec& verb, const std::string& typed) {
  std::vector<std::string> known;
  for (const OptionSpec& option : all_options(verb)) {
    known.push_back(fmt::format("--{}", option.name));
  }
  const std::string word = typed.substr(0, typed.find('='));
  return fmt::format("unknown option {}{}", printable(word), loading::guess_text(word, known));
}

std::string syntax_message(const po::invalid_command_line_syntax& error) {
  using Kind = po::invalid_syntax::kind_t;
  const std::string name = error.get_option_name();
  switch (error.kind()) {
    case Kind::missing_parameter:
    case Kind::empty_adjacent_parameter: return fmt::format("{} needs a value", name);
    case Kind::extra_parameter: return fmt::format("{} takes no value", name);
    default: return "cannot understand the options";
  }
}

po::parsed_options take_apart(const std::vector<OptionSpec>& options,
                              const std::vector<std::string>& words) {
  namespace style = po::command_line_style;
  const po::options_description description = description_of(options);
  try {
    // Abbreviated options would change their meaning with every option that is added.
    return po::command_line_parser(words)
        .options(description)
        .style(style::unix_style & ~style::allow_guessing)
        .allow_unregistered()
        .run();
  } catch (const po::invalid_command_line_syntax& error) {
    throw UsageError(syntax_message(error));
  }
}

void refuse_repetition(const std::vector<OptionSpec>& options, const Arguments& arguments) {
  for (const OptionSpec& option : options) {
    const auto& typed = arguments.options();
    const auto times = std::count_if(typed.begin(), typed.end(),
                                     [&](const auto& one) { return one.first == option.name; });
    if (times > 1 && !option.repeatable && !option.value.empty()) {
      throw UsageError(fmt::format("--{} is given {} times", option.name, times));
    }
  }
}

}  // namespace

std::optional<std::string> Arguments::value(std::string_view name) const {
  const auto found = std::find_if(options_.begin(), options_.end(),
                                  [&](const Option& option) { return option.first == name; });
  if (found == options_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Arguments::values(std::string_view name) const {
  std::vector<std::string> values;
  for (const Option& option : options_) {
    if (option.first != name) continue;
    std::string_view rest = option.second;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (comma > 0) values.emplace_back(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return values;
}

Arguments parse_arguments(const VerbSpec& verb, const std::vector<std::string>& words) {
  const std::vector<OptionSpec> options = all_options(verb);
  std::vector<Arguments::Option> given;
  std::vector<std::string> others;
  for (const po::option& option : take_apart(options, words).options) {
    if (option.position_key >= 0) {
      others.insert(others.end(), option.value.begin(), option.value.end());
    } else if (option.unregistered) {
      throw UsageError(unknown_option(verb, option.original_tokens.front()));
    } else {
      given.emplace_back(option.string_key, option.value.empty() ? "" : option.value.front());
    }
  }
  Arguments arguments(std::move(given), std::move(others));
  refuse_repetition(options, arguments);
  return arguments;
}

std::string help_text(const VerbSpec& verb) {
  std::string text = fmt::format("{}\n\nUsage: umsim {}\n", verb.summary, verb.usage);
  if (!verb.words.empty()) text += fmt::format("\n{}\n", verb.words);
  text += "\nOptions:\n";
  for (const OptionSpec& option : all_options(verb)) {
    const std::string typed =
        fmt::format("--{}{}{}", option.name, option.value.empty() ? "" : " ", option.value);
    text += fmt::format("  {:<24}{}{}\n", typed, option.help,
                        option.repeatable ? "; may be repeated" : "");
  }
  return text + fmt::format("\nExample:\n  {}\n", verb.example);
}

}  // namespace umsim
