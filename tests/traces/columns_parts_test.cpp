// The parts of the columns: breaking text, and leaving out repetitions.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "traces/columns_fold.h"
#include "traces/text_columns.h"

namespace umsim {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("Phrases are joined by commas as long as they fit") {
  const Lines phrases{"one two", "three"};
  CHECK(wrap(phrases, "", 14) == Lines{"one two, three"});
  CHECK(wrap(phrases, "", 13) == Lines{"one two,", "  three"});
}

TEST_CASE("A phrase is broken at a blank only where it fits no line") {
  const Lines phrases{"a", "one two three four"};
  CHECK(wrap(phrases, "", 12) == Lines{"a, one two", "  three four"});
}

TEST_CASE("A word that is longer than a line is cut") {
  CHECK(wrap(Lines{"abcdefghijklmnop"}, "", 10) == Lines{"abcdefgh", "  ijklmnop"});
}

TEST_CASE("The label stands at the right end of the first line") {
  CHECK(wrap(Lines{"one two"}, "FIG2.6", 20) == Lines{"one two       FIG2.6"});
  CHECK(wrap(Lines{"one two", "three four"}, "FIG2.6", 20) ==
        Lines{"one two,      FIG2.6", "  three four"});
  CHECK(wrap(Lines{"one two"}, "FIG13.answer", 20) == Lines{"one two", "        FIG13.answer"});
}

TEST_CASE("Characters count, not bytes") {
  CHECK(display_width("\xC3\xA9t\xC3\xA9") == 3);
  CHECK(pad("\xC3\xA9", 3) == "\xC3\xA9  ");
  CHECK(wrap(Lines{"\xC3\xA9\xC3\xA9\xC3\xA9 \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"}, "",
             10)
            .size() == 1);
}

ColumnsRow row_of(char letter, std::uint64_t time) {
  return {CpuId(0U), time, {std::string(1, letter)}, {}, {}};
}

// What is shown of rows that are a letter each; a summary in brackets.
std::string shown(const std::string& letters) {
  RowFolder folder;
  std::vector<ColumnsRow> rows;
  for (const char letter : letters) {
    for (ColumnsRow& row : folder.add(row_of(letter, rows.size()))) {
      rows.push_back(std::move(row));
    }
  }
  for (ColumnsRow& row : folder.finish()) {
    rows.push_back(std::move(row));
  }
  std::string text;
  for (const ColumnsRow& row : rows) {
    text += row.cpu.valid() ? row.phrases.at(0) : "[" + row.phrases.at(0) + "]";
  }
  return text;
}

TEST_CASE("A cycle is shown twice, then counted") {
  CHECK(shown("aa") == "aa");
  CHECK(shown("aaa") == "aa[... the last line once more]");
  CHECK(shown("aaaaab") == "aa[... the last line 3 times more]b");
  CHECK(shown("abababab") == "abab[... the last 2 lines 2 times more]");
  CHECK(shown("abcdefabcdefabcdef") == "abcdefabcdef[... the last 6 lines once more]");
  CHECK(shown("abcdefgabcdefgabcdefg") == "abcdefgabcdefgabcdefg");
}

TEST_CASE("What has begun of a cycle is shown when it does not go on") {
  CHECK(shown("abcabcabx") == "abcabcabx");
  CHECK(shown("ababababx") == "abab[... the last 2 lines 2 times more]x");
  CHECK(shown("abababax") == "abab[... the last 2 lines once more]ax");
  CHECK(shown("abababa") == "abab[... the last 2 lines once more]a");
}

TEST_CASE("After a cycle another one can come") {
  CHECK(shown("aaabbbb") == "aa[... the last line once more]bb[... the last line 2 times more]");
}

TEST_CASE("Lines of two CPUs are not the same, lines of two times are") {
  RowFolder folder;
  CHECK(folder.add(row_of('a', 1)).size() == 1);
  CHECK(folder.add(row_of('a', 2)).size() == 1);
  CHECK(folder.add(row_of('a', 3)).empty());
  ColumnsRow elsewhere = row_of('a', 4);
  elsewhere.cpu = CpuId(1U);
  const std::vector<ColumnsRow> rows = folder.add(elsewhere);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].time_cycles == 3);
}

}  // namespace
}  // namespace umsim
