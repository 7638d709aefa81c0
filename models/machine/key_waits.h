// The description of waits in a key: what a thread waits for, and the objects. Where a system has
// no objects it costs nothing.
#pragma once

#include <cstddef>

#include "models/kernel/objects.h"
#include "models/machine/key_fields.h"

namespace umsim {

// Fields must outlive it.
template <class Codec>
class KeyWaits {
 public:
  KeyWaits(KeyFields<Codec>& fields, const Machine& machine)
      : fields_(fields), machine_(machine), system_(machine.system()) {}

  // What a thread waits for, as far as it is an object.
  void thread(ThreadId id, const KThread& kthread) {
    if (!system_.objects.empty()) {
      block(machine_.wait_block(id), kthread);
    }
  }

  void objects() {
    for (std::size_t i = 0; i < system_.objects.size(); ++i) {
      object(machine_.object(ObjectId(i)), system_.objects[i].kind);
    }
  }

 private:
  // Of a wait that is over the object does not count any more.
  void block(WaitBlock& block, const KThread& kthread) {
    const bool for_object = kthread.wait == WaitReason::event ||
                            kthread.wait == WaitReason::waitable_timer ||
                            kthread.wait == WaitReason::io;
    if (fields_.live(for_object && kthread.wait_done == 0)) {
      fields_.object(block.object);
      const bool known = block.object.valid();
      if (fields_.live(known && has_queue(system_.object(block.object).kind))) {
        fields_.thread(block.next);
      }
    }
    fields_.repeats(block.transfers_left);
  }

  void object(DispatcherObject& object, ObjectKind kind) {
    if (has_queue(kind)) {
      fields_.thread(object.first);
    }
    if (kind != ObjectKind::device) {
      fields_.flag(object.signalled);
    }
    if (is_timer(kind)) {
      fields_.flag(object.running);
    }
  }

  KeyFields<Codec>& fields_;
  const Machine machine_;
  const System& system_;
};

}  // namespace umsim
