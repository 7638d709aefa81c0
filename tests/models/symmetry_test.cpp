// Symmetry: things that a system tells apart by their names only can change places, and nothing
// else changes (decision 0090).

#include "models/machine/symmetry.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "models/invariants/invariants.h"
#include "models/machine/key.h"
#include "models/machine/private_steps.h"
#include "models/machine/references.h"
#include "tests/models/state_fields.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort = shared_with_sanitizers({12, 700});

std::string names(const System& system, const Renaming& renaming) {
  std::string text;
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (renaming.threads[i] != ThreadId(i)) {
      text += system.threads[i].name + "=" + system.thread(renaming.threads[i]).name + " ";
    }
  }
  return text;
}

Choice renamed_choice(const Renaming& renaming, Choice choice) {
  switch (choice.kind) {
    case ChoiceKind::dispatch:
    case ChoiceKind::complete:
    case ChoiceKind::time_out:
      choice.index = renaming.of(ThreadId(choice.index)).value;
      return choice;
    case ChoiceKind::arrive: choice.index = renaming.of(ApcId(choice.index)).value; return choice;
    case ChoiceKind::step:
    case ChoiceKind::interrupt:
    case ChoiceKind::expire: return choice;
  }
  return choice;
}

std::set<std::uint32_t> choices_of(const Machine& machine, const Renaming& renaming) {
  std::vector<Choice> choices;
  enabled_choices(machine, choices);
  std::set<std::uint32_t> codes;
  for (const Choice& choice : choices) {
    codes.insert(to_code(renamed_choice(renaming, choice)));
  }
  return codes;
}

// The key of the state that the choice leads to, empty when the model refuses it.
std::vector<std::byte> key_after(Image image, const Choice& choice, const Renaming& renaming) {
  const Machine machine = image.machine();
  const System& system = machine.system();
  Image renamed(system, machine.layout());
  std::vector<std::byte> key(key_bytes(system, machine.layout()));
  try {
    apply(machine, choice, nullptr);
    rename_state(machine, renaming, renamed.machine());
    pack_key(renamed.machine(), key);
  } catch (const InternalError&) {
    key.clear();
  }
  return key;
}

std::string difference(RandomWalk& walk, const Choice& choice, const Renaming& renaming) {
  const System& system = walk.system();
  const Renaming none = identity(system);
  Image image(system, walk.layout());
  const Machine renamed = image.machine();
  rename_state(walk.machine(), renaming, renamed);
  const std::string where =
      fmt::format("{}at {}: ", names(system, renaming), label_of(walk.machine(), choice));
  if (choices_of(walk.machine(), renaming) != choices_of(renamed, none)) {
    return where + "other choices";
  }
  if (broken_invariant(walk.machine()) != broken_invariant(renamed)) {
    return where + "another invariant";
  }
  for (std::size_t i = 0; i < system.cpus; ++i) {
    const CpuId cpu(i);
    if (renamed.cpu(cpu).current.valid() &&
        is_private(walk.machine(), cpu) != is_private(renamed, cpu)) {
      return where + "a step is private and is not";
    }
  }
  const std::vector<std::byte> straight = key_after(walk.image(), choice, renaming);
  const std::vector<std::byte> round = key_after(image, renamed_choice(renaming, choice), none);
  return straight == round ? kNoFault : where + "another state";
}

SystemBuilder pool(unsigned primaries) {
  SystemBuilder builder;
  builder.cpus(2);
  for (unsigned i = 1; i <= primaries; ++i) {
    builder.primary("P" + std::to_string(i));
  }
  return builder;
}

