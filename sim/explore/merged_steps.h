// MergedSteps: what the search of the model does in one with the step before, since nobody can tell
// when it is done (decisions 0016, 0092, 0093 and 0158), and which choices it leaves out, since
// others lead to the same (0156).
#pragma once

#include <optional>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/private_steps.h"
#include "models/machine/transition.h"

namespace umsim::explore {

struct Merges {
  bool private_steps = true;
  bool exclusive_steps = true;
  bool sleeps = true;
  bool dispatches = true;   // only of CPUs that can change places
  bool preemptions = true;  // of those that give a CPU to somebody else: all but one
  bool late_apcs = true;    // those that come when nobody is left to serve them
  bool everywhere = true;   // on every CPU; false: on that of the step before

  [[nodiscard]] bool any() const {
    return private_steps || exclusive_steps || sleeps || dispatches || preemptions || late_apcs;
  }

  // What is left where it counts whose turn it is.
  [[nodiscard]] Merges on_one_cpu() const {
    return {private_steps, exclusive_steps, false, false, false, false, false};
  }
};

// Every step is a step of the graph; paths are shortest.
inline constexpr Merges kSingleSteps{false, false, false, false, false, false, false};

class MergedSteps {
 public:
  // `system` must outlive it. With sorted CPUs those that are idle can change places.
  MergedSteps(const System& system, const Merges& merges, bool sorts_cpus);

  // behind() is what is done next, unnoticed, behind a choice of CPU `cpu`, or of none.
  [[nodiscard]] std::optional<Choice> behind(const Machine& machine, CpuId cpu) const;

  // open_dispatch() is a dispatch that has to be chosen before anything else happens.
  [[nodiscard]] std::optional<DueDispatch> open_dispatch(const Machine& machine) const;

  // leave_out() takes away the choices of the state that lead where others lead.
  void leave_out(const Machine& machine, std::vector<Choice>& choices) const;

 private:
  // What a row is in some state.
  struct Unnoticed {
    bool as_private = false;
    bool as_exclusive = false;
    bool as_sleep = false;
  };

  void note_rows();
  [[nodiscard]] std::optional<Choice> late_apc(const Machine& machine) const;
  [[nodiscard]] bool is_unnoticed(const Machine& machine, CpuId cpu) const;
  [[nodiscard]] bool is_copy(const Machine& machine, const Choice& choice) const;

  const System& system_;
  Merges merges_;
  bool sorts_cpus_;
  bool are_cpus_few_;                                     // fewer than threads
  std::vector<std::vector<Unnoticed>> may_be_unnoticed_;  // by routine and row
};

}  // namespace umsim::explore
