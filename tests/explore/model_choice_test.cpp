// What a choice of the model's graph says is in its code.
#include "sim/explore/model_choice.h"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/model_graph.h"
#include "sim/explore/successor_batch.h"
#include "tests/models/sample_systems.h"

namespace umsim::explore::test {

TEST_CASE("The code of a choice tells what happens first and who then gets a CPU",
          "[explore][model]") {
  const Choice first{ChoiceKind::interrupt, CpuId(2), 7};
  ModelChoice choice(first);
  CHECK(choice.code() == to_code(first));
  const std::vector<ThreadId> threads{ThreadId(0), ThreadId(254), ThreadId(3), ThreadId(3)};
  for (std::size_t i = 0; i < threads.size(); ++i) {
    choice.then_dispatch(threads[i]);
    const ModelChoice read = ModelChoice::of(choice.code());
    CHECK(read.first() == first);
    CHECK(std::ranges::equal(read.dispatched(), std::span(threads).first(i + 1)));
  }
  CHECK(choice.is_full());
  CHECK_THROWS_AS(choice.then_dispatch(ThreadId(1)), InternalError);
  choice.forget_last_dispatch();
  CHECK(ModelChoice::of(choice.code()).dispatched().size() == 3);
  CHECK_THROWS_AS(choice.then_dispatch(ThreadId(255)), InternalError);
}

// One CPU, on which P1 begins: whoever interrupts it, one of the others gets it.
TEST_CASE(
    "Behind a preemption each other thread that is ready gets the CPU, in a choice of its own",
    "[explore][model]") {
  const System system = umsim::test::SystemBuilder()
                            .cpus(1)
                            .primary("P1")
                            .standard("S1", "compute, exit")
                            .standard("S2", "compute, exit")
                            .build();
  ModelGraph graph(system, {.interchange = {.cpus = true, .threads = false}});
  std::vector<std::byte> key(graph.key_bytes());
  REQUIRE(graph.initial(key) == kNoViolation);
  SuccessorBatch begins(graph.key_bytes());
  graph.expand(key, begins);
  REQUIRE(begins.size() == 3);
  CHECK(ModelChoice::of(begins[0].choice).first().kind == ChoiceKind::dispatch);

  SuccessorBatch next(graph.key_bytes());
  graph.expand(begins.key(0), next);
  std::vector<ThreadId> others;
  for (std::size_t i = 0; i < next.size(); ++i) {
    const ModelChoice choice = ModelChoice::of(next[i].choice);
    if (choice.first().kind == ChoiceKind::interrupt) {
      REQUIRE(choice.dispatched().size() == 1);
      others.push_back(choice.dispatched().front());
    }
  }
  CHECK(others == std::vector<ThreadId>{ThreadId(1), ThreadId(2)});
}

}  // namespace umsim::explore::test
