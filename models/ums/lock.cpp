#include "models/ums/lock.h"

#include <utility>

namespace umsim {
namespace {

void change(const Execution& e, ThreadId worker, UmsLock now, ThreadId by) {
  UmsLock& lock = e.machine.context(worker).lock;
  e.report(EventKind::lock_transition, worker, by.value, lock.packed(), now.packed());
  lock = now;
}

void change(const Execution& e, ThreadId worker, UmsLock now) { change(e, worker, now, e.self()); }

}  // namespace

bool is_free(const UmsLock& lock) { return !lock.cid.valid() && lock.holders == 0; }

void buffer_claim(const Execution& e, ThreadId worker) { e.cpu().buffered_claim = worker; }

void drain_store_buffer(const Execution& e) {
  if (e.keeps(KnockOut::claim_store_buffer)) {
    return;
  }
  const ThreadId worker = std::exchange(e.cpu().buffered_claim, ThreadId());
  if (worker.valid()) {
    UmsLock lock = e.machine.context(worker).lock;
    lock.cid = e.self();
    change(e, worker, lock);
  }
}

void claim(const Execution& e, ThreadId worker, ThreadId primary) {
  drain_store_buffer(e);
  UmsLock lock = e.machine.context(worker).lock;
  lock.cid = primary;
  change(e, worker, lock);
}

void release_cid(const Execution& e, ThreadId worker) {
  drain_store_buffer(e);
  UmsLock lock = e.machine.context(worker).lock;
  lock.cid = ThreadId();
  if (!e.keeps(KnockOut::keep_bits_on_release)) {
    lock.holders = 0;
  }
  change(e, worker, lock);
}

bool hold(const Execution& e, ThreadId worker) {
  drain_store_buffer(e);
  UmsLock lock = e.machine.context(worker).lock;
  if (lock.holders == kMostHolders) {
    return false;
  }
  ++lock.holders;
  change(e, worker, lock);
  return true;
}

void unhold(const Execution& e, ThreadId worker) {
  drain_store_buffer(e);
  UmsLock lock = e.machine.context(worker).lock;
  if (lock.holders == 0) {
    e.machine.globals().underflow = 1;
    return;
  }
  --lock.holders;
  change(e, worker, lock);
}

void unhold_from_outside(const Execution& e, ThreadId worker) {
  UmsLock lock = e.machine.context(worker).lock;
  --lock.holders;
  change(e, worker, lock, ThreadId());
}

}  // namespace umsim
