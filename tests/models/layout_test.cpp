// The state image: small, without padding, and the same as its bytes.

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/models/state_fields.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

System two_cpus_four_threads() {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", "compute")
      .parked("W2", "compute")
      .primary("P1")
      .primary("P2")
      .build();
}

// How often each byte of the block belongs to a field.
std::vector<int> owners_of(const System& system, const Layout& layout) {
  std::vector<int> owners(layout.bytes);
  for (const Field& field : fields_of(system, layout)) {
    for (std::size_t i = 0; i < field.size; ++i) {
      ++owners[field.offset + i];
    }
  }
  return owners;
}

std::size_t paging_bytes(const System& system, const Layout& layout) {
  const std::size_t threads = system.threads.size() * (sizeof(TebPage) + sizeof(Descriptor));
  const std::size_t words = layout.physical.words() * sizeof(std::uint64_t);
  return system.paged ? system.cpus * sizeof(Mmu) + words + threads : 0;
}

std::size_t debug_bytes(const System& system) {
  const std::size_t thread = sizeof(LentDebugRegisters) + sizeof(DebugRegisters);
  return system.debug_registers
             ? system.cpus * sizeof(DebugRegisters) + system.threads.size() * thread
             : 0;
}

bool is_zero(const Machine& machine, const Field& field) {
  const auto* first = machine.block().data() + field.offset;
  return std::all_of(first, first + field.size, [](std::byte byte) { return byte == std::byte{}; });
}

}  // namespace

TEST_CASE("A state of 2 CPUs and 4 threads is well under 2 KB") {
  const System system = two_cpus_four_threads();
  CHECK(Layout(system).bytes <= 1536);
}

TEST_CASE("A thread takes less than 1 KB") {
  CHECK(sizeof(KThread) + sizeof(UserPortion) + sizeof(Registers) + sizeof(Context) +
            sizeof(WorkerNote) <
        1024);
}

TEST_CASE("Every array starts on a cache line, and none overlaps the next") {
  for (const Sample& sample : safe_samples()) {
    const Layout layout(sample.system);
    const std::vector<std::size_t> starts = {layout.globals,
                                             layout.cpus,
                                             layout.mmus,
                                             layout.kthreads,
                                             layout.users,
                                             layout.newest,
                                             layout.switch_counts,
                                             layout.contexts,
                                             layout.lists,
                                             layout.schedulers,
                                             layout.notes,
                                             layout.staging,
                                             layout.apcs,
                                             layout.wait_blocks,
                                             layout.objects,
                                             layout.memory,
                                             layout.teb_pages,
                                             layout.descriptors,
                                             layout.debug_registers,
                                             layout.lent_debug_registers,
                                             layout.context_holders,
                                             layout.bytes};
    CHECK(std::is_sorted(starts.begin(), starts.end()));
    for (const std::size_t start : starts) {
      CHECK(start % 64 == 0);
    }
  }
}

TEST_CASE("Every byte of every struct belongs to one field") {
  for (const Sample& sample : safe_samples()) {
    INFO(sample.name);
    const Layout layout(sample.system);
    const std::vector<int> owners = owners_of(sample.system, layout);
    const std::size_t owned =
        std::size_t{1} * sizeof(Globals) + sample.system.cpus * sizeof(Cpu) +
        sample.system.threads.size() * (sizeof(KThread) + sizeof(UserPortion) + sizeof(Registers)) +
        sample.system.workers *
            (sizeof(SwitchCounts) + sizeof(Context) + sizeof(WorkerNote) + sizeof(TrapFrame)) +
        sample.system.lists.size() * sizeof(CompletionList) +
        sample.system.schedulers.size() * sizeof(Scheduler) +
        sample.system.queues.size() * sizeof(Queue) + sample.system.apcs.size() * sizeof(Apc) +
        (layout.deletions ? sample.system.processes.size() * sizeof(ProcessState) : 0) +
        sample.system.objects.size() * sizeof(DispatcherObject) +
        (sample.system.objects.empty() ? 0 : sample.system.threads.size() * sizeof(WaitBlock)) +
        paging_bytes(sample.system, layout) + debug_bytes(sample.system);
    CHECK(std::count(owners.begin(), owners.end(), 1) == static_cast<std::ptrdiff_t>(owned));
    CHECK(*std::max_element(owners.begin(), owners.end()) == 1);
  }
}

TEST_CASE("Unused bytes are zero in every state") {
  Faults faults;
  for (const Sample& sample : safe_samples()) {
    const Layout layout(sample.system);
    const std::vector<Field> fields = fields_of(sample.system, layout);
    const std::vector<int> owners = owners_of(sample.system, layout);
    walk_all({sample}, {20, 2000}, [&](RandomWalk& walk, const Choice& choice) {
      walk.make(choice);
      for (const Field& field : fields) {
        const bool used = field.kind == FieldKind::unused && !is_zero(walk.machine(), field);
        faults.add(used ? field.name : "");
      }
      for (std::size_t i = 0; i < owners.size(); ++i) {
        faults.add(owners[i] == 0 && walk.image().bytes()[i] != std::byte{} ? "a gap" : "");
      }
    });
  }
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("A copy of an image goes the same way") {
  const System system = two_cpus_four_threads();
  RandomWalk walk(system, 3);
  for (int i = 0; i < 50; ++i) {
    walk.make(walk.choose().value());
  }
  Image copy = walk.image();
  REQUIRE(std::equal(copy.bytes().begin(), copy.bytes().end(), walk.image().bytes().begin()));
  for (int i = 0; i < 20; ++i) {
    const Choice choice = walk.choose().value();
    apply(copy.machine(), choice, nullptr);
    walk.make(choice);
  }
  CHECK(std::equal(copy.bytes().begin(), copy.bytes().end(), walk.image().bytes().begin()));
}

TEST_CASE("Two images of one system begin as equal bytes") {
  for (const Sample& sample : safe_samples()) {
    const Layout layout(sample.system);
    Image one(sample.system, layout);
    Image other(sample.system, layout);
    CHECK(std::equal(one.bytes().begin(), one.bytes().end(), other.bytes().begin()));
  }
}

TEST_CASE("A struct's place in the block is found again") {
  const System system = two_cpus_four_threads();
  const Layout layout(system);
  Image image(system, layout);
  const Machine machine = image.machine();
  CHECK(machine.range_of(machine.cpu(CpuId(1))).offset == layout.cpus + sizeof(Cpu));
  CHECK(machine.range_of(machine.context(ThreadId(1))).length == sizeof(Context));
}

}  // namespace umsim::test
