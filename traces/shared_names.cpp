#include "traces/shared_names.h"

#include <algorithm>

#include "traces/names.h"

namespace umsim {
namespace {

template <class Named>
std::vector<std::uint16_t> translation(const std::vector<Named>& first,
                                       const std::vector<Named>& second) {
  std::vector<std::uint16_t> indices;
  std::size_t more = first.size();
  for (const Named& named : second) {
    const auto found = std::ranges::find(first, named.name, &Named::name);
    const auto index = static_cast<std::size_t>(found - first.begin());
    indices.push_back(static_cast<std::uint16_t>(found == first.end() ? more++ : index));
  }
  return indices;
}

struct QueueName {
  std::string name;
};

std::vector<QueueName> queues_of(const System& system) {
  std::vector<QueueName> queues;
  for (std::size_t i = 0; i < queue_count(system); ++i) queues.push_back({queue_name(system, i)});
  return queues;
}

std::uint16_t at(const std::vector<std::uint16_t>& indices, std::uint16_t index) {
  return index < indices.size() ? indices[index] : index;
}

}  // namespace

SharedNames::SharedNames(const System& first, const System& second)
    : threads_(translation(first.threads, second.threads)),
      lists_(translation(first.lists, second.lists)),
      apcs_(translation(first.apcs, second.apcs)),
      objects_(translation(first.objects, second.objects)),
      queues_(translation(queues_of(first), queues_of(second))) {
  for (const ThreadSpec& thread : first.threads) thread_names_.push_back(thread.name);
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i] >= first.threads.size()) thread_names_.push_back(second.threads[i].name);
  }
}

Event SharedNames::translated(const Event& event) const {
  const KindInfo& kind = kind_info(event.kind);
  Event copy = event;
  copy.thread.value = at(threads_, event.thread.value);
  switch (kind.object) {
    case ObjectMeaning::nothing: break;
    case ObjectMeaning::thread: copy.object = at(threads_, event.object); break;
    case ObjectMeaning::list: copy.object = at(lists_, event.object); break;
    case ObjectMeaning::apc: copy.object = at(apcs_, event.object); break;
    case ObjectMeaning::object: copy.object = at(objects_, event.object); break;
    case ObjectMeaning::queue: copy.object = at(queues_, event.object); break;
  }
  copy.old_value = value(kind.old_value, event.old_value);
  copy.new_value = value(kind.new_value, event.new_value);
  return copy;
}

std::uint64_t SharedNames::value(ValueMeaning meaning, std::uint64_t value) const {
  if (meaning == ValueMeaning::thread) return at(threads_, static_cast<std::uint16_t>(value));
  if (meaning != ValueMeaning::lock) return value;
  UmsLock lock = unpack_lock(value);
  lock.cid.value = at(threads_, lock.cid.value);
  return lock.packed();
}

}  // namespace umsim
