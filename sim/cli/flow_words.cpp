#include "sim/cli/flow_words.h"

#include <array>

#include <fmt/format.h>

#include "sim/scenario/names.h"

namespace umsim {
namespace {

using loading::cost_class_names;

// In the order of the enumerators.
constexpr std::array<std::string_view, 3> kRights{"reads", "writes", "locks"};
constexpr std::array<std::string_view, 31> kPlaces{
    "kthread",     "user",         "newest",   "lock",        "link",        "saved",
    "flags",       "on_list",      "contexts", "list",        "scheduler",   "notes",
    "apcs",        "all_kthreads", "objects",  "wait_blocks", "translation", "descriptor",
    "page_tables", "mmus",         "lists",    "schedulers",  "deletion",    "staging",
    "all_users",   "all_newest",   "counts",   "holder",      "queues",      "modes",
    "line"};
constexpr std::array<std::string_view, 17> kRoles{
    "self", "stack", "hand",  "peer",    "primary", "queue",   "chain",  "walked", "hint",
    "seen", "asked", "asker", "subject", "pushed",  "waiting", "worker", "hostile"};
constexpr std::array<std::string_view, 17> kSentences{
    "the CPU's current thread",
    "the thread on whose user stack the CPU is",
    "the worker in hand",
    "the worker of the directed switch",
    "the primary recorded in the context",
    "the primary whose kernel queue the thread is active on",
    "the first of the dequeued items",
    "the first of the walked items",
    "the worker that the last yield named",
    "the primary whose CID the APC has seen",
    "the primary that the APC has asked",
    "the worker that the primary is asked about or gives back",
    "the worker that the program's instruction names",
    "the worker whose context is put on a list",
    "windows: the primary that sleeps while the worker is active",
    "windows: the CPU's current thread, if it is a worker",
    "the CPU's current thread, where programs write wild pointers over contexts"};
constexpr std::array<std::string_view, 3> kGuards{"none", "no_apc", "no_interrupt"};

static_assert(kRights.size() == static_cast<std::size_t>(Rights::interlocked) + 1);
static_assert(kPlaces.size() == static_cast<std::size_t>(Place::line) + 1);
static_assert(kRoles.size() == static_cast<std::size_t>(Role::hostile) + 1);
static_assert(kSentences.size() == kRoles.size());
static_assert(kGuards.size() == static_cast<std::size_t>(Guard::no_interrupt) + 1);

template <class Enumeration, std::size_t size>
std::string_view look_up(const std::array<std::string_view, size>& words, Enumeration value) {
  return words.at(static_cast<std::size_t>(value));
}

}  // namespace

std::string_view word_of(Rights rights) { return look_up(kRights, rights); }
std::string_view word_of(Place place) { return look_up(kPlaces, place); }
std::string_view word_of(Role role) { return look_up(kRoles, role); }
std::string_view word_of(Guard guard) { return look_up(kGuards, guard); }
std::string_view word_of(CostClass cost) {
  return cost_class_names()[static_cast<std::size_t>(cost)];
}

std::string_view sentence_of(Role role) { return look_up(kSentences, role); }

bool is_common(Place place) {
  return place == Place::contexts || place == Place::notes || place == Place::apcs ||
         place == Place::all_kthreads || place == Place::objects || place == Place::wait_blocks ||
         place == Place::translation || place == Place::page_tables || place == Place::mmus ||
         place == Place::lists || place == Place::schedulers || place == Place::all_users ||
         place == Place::all_newest || place == Place::deletion;
}

std::string name_of(const Access& access) {
  if (is_common(access.place)) return std::string(word_of(access.place));
  return fmt::format("{}.{}", word_of(access.role), word_of(access.place));
}

}  // namespace umsim
