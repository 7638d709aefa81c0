#include "tests/models/dialogue.h"

#include <memory>
#include <sstream>
#include <vector>

#include "models/invariants/invariants.h"
#include "tests/models/dialogue_questions.h"
#include "tests/models/dialogue_system.h"
#include "tests/models/dialogue_words.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

using Words = std::vector<std::string>;

Words split(const std::string& line) {
  std::istringstream stream(line);
  Words words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

// Runs the commands of one dialogue. Each returns what it prints, a line each.
class Interpreter {
 public:
  std::string run(const std::string& line) {
    words_ = split(line);
    output_.clear();
    try {
      if (play_ == nullptr && system_.take(line, words_)) {
        return output_;
      }
      if (play_ == nullptr) {
        play_ = std::make_unique<Play>(system_.build());
      }
      ask_or_act();
    } catch (const BrokenInvariant& broken) {
      show_new_events();
      print(std::string("broken: ") + broken.what());
    } catch (const std::exception& error) {
      show_new_events();
      print(std::string("error: ") + error.what());
    }
    return output_;
  }

 private:
  void print(const std::string& line) { output_ += "  " + line + "\n"; }

  [[nodiscard]] const std::string& word(std::size_t position) const {
    return word_at(words_, position);
  }
  [[nodiscard]] std::size_t number(std::size_t position) const {
    return std::stoul(word(position));
  }
  void ask_or_act() {
    if (const auto lines = answer(*play_, words_)) {
      for (const std::string& line : *lines) {
        print(line);
      }
      return;
    }
    act();
    show_new_events();
    if (const Invariant* broken = broken_invariant(play_->machine())) {
      print("broken: " + std::string(broken->id) + ": " + std::string(broken->sentence));
    }
  }

  void act() {
    const std::string& command = word(0);
    if (command == "dispatch") {
      play_->dispatch(number(1), word(2));
    } else if (command == "step") {
      step(words_.size() > 2 ? number(2) : 1);
    } else if (command == "until") {
      until(number(1), word(2));
    } else if (command == "interrupt") {
      play_->interrupt(number(1));
    } else if (command == "arrive") {
      play_->arrive(word(1) + " " + word(2));
    } else if (command == "complete") {
      play_->complete(word(1));
    } else if (command == "time_out") {
      play_->time_out(word(1));
    } else if (command == "expire") {
      play_->expire(word(1));
    } else {
      throw std::invalid_argument("no command is called " + command);
    }
  }

  void step(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      step_and_show(number(1));
    }
  }

  void until(std::size_t cpu, const std::string& label) {
    require(label == "idle" || find_step(label).has_value(), "no step has that label");
    while (play_->next(cpu) != label) {
      if (play_->next(cpu) == "idle") {
        throw std::invalid_argument("the CPU has become idle");
      }
      step_and_show(cpu);
    }
  }

  // "P1 kernel FIG2.5", "P1/W1 user USER.compute": the second name is the stack's owner.
  void step_and_show(std::size_t cpu) {
    const std::string label = play_->next(cpu);
    const Cpu& on = play_->cpu(cpu);
    const bool user = on.mode == Mode::user;
    const ThreadId stack = user ? on.registers.control.stack_owner : on.current;
    std::string who = name_of(play_->system(), on.current);
    who += stack == on.current ? "" : "/" + name_of(play_->system(), stack);
    play_->step(cpu);
    print(who + (user ? " user " : " kernel ") + label);
    show_new_events();
  }

  void show_new_events() {
    if (play_ == nullptr) {
      return;
    }
    for (; shown_ < play_->events().size(); ++shown_) {
      print("  " + describe_event(play_->system(), play_->events()[shown_]));
    }
  }

  SystemText system_;
  std::unique_ptr<Play> play_;
  std::size_t shown_ = 0;
  Words words_;
  std::string output_;
};

}  // namespace

std::string run_dialogue(std::string_view text) {
  std::istringstream lines{std::string(text)};
  Interpreter interpreter;
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    const bool is_output = !line.empty() && line[0] == ' ';
    if (is_output) {
      continue;
    }
    result += line + "\n";
    if (!line.empty() && line[0] != '#') {
      result += interpreter.run(line);
    }
  }
  return result;
}

}  // namespace umsim::test
