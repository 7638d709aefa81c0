#include "traces/columns_group.h"

#include <algorithm>

#include "traces/names.h"

namespace umsim {
namespace {

// The entry to the kernel that an interrupt makes goes without saying.
Weight weight_of(const Event& event) {
  const bool by_interrupt = event.kind == EventKind::kernel_entry &&
                            event.new_value == static_cast<std::uint64_t>(Service::none);
  return by_interrupt ? Weight::detail : kind_info(event.kind).weight;
}

// A worker that blocks, parks or ends wakes its primary: the reason first, though the model does it
// last.
bool goes_first(const Event& event, const Event& before) {
  return before.kind == EventKind::queue_release && before.thread == event.thread &&
         (event.kind == EventKind::block || event.kind == EventKind::park ||
          event.kind == EventKind::thread_end);
}

}  // namespace

bool ColumnsGroup::takes(const Event& event) const {
  if (!used_) {
    return true;
  }
  const bool same_step = event.step == last_.step && event.time_cycles == last_.time_cycles;
  return event.cpu == last_.cpu && (same_step || (!has_major_ && event.cpu.valid()));
}

void ColumnsGroup::add(const Event& event, const Phrases& phrases) {
  const Weight weight = weight_of(event);
  const bool major = weight == Weight::major;
  const bool first = has_major_ && goes_first(event, main_);
  if (!has_major_ || first) {
    main_ = event;
  }
  if (weight == Weight::lock) {
    add_lock(event, phrases);
  } else {
    std::vector<std::string>& list = major ? majors_ : details_;
    list.insert(first ? list.begin() : list.end(), phrases.of(event));
  }
  has_major_ = has_major_ || major;
  used_ = true;
  last_ = event;
}

void ColumnsGroup::add_lock(const Event& event, const Phrases& phrases) {
  const auto known = std::find_if(locks_.begin(), locks_.end(), [&](const LockWords& lock) {
    return lock.worker == event.thread && lock.last == event.old_value;
  });
  const std::string change = " > " + phrases.lock_word(event.new_value);
  if (known != locks_.end()) {
    known->words += change;
    known->last = event.new_value;
    return;
  }
  locks_.push_back({event.thread,
                    "lock " + phrases.thread(event.thread.value) + " " +
                        phrases.lock_word(event.old_value) + change,
                    event.new_value});
}

void ColumnsGroup::clear() { *this = ColumnsGroup(); }

std::vector<std::string> ColumnsGroup::phrases() const {
  std::vector<std::string> phrases = has_major_ ? majors_ : details_;
  for (const LockWords& lock : locks_) {
    phrases.push_back(lock.words);
  }
  return phrases;
}

std::string_view ColumnsGroup::figure_label() const {
  // A step event's phrase begins with its label.
  const std::string_view label = main_.kind == EventKind::step ? "" : step_label(main_);
  if (label.substr(0, 3) != "FIG") {
    return {};
  }
  const auto block = label.find('.');
  return label.substr(0, block == std::string_view::npos ? block : label.find('.', block + 1));
}

}  // namespace umsim
