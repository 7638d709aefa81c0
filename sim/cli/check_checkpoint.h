// Checkpoints of `umsim check`: a search that stops is put by in a file, and another check of the
// same scenario goes on from there.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/cli/arguments.h"
#include "sim/cli/check_report.h"
#include "sim/cli/checkpoint_file.h"
#include "sim/explore/search_sequence.h"

namespace umsim {

struct CheckRequest;

struct CheckpointRequest {
  std::optional<std::string> out;      // --checkpoint
  std::optional<std::string> from;     // --resume
  std::optional<std::uint64_t> every;  // --checkpoint-every, in minutes

  [[nodiscard]] bool any() const { return out || from; }
};

// Reads these options. Throws UsageError.
[[nodiscard]] CheckpointRequest read_checkpoint_request(const Arguments& arguments);

// Throws UsageError for what does not go with them.
void refuse_with_checkpoint(const CheckRequest& request, std::size_t files);

// One check that writes checkpoints, goes on from one, or both.
class CheckpointedCheck final : private explore::SearchKeeper {
 public:
  using Clock = std::chrono::steady_clock;

  // Throws UsageError when the file to go on from is none, or is of another check, and OutputError
  // when checkpoints cannot be written. `scenario` has the safeguards of this check. `now` says
  // what time it is.
  CheckpointedCheck(const CheckRequest& request, const Scenario& scenario,
                    Clock::time_point (*now)() = Clock::now);

  // The searches of the check, for ModelSearchOptions; null when nothing was asked for.
  [[nodiscard]] explore::SearchSequence* sequence();

  // Where the search is that has stopped.
  [[nodiscard]] const std::optional<std::string>& written() const { return written_; }
  // Why it is nowhere, though it was to be.
  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  [[nodiscard]] bool is_due() override;
  void keep(const explore::SearchStatus& status, const Write& write) override;
  void open(const std::string& path, const CheckRequest& request);

  CheckpointRequest request_;
  Json identity_;
  std::optional<CheckpointReader> reader_;
  std::optional<explore::SearchSequence> sequence_;
  Clock::time_point (*now_)();
  Clock::time_point last_ = now_();
  bool goes_on_ = false;  // the search that is kept next is one that has not stopped
  std::optional<std::string> written_;
  std::optional<std::string> problem_;
};

// The message about a checkpoint that is not one to go on from.
[[nodiscard]] std::string cannot_resume(const std::string& path, const std::string& why);

// How the search that has stopped can be gone on with: no lines, or whole ones.
[[nodiscard]] std::string resume_text(const CheckReport& report, const CheckRequest& request);

}  // namespace umsim
