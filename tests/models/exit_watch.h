// ExitWatch: where steps really go, held against the exits that their rows declare.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "models/machine/transition.h"

namespace umsim::test {

// A row's label and where it goes, as in Exit::to.
using RowExit = std::pair<std::string, std::string>;

class ExitWatch {
 public:
  // Must be called before a step of the CPU and, with the result, after it. `finish` returns what
  // is wrong with where the step has gone; empty when its row declares that.
  struct Start {
    CpuId cpu;
    ThreadId thread;
    ThreadId stack_owner;
    StepRef row;
    bool user_mode = false;
    unsigned depth = 0;
  };
  [[nodiscard]] static Start start(const Machine& machine, CpuId cpu_id);
  [[nodiscard]] std::string finish(const Machine& machine, const Start& from);

  // The declared exits that no step has taken.
  [[nodiscard]] std::set<RowExit> never_taken() const;

 private:
  // Where the thread's kernel portion goes on below an APC that it has taken behind the step; what
  // a row takes itself, it declares.
  [[nodiscard]] static StepRef landing(const KThread& kthread, const Start& from);
  [[nodiscard]] std::string take(StepRef row, const std::string& to, const std::string& or_to);

  std::set<RowExit> taken_;
};

}  // namespace umsim::test
