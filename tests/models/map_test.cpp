// MAP: where TEBs are, how they are reached, and how they go (FIG. 3).

#include <catch2/catch.hpp>

#include "models/cpu/teb.h"
#include "models/invariants/invariants.h"
#include "models/ums/fig03_mapping.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

constexpr std::uint64_t kHigh = 0xB00000100;

SystemBuilder high_teb(const std::string& program) {
  SystemBuilder builder;
  builder.cpus(2).parked("W1", program).teb(0x7EFDD000).primary("P1").teb(kHigh);
  return builder;
}

std::uint64_t second_of(Play& play) { return second_teb(play.system(), play.thread("P1")); }
std::uint64_t base_of(Play& play) { return play.machine().mmu(CpuId(0)).base; }
std::string teb_of(Play& play) {
  const ThreadId thread = loaded_teb(play.machine(), CpuId(0));
  return thread.valid() ? play.system().thread(thread).name : "nobody's";
}

// The self pointer that the CPU of P1 reads in that view.
std::uint64_t self_pointer_at(Play& play, std::uint64_t view) {
  const auto physical = translate(play.machine(), CpuId(0), view + kSelfPointer);
  return play.machine().memory().read(physical.value());
}

void leave_scheduling_mode(Play& play) {
  play.dispatch(0, "P1");
  play.until(0, "FIG2.6.wake");
  play.step(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.dispatch(0, "P1");
  play.until(0, "FIG3.in-use");
}

}  // namespace

TEST_CASE("A TEB can lie anywhere in user memory", "[MAP-1]") {
  for (const std::uint64_t address :
       {std::uint64_t{0x1000}, std::uint64_t{0x7FFDE000}, kHigh, std::uint64_t{0x7FFFFFFFEF00}}) {
    Play play(SystemBuilder().parked("W1", "yield").primary("P1").teb(address).build());
    play.dispatch(0, "P1");
    play.until(0, "SCHED.entry");
    CHECK(base_of(play) == address);
    CHECK(teb_of(play) == "P1");
    play.until(0, "SCHED.keep");
    CHECK(teb_of(play) == "P1");
  }
}

TEST_CASE("The kernel loads 64 bits of base, user mode takes 32 from a descriptor", "[MAP-2]") {
  Play play(high_teb("yield").build());
  play.dispatch(0, "P1");
  play.until(0, "SCHED.entry");
  CHECK(base_of(play) == kHigh);
  CHECK(play.machine().mmu(CpuId(0)).selector == 0);
  play.through(0, "FIG15.B3");
  CHECK(base_of(play) == 0x7EFDD000);
  CHECK(play.machine().mmu(CpuId(0)).selector == selector(0, DescriptorTable::ldt));
  play.through(0, "FIG16.B2");
  CHECK(base_of(play) == second_of(play));
  CHECK(second_of(play) < kFourGigabytes);
  CHECK(teb_of(play) == "P1");
}

TEST_CASE("Both views of a TEB lead to the same page", "[MAP-3]") {
  Play play(high_teb("yield").build());
  play.dispatch(0, "P1");
  play.until(0, "SCHED.entry");
  const Machine machine = play.machine();
  const auto original = translate(machine, CpuId(0), kHigh + kSelfPointer);
  CHECK(original == translate(machine, CpuId(0), second_of(play) + kSelfPointer));
  machine.memory().write(original.value(), 0x1234);
  CHECK(self_pointer_at(play, second_of(play)) == 0x1234);
}

TEST_CASE("The self pointer is the original address in both views", "[MAP-4]") {
  Play play(high_teb("yield").build());
  play.dispatch(0, "P1");
  play.until(0, "SCHED.entry");
  CHECK(self_pointer_at(play, kHigh) == kHigh);
  CHECK(self_pointer_at(play, second_of(play)) == kHigh);
}

TEST_CASE("Without the second mapping a yield reaches nobody's TEB, with it the primary's",
          "[MAP-5]") {
  Play with(high_teb("yield").build());
  with.dispatch(0, "P1");
  with.through(0, "FIG16.B2");
  CHECK(teb_of(with) == "P1");

  Play without(high_teb("yield").without(KnockOut::second_teb_mapping).build());
  without.dispatch(0, "P1");
  without.through(0, "FIG16.B2");
  CHECK(base_of(without) == 0x100);
  CHECK(teb_of(without) == "nobody's");
}

TEST_CASE("The second mapping goes when the primary leaves scheduling mode, the TEB at its end",
          "[MAP-6]") {
  Play play(high_teb("compute").build());
  const ThreadId primary = play.thread("P1");
  leave_scheduling_mode(play);
  CHECK(has_second_mapping(play.machine(), primary));
  play.until(0, "SCHED.returned");
  CHECK_FALSE(has_second_mapping(play.machine(), primary));
  CHECK_FALSE(play.machine().descriptor(primary).present());
  CHECK(has_teb(play.machine(), primary));
  CHECK(teb_of(play) == "P1");
  play.until_idle(0);
  CHECK_FALSE(has_teb(play.machine(), primary));
  CHECK(play.count(EventKind::page_unmapped) == 2);
}

TEST_CASE("A segment that has the view is loaded anew before the view goes", "[MAP-6]") {
  Play play(high_teb("compute").build());
  leave_scheduling_mode(play);
  play.machine().mmu(CpuId(0)).base = second_of(play);
  play.through(0, "FIG3.in-use");
  CHECK(play.next(0) == "FIG3.reload");
  play.step(0);
  CHECK(base_of(play) == kHigh);
  CHECK(play.next(0) == "FIG3.unmap");
}

