// Events from outside: what each is, and the moment at which it comes.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

EventPlace resolve_place(Resolver& resolver, const RawPlace& raw) {
  EventPlace place;
  if (raw.thread) {
    const auto found = resolver.names.find(NameKind::thread, *raw.thread, resolver.problems);
    if (found) place.thread = ThreadId(*found);
  }
  if (raw.reaches) {
    const auto steps = resolve_step(resolver, *raw.reaches);
    if (!steps.empty()) place.step = steps.front();
  }
  if (raw.occurrence) place.occurrence = static_cast<std::uint32_t>(raw.occurrence->value);
  return place;
}

Moment moment_of(Resolver& resolver, const RawEvent& raw) {
  if (raw.when) return AtPlace{};
  if (raw.at) return AtTime{resolver.cycles(*raw.at)};
  return AnyTime{};
}

void resolve_happening(Resolver& resolver, const RawEvent& raw, ApcSpec& event) {
  const auto kind = enumerator_of<AsyncKind>(raw.happens->value, async_kind_names());
  if (!kind || kind == AsyncKind::apc) {
    resolver.problems.unknown(*raw.happens, "event", words(async_kind_names().subspan(1)));
    return;
  }
  event.what = *kind;
  if (!event.is_fault()) return;
  if (raw.takes) {
    event.cycles = resolver.cycles(*raw.takes);
  } else {
    resolver.problems.add(raw.where, "a fault needs \"takes\", the time until its page is there");
  }
}

// What strikes the code that a thread runs comes where that thread stands.
void check_place(Resolver& resolver, const RawEvent& raw, const ApcSpec& event) {
  const bool strikes = event.is_fault() || event.what == AsyncKind::interrupt;
  const bool known = event.place.thread.valid() && event.target.valid();
  if (strikes && known && event.target != event.place.thread) {
    resolver.problems.add(raw.when->thread->where,
                          fmt::format("{} happens to {}, so that its place is a step of {} too",
                                      raw.happens->value, raw.to->value, raw.to->value));
  }
}

void resolve_address(Resolver& resolver, const RawEvent& raw, ApcSpec& apc) {
  const bool sets = apc.kind == ApcKind::set_debug_registers;
  if (sets && !raw.address) {
    resolver.problems.add(raw.where, "this APC needs \"address\": what is to be watched")
        .notes.emplace_back("\"address\": \"0x0\" is enough to watch nothing any more");
  } else if (raw.address && raw.apc && !sets) {
    resolver.problems.add(raw.address->where,
                          "only the APC \"set_debug_registers\" has an \"address\"");
  } else if (raw.address) {
    apc.address = debug_address(resolver, *raw.address);
  }
}

ApcSpec resolve_apc(Resolver& resolver, const RawEvent& raw) {
  ApcSpec apc;
  apc.name = raw.name.value;
  if (raw.apc) {
    const auto kind = enumerator_of<ApcKind>(raw.apc->value, apc_kind_names());
    apc.kind = kind.value_or(ApcKind::routine);
    if (!kind) resolver.problems.unknown(*raw.apc, "APC", words(apc_kind_names()));
  }
  resolve_address(resolver, raw, apc);
  if (raw.happens) resolve_happening(resolver, raw, apc);
  if (raw.takes && !apc.is_fault()) {
    resolver.problems.add(raw.takes->where, "only a fault has \"takes\"");
  }
  if (apc.what == AsyncKind::process_deletion) {
    apc.process = process_of(resolver, raw.to);
  } else if (raw.to) {
    const auto found = resolver.names.find(NameKind::thread, *raw.to, resolver.problems);
    if (found) apc.target = ThreadId(*found);
  }
  return apc;
}

// Only events above: so none waits for itself, by whatever detour.
ApcId earlier_event(Resolver& resolver, const RawEvent& raw) {
  const auto& events = resolver.raw.events;
  const auto is_meant = [&](const RawEvent& event) { return event.name.value == raw.after->value; };
  const auto found = std::find_if(events.begin(), events.end(), is_meant);
  if (found != events.end() && &*found >= &raw) {
    resolver.problems.add(raw.after->where,
                          fmt::format("{} stands below: an event comes after one above it",
                                      quoted(raw.after->value)));
    return {};
  }
  const auto id = resolver.names.find(NameKind::event, *raw.after, resolver.problems);
  return id ? ApcId(*id) : ApcId();
}

}  // namespace

void resolve_events(Resolver& resolver) {
  check_limit(resolver.problems, resolver.raw.events, kMostEvents, "events");
  for (const RawEvent& raw : resolver.raw.events) {
    const ApcId id(resolver.system().apcs.size());
    ApcSpec apc = resolve_apc(resolver, raw);
    if (raw.when) apc.place = resolve_place(resolver, *raw.when);
    check_place(resolver, raw, apc);
    if (raw.after) apc.after = earlier_event(resolver, raw);
    resolver.names.add(NameKind::event, raw.name, id.at(), resolver.problems);
    resolver.system().apcs.push_back(std::move(apc));
    resolver.scenario.events.push_back({id, moment_of(resolver, raw), raw.where.at});
  }
}

}  // namespace umsim::loading
