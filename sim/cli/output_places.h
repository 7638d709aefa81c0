// OutputPlaces: where a verb writes. What would take the place of a file that the verb reads, or of
// another output, is refused before anything is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace umsim {

// Whether writing to one path takes the place of what the other one names, however they are
// spelled. Devices and pipes keep their place.
[[nodiscard]] bool same_file(const std::string& left, const std::string& right);

// Throws OutputError when no file can be written there: better now than after hours.
void refuse_unwritable(const std::string& path);

class OutputPlaces {
 public:
  void reads(const std::string& path);

  // `what` is the output: "the trace". Throws UsageError.
  void writes(const std::string& path, std::string_view what);

 private:
  std::vector<std::string> read_;
  std::vector<std::string> written_;
};

}  // namespace umsim
