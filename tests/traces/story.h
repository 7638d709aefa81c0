// A story for the columns: events one after the other, and the text that they give.
#pragma once

#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/traces/samples.h"
#include "traces/columns_sink.h"
#include "traces/output.h"

namespace umsim::samples {

// Events of a story, as a recorder would hand them to the sink; 2 cycles are 1 ns.
class Story {
 public:
  explicit Story(const System& system, ColumnsOptions options = {})
      : output_(stream_, "text"), sink_(output_, options) {
    sink_.begin(header_for(system));
  }

  // The events that follow happen then, there, in that step.
  Story& at(std::uint64_t ns, CpuId cpu, std::string_view label = "DISPATCH") {
    next_.time_cycles = 2 * ns;
    next_.cpu = cpu;
    next_.step = step(label);
    return *this;
  }
  Story& tell(EventKind kind, ThreadId thread, std::uint16_t object = kNone) {
    return tell(kind, thread, object, 0, 0);
  }
  Story& tell(EventKind kind, ThreadId thread, std::uint16_t object, std::uint64_t old_value,
              std::uint64_t new_value) {
    Event event = next_;
    event.kind = kind;
    event.thread = thread;
    event.object = object;
    event.old_value = old_value;
    event.new_value = new_value;
    sink_.event(event);
    return *this;
  }
  Story& lock(ThreadId worker, ThreadId by, std::uint64_t from, std::uint64_t to) {
    return tell(EventKind::lock_transition, worker, by.value, from, to);
  }

  // The lines below the titles.
  std::string text() {
    sink_.end();
    const std::string text = stream_.str();
    const auto titles = text.find("time");
    return text.substr(text.find('\n', titles) + 1);
  }
  std::string all() {
    sink_.end();
    return stream_.str();
  }

 private:
  Event next_;
  std::ostringstream stream_;
  StreamOutput output_;
  ColumnsSink sink_;
};

}  // namespace umsim::samples