TEST_CASE("A page is free only when every CPU has flushed its TLB", "[MAP-6][INV-12]") {
  Play play(high_teb("compute").standard("S1", "compute, compute").build());
  play.dispatch(1, "S1");
  play.until(1, "USER.compute");
  leave_scheduling_mode(play);
  const std::uint32_t frame = 2;
  play.machine().mmu(CpuId(1)).tlb.fill(0, page_of(kHigh), frame);
  play.through(0, "FIG3.shootdown");
  for (int i = 0; i < 3; ++i) {
    play.step(0);
    CHECK(play.next(0) == "FIG3.wait");
  }
  play.interrupt(1);
  CHECK(play.machine().mmu(CpuId(1)).tlb.frame(0, page_of(kHigh)) == 0);
  CHECK(play.next(1) == "USER.compute");
  play.step(0);
  CHECK(play.next(0) == "FIG3.free");
}

TEST_CASE("An idle CPU flushes its TLB at once, and one that becomes idle does then", "[MAP-6]") {
  Play play(high_teb("compute").standard("S1", "sleep").build());
  leave_scheduling_mode(play);
  play.machine().mmu(CpuId(1)).tlb.fill(0, page_of(kHigh), 2);
  play.through(0, "FIG3.shootdown");
  CHECK(play.machine().mmu(CpuId(1)).tlb.frame(0, page_of(kHigh)) == 0);

  Play other(high_teb("compute").standard("S1", "sleep").build());
  other.dispatch(1, "S1");
  other.until(1, "SERVICE.block");
  leave_scheduling_mode(other);
  other.through(0, "FIG3.shootdown");
  CHECK(is_asked_to_flush(other.machine(), CpuId(1)));
  other.until_idle(1);
  CHECK_FALSE(is_asked_to_flush(other.machine(), CpuId(1)));
}

TEST_CASE("On IA-32 and IA-64 no TEB is mapped twice", "[MAP-7]") {
  for (const Architecture architecture : {Architecture::ia32, Architecture::ia64}) {
    const std::uint64_t address = architecture == Architecture::ia32 ? 0x7FFDE100 : kHigh;
    Play play(SystemBuilder()
                  .architecture(architecture)
                  .parked("W1", "yield")
                  .primary("P1")
                  .teb(address)
                  .build());
    play.dispatch(0, "P1");
    play.through(0, "FIG16.B2");
    CHECK(base_of(play) == address);
    CHECK(teb_of(play) == "P1");
    CHECK(play.count(EventKind::page_mapped) == 0);
  }
}

TEST_CASE("On IA-32 the kernel loads the segment through the GDT", "[MAP-7]") {
  Play play(SystemBuilder()
                .architecture(Architecture::ia32)
                .parked("W1", "yield")
                .primary("P1")
                .teb(0x7FFDE100)
                .build());
  play.dispatch(0, "P1");
  play.until(0, "SCHED.entry");
  const Mmu& mmu = play.machine().mmu(CpuId(0));
  CHECK(mmu.selector == selector(7, DescriptorTable::gdt));
  CHECK(mmu.gdt_teb == data_descriptor(0x7FFDE100));
}

TEST_CASE("At kernel entry either view is the primary's own", "[MAP-8][ENTRY-2]") {
  for (const bool second : {false, true}) {
    Play play(high_teb("yield").apc("call", ApcKind::routine, "P1").build());
    play.dispatch(0, "P1");
    play.until(0, second ? "SCHED.keep" : "SCHED.pick");
    CHECK(base_of(play) == (second ? second_of(play) : kHigh));
    play.arrive("call");
    play.interrupt(0);
    CHECK(play.kthread("P1").trap.teb == play.thread("P1"));
    play.until(0, second ? "SCHED.keep" : "SCHED.pick");
    CHECK(base_of(play) == (second ? second_of(play) : kHigh));
  }
}

TEST_CASE("A thread's TEB is out of another process's reach", "[MAP-9]") {
  Play play(high_teb("compute")
                .process("other")
                .standard("S1", "compute")
                .teb(kHigh)
                .standard("S2", "compute")
                .build());
  play.dispatch(0, "S1");
  play.until(0, "USER.compute");
  CHECK(teb_of(play) == "S1");
  play.machine().mmu(CpuId(0)).base = play.system().thread(play.thread("W1")).teb;
  CHECK(teb_of(play) == "nobody's");
  const Invariant* broken = broken_invariant(play.machine());
  REQUIRE(broken != nullptr);
  CHECK(broken->id == "INV-5");
}

TEST_CASE("A TLB entry for a free page is found", "[INV-12]") {
  Play play(high_teb("compute").build());
  play.dispatch(0, "P1");
  play.until(0, "SCHED.entry");
  play.machine().teb_page(play.thread("W1")).allocated = 0;
  const Invariant* broken = broken_invariant(play.machine());
  REQUIRE(broken != nullptr);
  CHECK(broken->id == "INV-12");
  play.machine().memory().unmap(0, 0x7EFDD000);
  CHECK(broken_invariant(play.machine()) == nullptr);
  play.machine().mmu(CpuId(1)).tlb.fill(0, page_of(0x7EFDD000), 1);
  broken = broken_invariant(play.machine());
  REQUIRE(broken != nullptr);
  CHECK(broken->id == "INV-12");
}

}  // namespace umsim::test
