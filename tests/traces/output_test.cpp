// Files: they appear whole or not at all, and what a failed run has written stays readable.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/traces/samples.h"
#include "traces/jsonl_reader.h"
#include "traces/jsonl_sink.h"
#include "traces/output_file.h"

namespace umsim {
namespace {

using namespace samples;
namespace fs = std::filesystem;

// A folder of the test's own that goes with it.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("umsim-output-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

// The most that this process may write into a file, so that a disk seems full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_CASE("A file appears under its name when it is whole") {
  const Folder folder;
  const std::string path = folder.file("run.jsonl");
  OutputFile output(path);
  output.write("one\n");
  CHECK_FALSE(fs::exists(path));
  CHECK(fs::exists(path + ".partial"));
  output.write("two\n");
  output.finish();
  CHECK(contents(path) == "one\ntwo\n");
  CHECK_FALSE(fs::exists(path + ".partial"));
}

TEST_CASE("An older file stays as it was until the new one is whole") {
  const Folder folder;
  const std::string path = folder.file("run.jsonl");
  std::ofstream(path) << "old\n";
  OutputFile output(path);
  output.write("new\n");
  CHECK(contents(path) == "old\n");
  output.finish();
  CHECK(contents(path) == "new\n");
}

TEST_CASE("A run that ends early leaves what it recorded") {
  const Folder folder;
  const std::string path = folder.file("run.jsonl");
  const System system = small_system();
  {
    OutputFile output(path);
    JsonlSink sink(output);
    sink.begin(header_for(system));
    sink.event(one_of_each_kind().front());
  }
  CHECK_FALSE(fs::exists(path));
  std::ifstream file(path + ".partial");
  const TraceResult result = read_trace(file, "partial");
  REQUIRE(result.ok());
  CHECK(result.trace->events.size() == 1);
}

TEST_CASE("A full disk is an error that says where the lines are, and they can be read") {
  const Folder folder;
  const std::string path = folder.file("run.jsonl");
  const System system = small_system();
  std::string message;
  {
    const FileSizeLimit limit(200'000);
    OutputFile output(path);
    JsonlSink sink(output);
    sink.begin(header_for(system));
    try {
      Event event = one_of_each_kind().front();
      for (; event.id <= 5000; ++event.id) sink.event(event);
      sink.end();
    } catch (const OutputError& error) {
      message = error.what();
    }
  }
  CHECK(message == "cannot write " + path + ": File too large; the lines written so far are in " +
                       path + ".partial");
  CHECK_FALSE(fs::exists(path));
  std::ifstream file(path + ".partial");
  const TraceResult result = read_trace(file, "partial");
  CHECK(result.error.empty());
  REQUIRE(result.ok());
  CHECK(result.trace->events.size() > 500);
}

TEST_CASE("Of a file that is of no use in parts nothing is left when it is not finished") {
  const Folder folder;
  const std::string path = folder.file("search.checkpoint");
  std::ofstream(path) << "old\n";
  {
    OutputFile output(path, Unfinished::goes);
    output.write("new\n");
    CHECK(fs::exists(path + ".partial"));
  }
  CHECK_FALSE(fs::exists(path + ".partial"));
  CHECK(contents(path) == "old\n");
  {
    const FileSizeLimit limit(2);
    OutputFile output(path, Unfinished::goes);
    CHECK_FALSE(output.try_write("new\n"));
    CHECK(output.problem() == "cannot write " + path + ": File too large");
  }
  CHECK_FALSE(fs::exists(path + ".partial"));
  CHECK(contents(path) == "old\n");
  OutputFile output(path, Unfinished::goes);
  output.write("new\n");
  output.finish();
  CHECK(contents(path) == "new\n");
}

TEST_CASE("A device is written directly, and a full one is an error") {
  OutputFile output("/dev/full");
  CHECK_FALSE(output.try_write("one\n"));
  CHECK(output.problem() == "cannot write /dev/full: No space left on device");
  CHECK_THROWS_AS(output.finish(), OutputError);
  OutputFile nowhere("/dev/null");
  nowhere.write("one\n");
  nowhere.finish();
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("A file that cannot be made is an error at once") {
  const Folder folder;
  const std::string path = folder.file("no-such-folder/run.jsonl");
  CHECK_THROWS_WITH(OutputFile(path), "cannot write " + path + ": No such file or directory");
  CHECK_THROWS_AS(OutputFile(folder.file(".")), OutputError);
}

TEST_CASE("A stream that fails is an error") {
  std::ofstream stream("/dev/full");
  StreamOutput output(stream, "standard output");
  CHECK_THROWS_WITH(output.write("one\n"), "cannot write to standard output");
}

TEST_CASE("Lines are written in blocks, or at once for somebody who watches") {
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  LineBuffer blocks(output);
  blocks.text().push_back('a');
  blocks.end_line();
  CHECK(stream.str().empty());
  blocks.finish();
  CHECK(stream.str() == "a\n");
  LineBuffer at_once(output, 0);
  at_once.text().push_back('b');
  at_once.end_line();
  CHECK(stream.str() == "a\nb\n");
}

}  // namespace
}  // namespace umsim