// Beyond the collection: what is symmetric in it is so by accident.
std::vector<Sample> symmetric_samples() {
  const std::string busy = "compute, yield, system_call, sleep";
  std::vector<Sample> samples = all_samples();
  samples.push_back({"three workers with an APC each", pool(2)
                                                           .parked("W1", busy)
                                                           .parked("W2", busy)
                                                           .parked("W3", busy)
                                                           .apc("A1", ApcKind::set_context, "W1")
                                                           .apc("A2", ApcKind::set_context, "W2")
                                                           .apc("A3", ApcKind::set_context, "W3")
                                                           .build()});
  samples.push_back(
      {"two workers, each suspended and resumed", pool(2)
                                                      .parked("W1", busy)
                                                      .parked("W2", busy)
                                                      .apc("S1", ApcKind::suspend, "W1")
                                                      .apc("R1", ApcKind::resume, "W1")
                                                      .apc("S2", ApcKind::suspend, "W2")
                                                      .apc("R2", ApcKind::resume, "W2")
                                                      .build()});
  samples.push_back({"two workers that name each other", pool(2)
                                                             .parked("W1", "yield W2, yield W2")
                                                             .parked("W2", "yield W1, yield W1")
                                                             .worker("W3", busy)
                                                             .build()});
  samples.push_back({"two schedulers", pool(1)
                                           .parked("W1", busy)
                                           .apc("A1", ApcKind::terminate, "W1")
                                           .scheduler("other")
                                           .primary("P2")
                                           .parked("W2", busy)
                                           .apc("A2", ApcKind::terminate, "W2")
                                           .build()});
  samples.push_back({"two standard threads", pool(1)
                                                 .parked("W1", busy)
                                                 .standard("T1", busy)
                                                 .standard("T2", busy)
                                                 .happens("F1", AsyncKind::hard_fault, "T1")
                                                 .happens("F2", AsyncKind::hard_fault, "T2")
                                                 .build()});
  samples.push_back({"two primaries that end", pool(2)
                                                   .parked("W1", busy)
                                                   .parked("W2", busy)
                                                   .apc("A1", ApcKind::terminate, "P1")
                                                   .apc("A2", ApcKind::terminate, "P2")
                                                   .build()});
  samples.push_back(
      {"one of several primaries is woken",
       pool(4).cpus(4).parked("W1", busy).parked("W2", busy).parked("W3", busy).build()});
  samples.push_back({"several primaries end", pool(3)
                                                  .cpus(3)
                                                  .parked("W1", busy)
                                                  .parked("W2", busy)
                                                  .parked("W3", busy)
                                                  .apc("A1", ApcKind::terminate, "P1")
                                                  .apc("A2", ApcKind::terminate, "P2")
                                                  .apc("A3", ApcKind::terminate, "P3")
                                                  .build()});
  samples.push_back({"faults of every worker", pool(2)
                                                   .parked("W1", busy)
                                                   .parked("W2", busy)
                                                   .happens("F1", AsyncKind::soft_fault, "W1")
                                                   .happens("F2", AsyncKind::soft_fault, "W2")
                                                   .build()});
  return samples;
}

// What goes by the order of an index, beside what does not.
std::vector<Sample> ordered_samples() {
  const std::string busy = "compute, yield, system_call, sleep";
  const auto workers = [&](SystemBuilder builder) {
    return builder.parked("W1", busy).parked("W2", busy).parked("W3", busy);
  };
  return {
      {"a ring of workers", workers(pool(2)).policy(SchedulerPolicy::round_robin).build()},
      {"who steals from whom", pool(1)
                                   .policy(SchedulerPolicy::work_stealing)
                                   .parked("W1", busy)
                                   .scheduler("other")
                                   .policy(SchedulerPolicy::work_stealing)
                                   .primary("P2")
                                   .parked("W2", busy)
                                   .standard("T1", busy)
                                   .standard("T2", busy)
                                   .build()},
  };
}

template <class Struct>
void collect(const Machine& machine, Struct& of, std::set<std::size_t>& offsets) {
  refer(of, [&](auto& id) {
    const auto* at = reinterpret_cast<const std::byte*>(&id);
    const std::span<std::byte> block = machine.block();
    if (at >= block.data() && at < block.data() + block.size()) {
      offsets.insert(machine.range_of(id).offset);
    }
  });
}

// Where refer() finds references in the whole state.
std::set<std::size_t> references(const Machine& machine) {
  const System& system = machine.system();
  std::set<std::size_t> offsets;
  collect(machine, machine.globals(), offsets);
  for (std::size_t i = 0; i < system.cpus; ++i) {
    collect(machine, machine.cpu(CpuId(i)), offsets);
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const ThreadId id(i);
    collect(machine, machine.kthread(id), offsets);
    collect(machine, machine.user(id), offsets);
    collect(machine, machine.newest(id), offsets);
    if (!system.objects.empty()) collect(machine, machine.wait_block(id), offsets);
    if (system.debug_registers) collect(machine, machine.lent_debug_registers(id), offsets);
    if (!system.is_worker(id)) continue;
    collect(machine, machine.context(id), offsets);
    collect(machine, machine.note(id), offsets);
    collect(machine, machine.staging(id), offsets);
  }
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    collect(machine, machine.list(ListId(i)), offsets);
  }
  for (std::size_t i = 0; i < system.schedulers.size(); ++i) {
    collect(machine, machine.scheduler(SchedulerId(i)), offsets);
  }
  for (std::size_t i = 0; i < system.queues.size(); ++i) {
    collect(machine, machine.queue(QueueId(i)), offsets);
  }
  for (std::size_t i = 0; i < system.objects.size(); ++i) {
    collect(machine, machine.object(ObjectId(i)), offsets);
  }
  return offsets;
}

bool is_reference(const Field& field) {
  return field.kind == FieldKind::thread || field.kind == FieldKind::worker ||
         field.kind == FieldKind::primary || field.kind == FieldKind::apc ||
         field.kind == FieldKind::scheduler;
}

