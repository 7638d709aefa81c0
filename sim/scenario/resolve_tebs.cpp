// Where the TEBs are: addresses of threads that the scenario gives, and those that it leaves to the
// kernel. A scenario that gives none has no page tables.
#include <algorithm>

#include <fmt/format.h>

#include "models/cpu/debug_registers.h"
#include "models/cpu/teb.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

constexpr std::uint64_t kAlignment = 16;
constexpr std::uint64_t kLastOffset = 0xF00;  // so that a TEB does not reach into the next page

// What is wrong with the address by itself, or nothing.
std::string fault_of(std::uint64_t address, Architecture architecture) {
  const std::uint64_t end = user_memory_end(architecture);
  if (page_of(address) == 0 || address >= end) {
    return fmt::format("a TEB must lie from 0x1000 to 0x{:X}", end - 1);
  }
  if (address % kAlignment != 0 || offset_in_page(address) > kLastOffset) {
    return "a TEB must begin at a multiple of 16, and at most 0xF00 into its page";
  }
  if (address >= kOtherTebs && address < kKernelsChoiceEnd) {
    return fmt::format("the kernel keeps 0x{:X} to 0x{:X} for the TEBs that it places itself",
                       kOtherTebs, kKernelsChoiceEnd - 1);
  }
  return {};
}

// A worker's TEB is loaded by its primary in user mode and nobody maps it twice.
bool out_of_reach(const System& system, const ThreadSpec& thread) {
  return system.architecture == Architecture::x64 && thread.kind == ThreadKind::worker &&
         thread.teb >= kFourGigabytes;
}

// The name of an earlier thread of the process with its TEB in the same page, or nothing.
std::string shares_page_with(const System& system, std::size_t index) {
  const ThreadSpec& own = system.threads[index];
  const auto before = system.threads.begin() + static_cast<std::ptrdiff_t>(index);
  const auto found = std::find_if(system.threads.begin(), before, [&](const ThreadSpec& other) {
    return other.teb != 0 && other.process == own.process && page_of(other.teb) == page_of(own.teb);
  });
  return found == before ? std::string() : found->name;
}

void resolve_teb(Resolver& resolver, std::size_t index) {
  const Text& text = *resolver.threads[index]->teb;
  System& system = resolver.system();
  ThreadSpec& thread = system.threads[index];
  const auto address = address_of(text.value);
  if (!address) {
    resolver.problems.add(
        text.where,
        fmt::format("\"teb\" must be an address, as \"0xB00000100\", not {}", quoted(text.value)));
    return;
  }
  if (const std::string fault = fault_of(*address, system.architecture); !fault.empty()) {
    resolver.problems.add(text.where, fault);
    return;
  }
  thread.teb = *address;
  if (out_of_reach(system, thread)) {
    resolver.problems.add(text.where, "on x64 a worker's TEB must lie below 4 GB")
        .notes.emplace_back("only a primary's TEB, made before it was a primary, can be elsewhere");
  } else if (const std::string other = shares_page_with(system, index); !other.empty()) {
    resolver.problems.add(text.where, fmt::format("{}'s TEB lies in the same page", other));
  }
}

}  // namespace

void resolve_tebs(Resolver& resolver) {
  System& system = resolver.system();
  system.paged = std::any_of(resolver.threads.begin(), resolver.threads.end(),
                             [](const RawThread* thread) { return thread->teb.has_value(); });
  for (std::size_t i = 0; system.paged && i < system.threads.size(); ++i) {
    if (resolver.threads[i]->teb) {
      resolve_teb(resolver, i);
    } else {
      system.threads[i].teb = kOtherTebs + (std::uint64_t{i} << kPageBits);
    }
  }
}

}  // namespace umsim::loading
