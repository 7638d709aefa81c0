// json tokens: strings, numbers and words of JSON, and the blanks and comments between them.
//
// Each function consumes one token from the scanner. It returns false, having added a problem, when
// the token is not right; the reader then gives up, since what follows a broken token is guesswork.
#pragma once

#include <string>

#include "sim/scenario/json_scanner.h"
#include "sim/scenario/json_value.h"
#include "sim/scenario/problems.h"

namespace umsim::loading::json {

// Skips blanks and comments.
bool skip_blanks(Scanner& scanner, Problems& problems);

// Reads a string; the scanner must be at its opening quote. Fills content and position.
bool read_string(Scanner& scanner, Problems& problems, Located<std::string>& result);

// Reads a number into `value`; the scanner must be at a digit, sign or point.
bool read_number(Scanner& scanner, Problems& problems, Value& value);

// Reads true, false or null into `value`; anything else is a problem.
bool read_word(Scanner& scanner, Problems& problems, Value& value);

// True for what may stand in a word: letters, digits, '_', '-', '$'.
[[nodiscard]] bool is_word_character(char character);

}  // namespace umsim::loading::json