std::size_t count_of(const System& system) { return symmetries(system).size(); }

}  // namespace

TEST_CASE("Every field that names a thread, a scheduler or an event is renamed, and no other") {
  for (const Sample& sample : all_samples()) {
    if (sample.system.paged) {
      continue;
    }
    CAPTURE(sample.name);
    const Layout layout(sample.system);
    Image image(sample.system, layout);
    std::set<std::size_t> named;
    for (const Field& field : fields_of(sample.system, layout)) {
      if (is_reference(field)) {
        named.insert(field.offset);
      }
    }
    CHECK(references(image.machine()) == named);
  }
}

TEST_CASE("A step from a renamed state leads to the renamed state") {
  Faults faults;
  std::size_t symmetric = 0;
  std::vector<Sample> samples = symmetric_samples();
  const std::vector<Sample> ordered = ordered_samples();
  samples.insert(samples.end(), ordered.begin(), ordered.end());
  for (const Sample& sample : samples) {
    const std::vector<Renaming> group = symmetries(sample.system);
    if (group.size() == 1) {
      continue;
    }
    ++symmetric;
    std::size_t turn = 0;
    walk_all({sample}, kEffort, [&](RandomWalk& walk, const Choice& choice) {
      turn = turn % (group.size() - 1) + 1;
      const std::string found = difference(walk, choice, group[turn]);
      faults.add(found.empty() ? kNoFault : sample.name + ": " + found);
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(symmetric > 10);
}

TEST_CASE("Symmetries are a group that begins with the renaming that changes nothing") {
  for (const Sample& sample : symmetric_samples()) {
    CAPTURE(sample.name);
    const std::vector<Renaming> group = symmetries(sample.system);
    CHECK(group.front() == identity(sample.system));
    for (const Renaming& one : group) {
      CHECK(renamed(sample.system, one) == renamed(sample.system, group.front()));
      for (const Renaming& other : group) {
        CHECK(std::count(group.begin(), group.end(), composed(one, other)) == 1);
      }
    }
  }
}

TEST_CASE("Workers of one program and primaries of one scheduler can change places") {
  const auto workers = [](SystemBuilder builder, unsigned count) {
    for (unsigned i = 1; i <= count; ++i) {
      builder.parked("W" + std::to_string(i), "compute");
    }
    return builder;
  };
  CHECK(count_of(workers(pool(1), 1).build()) == 1);
  CHECK(count_of(workers(pool(1), 3).build()) == 6);
  CHECK(count_of(workers(pool(2), 3).build()) == 12);
  CHECK(count_of(workers(pool(2), 5).build()) == 240);
  CHECK(count_of(workers(pool(3), 2).build()) == 12);
  CHECK(count_of(workers(pool(4), 3).build()) == 144);
  // A part of what is possible, where it would be too much.
  CHECK(count_of(workers(pool(2), 7).build()) <= kMostRenamings);
  CHECK(count_of(workers(pool(1), 2).worker("W3", "compute").build()) == 2);
  CHECK(count_of(workers(pool(1), 2).parked("W3", "yield").build()) == 2);
}

TEST_CASE("What a scenario names breaks the symmetry of what it names only") {
  const auto three = [] {
    return pool(1).parked("W1", "compute").parked("W2", "compute").parked("W3", "compute");
  };
  CHECK(count_of(three().apc("A", ApcKind::routine, "W1").build()) == 2);
  CHECK(count_of(three().apc("A", ApcKind::routine, "P1").build()) == 6);
  CHECK(
      count_of(three().apc("A", ApcKind::routine, "W1").apc("B", ApcKind::routine, "W2").build()) ==
      2);
  CHECK(
      count_of(three().apc("A", ApcKind::routine, "W1").apc("B", ApcKind::suspend, "W2").build()) ==
      1);
  CHECK(count_of(
            three().happens("A", AsyncKind::soft_fault, "P1").when("W2", "FIG15.B2").build()) == 2);
  CHECK(count_of(three().parked("W4", "yield W3").build()) == 2);
}

TEST_CASE("What goes by the order of an index keeps its place") {
  const auto two = [](unsigned primaries) {
    return pool(primaries).parked("W1", "compute").parked("W2", "compute");
  };
  CHECK(count_of(two(2).policy(SchedulerPolicy::round_robin).build()) == 2);
  CHECK(count_of(two(2).apc("A", ApcKind::terminate, "P1").build()) == 2);
  CHECK(count_of(pool(1)
                     .parked("W1", "compute")
                     .teb(0x10000)
                     .parked("W2", "compute")
                     .teb(0x20000)
                     .build()) == 1);
}

}  // namespace umsim::test
