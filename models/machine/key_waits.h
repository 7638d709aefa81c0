// The description of waits in a key: what a thread waits for, and the objects. Where a system has
// no objects it costs nothing.
#pragma once

#include <cstddef>

#include "models/kernel/objects.h"
#include "models/machine/key_fields.h"

namespace umsim {

template <class Codec>
class KeyWaits {
 public:
  using Fields = KeyFields<Codec>;

  explicit KeyWaits(const Machine& machine) : machine_(machine), system_(machine.system()) {}

  // What a thread waits for, as far as it is an object.
  void thread(Fields& fields, ThreadId id, const KThread& kthread) {
    if (!system_.objects.empty()) {
      block(fields, machine_.wait_block(id), kthread);
    }
  }

  void objects(Fields& fields) {
    for (std::size_t i = 0; i < system_.objects.size(); ++i) {
      object(fields, machine_.object(ObjectId(i)), system_.objects[i].kind);
    }
  }

 private:
  // Of a wait that is over the object does not count any more.
  void block(Fields& fields, WaitBlock& block, const KThread& kthread) {
    const bool for_object = kthread.wait == WaitReason::event ||
                            kthread.wait == WaitReason::waitable_timer ||
                            kthread.wait == WaitReason::io;
    if (fields.live(for_object && kthread.wait_done == 0)) {
      fields.object(block.object);
      const bool known = block.object.valid();
      if (fields.live(known && has_queue(system_.object(block.object).kind))) {
        fields.thread(block.next);
      }
    }
    fields.repeats(block.transfers_left);
  }

  void object(Fields& fields, DispatcherObject& object, ObjectKind kind) {
    if (has_queue(kind)) {
      fields.thread(object.first);
    }
    if (kind != ObjectKind::device) {
      fields.flag(object.signalled);
    }
    if (is_timer(kind)) {
      fields.flag(object.running);
    }
  }

  const Machine machine_;
  const System& system_;
};

}  // namespace umsim
