// Text: the few operations on UTF-8 text that reading and reporting need: counting characters,
// finding bytes that are no UTF-8, quoting what a user wrote, and guessing what was meant. No
// locale, no Unicode tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace umsim::loading {

// utf8_length returns how many bytes the character at `at` has, or 0 when the bytes there are no
// UTF-8.
std::size_t utf8_length(std::string_view text, std::size_t at);

// character_count counts characters; a byte that is no UTF-8 counts as one.
std::size_t character_count(std::string_view text);

// characters returns `count` characters from character `first`, fewer at the end of the text.
std::string_view characters(std::string_view text, std::size_t first, std::size_t count);

// printable replaces control characters and bytes that are no UTF-8, and turns tabs into spaces:
// one character for one character, so that columns stay.
std::string printable(std::string_view text);

// quoted puts `text` in double quotes, printable, and cut after 40 characters.
std::string quoted(std::string_view text);

// edit_distance counts insertions, deletions, replacements and swaps of neighbours; letters' case
// does not count.
std::size_t edit_distance(std::string_view left, std::string_view right);

// closest returns the one candidate that `word` may be a slip of; none when there is no such
// candidate, or two.
std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates);

// did_you_mean asks back: did you mean W1?
std::string did_you_mean(std::string_view meant);

// guess_text returns what is put behind a message about a word that is none of `known`:
// "; did you mean W1?" when there is a closest one, else "; " and `otherwise`, or nothing.
std::string guess_text(std::string_view word, const std::vector<std::string>& known,
                       std::string_view otherwise = "");

// address_of returns the number that is written as "0x" and hexadecimal digits; none for anything
// else, and for more than 64 bits.
std::optional<std::uint64_t> address_of(std::string_view text);

// joined puts `words` behind each other with `between` in between; from the 41st on they are only
// counted.
std::string joined(const std::vector<std::string>& words, std::string_view between);

}  // namespace umsim::loading
