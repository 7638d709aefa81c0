#include "tests/models/program_text.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/cpu/debug_registers.h"
#include "tests/models/sample_systems.h"

namespace umsim::test {
namespace {

constexpr std::uint64_t kDefaultCycles = 10;

constexpr std::array<std::pair<std::string_view, Opcode>, 18> kOpcodes = {{
    {"compute", Opcode::compute},
    {"system_call", Opcode::system_call},
    {"sleep", Opcode::sleep},
    {"soft_fault", Opcode::soft_fault},
    {"hard_fault", Opcode::hard_fault},
    {"yield", Opcode::yield},
    {"exit", Opcode::exit},
    {"wait", Opcode::wait},
    {"set_event", Opcode::set_event},
    {"reset_event", Opcode::reset_event},
    {"set_timer", Opcode::set_timer},
    {"io", Opcode::io},
    {"set_debug", Opcode::set_debug_registers},
    {"clear_debug", Opcode::clear_debug_registers},
    {"load_debug", Opcode::load_debug_registers},
    {"load_teb", Opcode::load_teb},
    {"touch_context", Opcode::touch_context},
    {"write_context", Opcode::write_context},
}};

// Words, and the brackets of a body; commas and spaces only separate.
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) {
      tokens.push_back(std::exchange(word, {}));
    }
  };
  for (const char c : text) {
    if (c == ' ' || c == ',') {
      end_word();
    } else if (c == '(' || c == ')') {
      end_word();
      tokens.emplace_back(1, c);
    } else {
      word += c;
    }
  }
  end_word();
  return tokens;
}

class Parser {
 public:
  Parser(std::string_view text, const System& system) : tokens_(tokens_of(text)), system_(system) {}

  std::vector<Instruction> parse() {
    while (at_ < tokens_.size()) {
      const std::string& token = tokens_[at_++];
      if (token == "repeat") {
        open_body();
      } else if (token == ")") {
        close_body();
      } else {
        add(token);
      }
    }
    if (instructions_.empty() || instructions_.back().opcode != Opcode::exit) {
      instructions_.push_back({});
    }
    return std::move(instructions_);
  }

 private:
  struct Body {
    std::uint16_t start;
    std::uint16_t count;
  };

  [[nodiscard]] bool is_next_a_number() const {
    return at_ < tokens_.size() &&
           tokens_[at_].find_first_not_of("0123456789") == std::string::npos;
  }

  void open_body() {
    if (!is_next_a_number() || at_ + 1 >= tokens_.size() || tokens_[at_ + 1] != "(") {
      throw std::invalid_argument("repeat needs a count and a body in brackets");
    }
    const auto count = static_cast<std::uint16_t>(std::stoul(tokens_[at_]));
    bodies_.push_back({static_cast<std::uint16_t>(instructions_.size()), count});
    at_ += 2;
  }

  void close_body() {
    if (bodies_.empty()) {
      throw std::invalid_argument("a bracket closes no body");
    }
    Instruction repeat;
    repeat.opcode = Opcode::repeat;
    repeat.target = bodies_.back().start;
    repeat.count = bodies_.back().count;
    bodies_.pop_back();
    repeat.loop_level = static_cast<std::uint8_t>(bodies_.size());
    instructions_.push_back(repeat);
  }

  void add(const std::string& word) {
    Instruction instruction;
    if (word == "enter") {
      instruction.opcode = Opcode::api;
      instruction.api.call = ApiCall::enter_scheduling;
      instructions_.push_back(instruction);
      return;
    }
    if (word == "convert") {
      instruction.opcode = Opcode::api;
      instruction.api.call = ApiCall::convert_to_standard;
      instructions_.push_back(instruction);
      return;
    }
    if (word == "switch") {
      instruction.opcode = Opcode::api;
      instruction.api.call = ApiCall::execute;
      instruction.api.subject = next_thread();
      instructions_.push_back(instruction);
      return;
    }
    instruction.opcode = opcode_of(word);
    if (instruction.opcode == Opcode::yield) {
      instruction.hint = next_thread();
    } else if (instruction.opcode == Opcode::write_context) {
      write_context(instruction);
    } else if (instruction.opcode == Opcode::load_teb ||
               instruction.opcode == Opcode::touch_context) {
      instruction.subject = next_thread();
    } else if (instruction.opcode >= Opcode::set_debug_registers) {
      instruction.address = is_next_a_number() ? std::stoul(tokens_[at_++]) : 0;
    } else if (instruction.opcode > Opcode::exit) {
      add_object(instruction);
    } else if (instruction.opcode != Opcode::exit) {
      instruction.cycles = is_next_a_number() ? std::stoul(tokens_[at_++]) : kDefaultCycles;
    }
    instructions_.push_back(instruction);
  }

  // Whose context, and "ip", "sp" or "debug".
  void write_context(Instruction& instruction) {
    constexpr std::array<std::string_view, 3> kParts = {"ip", "sp", "debug"};
    instruction.subject = next_thread();
    const auto* part = std::find(kParts.begin(), kParts.end(),
                                 at_ < tokens_.size() ? std::string_view(tokens_[at_]) : "");
    if (!instruction.subject.valid() || part == kParts.end()) {
      throw std::invalid_argument("write_context needs a worker, and ip, sp or debug");
    }
    ++at_;
    instruction.part = static_cast<ContextPart>(part - kParts.begin());
    if (instruction.part == ContextPart::debug_registers) {
      instruction.address = kernel_memory(system_.architecture);
    }
  }

  // The thread that comes next, or none.
  ThreadId next_thread() {
    const bool named = at_ < tokens_.size() && find_thread(system_, tokens_[at_]).valid();
    return named ? find_thread(system_, tokens_[at_++]) : ThreadId();
  }

  // Its object, and a number: cycles, or of io how many transfers.
  void add_object(Instruction& instruction) {
    if (at_ >= tokens_.size()) {
      throw std::invalid_argument("an object is missing");
    }
    instruction.object = find_object(system_, tokens_[at_++]);
    const std::uint64_t number = is_next_a_number() ? std::stoul(tokens_[at_++]) : 0;
    if (instruction.opcode == Opcode::io) {
      instruction.count = static_cast<std::uint16_t>(number == 0 ? 1 : number);
    } else {
      instruction.cycles = number;
    }
  }

  static Opcode opcode_of(const std::string& word) {
    for (const auto& [name, opcode] : kOpcodes) {
      if (name == word) {
        return opcode;
      }
    }
    throw std::invalid_argument("no instruction is called " + word);
  }

  std::vector<std::string> tokens_;
  const System& system_;
  std::size_t at_ = 0;
  std::vector<Body> bodies_;
  std::vector<Instruction> instructions_;
};

}  // namespace

Program parse_program(std::string_view text, const System& system) {
  return {std::string(text), Parser(text, system).parse()};
}

}  // namespace umsim::test
