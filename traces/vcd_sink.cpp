#include "traces/vcd_sink.h"

#include <iterator>

#include <fmt/format.h>

#include "traces/kinds.h"
#include "traces/names.h"
#include "traces/vcd_names.h"
#include "traces/word.h"

namespace umsim {
namespace {

constexpr std::string_view kNothing = "-";  // a string must not be empty

// The short name of a variable: a number in the 94 printable characters.
std::string code_of(std::size_t variable) {
  constexpr std::size_t kDigits = 94;
  std::string code;
  do {
    code += static_cast<char>('!' + variable % kDigits);
    variable /= kDigits;
  } while (variable != 0);
  return code;
}

}  // namespace

VcdSink::VcdSink(TextOutput& output) : lines_(output) {}

void VcdSink::append(std::string_view text) {
  lines_.text().append(text.data(), text.data() + text.size());
}

void VcdSink::begin(const TraceHeader& header) {
  header_ = header;
  activities_.emplace(*header.system);
  phrases_.emplace(*header.system);
  append("$version umsim $end\n$timescale 1 ps $end\n");
  declare_all();
  append("$enddefinitions $end");
  lines_.end_line();
}

void VcdSink::declare(std::string_view type, std::string_view name) {
  fmt::format_to(std::back_inserter(lines_.text()), "$var {} {} {} {} $end\n", type,
                 type == "integer" ? 32 : 1, code_of(shown_.size()), one_word(name));
  shown_.emplace_back();
}

void VcdSink::declare_all() {
  const System& system = *header_.system;
  const auto scope = [&](std::string_view name, auto declare_its) {
    fmt::format_to(std::back_inserter(lines_.text()), "$scope module {} $end\n", one_word(name));
    const std::size_t first = shown_.size();
    declare_its();
    append("$upscope $end\n");
    return first;
  };
  scope(header_.scenario, [&] {
    variables_.cpus = scope(vcd::kCpus, [&] {
      for (std::size_t i = 0; i < system.cpus; ++i) declare("string", cpu_name(CpuId(i)));
    });
    variables_.portions = scope(vcd::kThreads, [&] {
      for (std::size_t i = 0; i < activities_->portions(); ++i) {
        declare("string", activities_->name_of(PortionId(i)));
      }
    });
    variables_.locks = scope(vcd::kLocks, [&] {
      for (std::size_t i = 0; i < system.workers; ++i) declare("string", system.threads[i].name);
    });
    variables_.lists = scope(vcd::kLists, [&] {
      for (const ListSpec& list : system.lists) declare("string", list.name);
    });
    variables_.apcs = scope(vcd::kApcs, [&] {
      for (const ApcSpec& apc : system.apcs) declare("string", apc.name);
    });
    variables_.counts = scope(vcd::kCounts, [&] {
      for (const std::string_view name : vcd::kCountNames) declare("integer", name);
    });
    variables_.kinds = scope(vcd::kEvents, [&] {
      for (const KindInfo& kind : all_kinds()) declare("event", kind.name);
    });
  });
}

void VcdSink::event(const Event& event) {
  set_time(event.time_cycles);
  if (!opened_) open();
  activities_->note(event);
  const std::size_t kind = variables_.kinds + static_cast<std::size_t>(event.kind);
  fmt::format_to(std::back_inserter(lines_.text()), "1{}\n", code_of(kind));
  for (const Activities::PortionChange& change : activities_->portion_changes()) {
    show_portion(change.portion);
  }
  for (const Activities::CpuChange& change : activities_->cpu_changes()) show_cpu(change.cpu);
  if (event.kind == EventKind::lock_transition) {
    show_text(variables_.locks + event.thread.at(), phrases_->lock_word(event.new_value));
  }
  for (std::size_t i = 0; i < header_.system->lists.size(); ++i) show_list(i);
  if (kind_info(event.kind).object == ObjectMeaning::apc && event.object != Index<void>::kNone) {
    const ApcId apc{std::size_t{event.object}};
    show_text(variables_.apcs + apc.at(), apc_text(activities_->of(apc)));
  }
  show_counts();
  lines_.end_record();
}

void VcdSink::end() { lines_.finish(); }

// A changed time gets a line of its own.
void VcdSink::set_time(std::uint64_t cycles) {
  if (opened_ && cycles == last_cycles_) return;
  last_cycles_ = cycles;
  const std::uint64_t ps = vcd::picoseconds(cycles, header_.clock_mhz);
  fmt::format_to(std::back_inserter(lines_.text()), "#{}\n", ps);
}

void VcdSink::open() {
  opened_ = true;
  append("$dumpvars\n");
  show_all();
  append("$end\n");
}

void VcdSink::show_all() {
  const System& system = *header_.system;
  for (std::size_t i = 0; i < system.cpus; ++i) show_cpu(CpuId(i));
  for (std::size_t i = 0; i < activities_->portions(); ++i) show_portion(PortionId(i));
  for (std::size_t i = 0; i < system.workers; ++i) {
    show_text(variables_.locks + i, phrases_->lock_word(activities_->lock_of(ThreadId(i))));
  }
  for (std::size_t i = 0; i < system.lists.size(); ++i) show_list(i);
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    show_text(variables_.apcs + i, apc_text(activities_->of(ApcId(i))));
  }
  show_counts();
}

void VcdSink::show_cpu(CpuId cpu) {
  const PortionId portion = activities_->on(cpu);
  show_text(variables_.cpus + cpu.at(),
            portion.valid() ? activities_->name_of(portion) : std::string("idle"));
}

void VcdSink::show_portion(PortionId portion) {
  const Activity activity = activities_->of(portion);
  show_text(variables_.portions + portion.at(),
            activity.doing == Doing::ended ? "ended" : activity_text(*header_.system, activity));
}

void VcdSink::show_list(std::size_t list) {
  std::string items;
  for (const ThreadId item : activities_->items_of(ListId(list))) {
    items += (items.empty() ? "" : ",") + phrases_->thread(item.value);
  }
  show_text(variables_.lists + list, items);
}

void VcdSink::show_counts() {
  const WorkerCounts& counts = activities_->counts();
  const std::uint64_t values[] = {counts.ready, counts.parked, counts.blocked};
  for (std::size_t i = 0; i < std::size(values); ++i) {
    std::string text = fmt::format("b{:b} {}\n", values[i], code_of(variables_.counts + i));
    if (shown_[variables_.counts + i] == text) continue;
    append(text);
    shown_[variables_.counts + i] = std::move(text);
  }
}

void VcdSink::show_text(std::size_t variable, std::string_view text) {
  std::string word = one_word(text.empty() ? kNothing : text);
  if (word == shown_[variable]) return;
  fmt::format_to(std::back_inserter(lines_.text()), "s{} {}\n", word, code_of(variable));
  shown_[variable] = std::move(word);
}

}  // namespace umsim
