#include "models/ums/lock.h"

namespace umsim {
namespace {

void change(const Execution& e, ThreadId worker, UmsLock now) {
  UmsLock& lock = e.machine.context(worker).lock;
  e.report(EventKind::lock_transition, worker, e.self().value, lock.packed(), now.packed());
  lock = now;
}

}  // namespace

bool is_free(const UmsLock& lock) { return !lock.cid.valid() && lock.holders == 0; }

void claim(const Execution& e, ThreadId worker, ThreadId primary) {
  UmsLock lock = e.machine.context(worker).lock;
  lock.cid = primary;
  change(e, worker, lock);
}

void release_cid(const Execution& e, ThreadId worker) {
  UmsLock lock = e.machine.context(worker).lock;
  lock.cid = ThreadId();
  if (!e.keeps(KnockOut::keep_bits_on_release)) {
    lock.holders = 0;
  }
  change(e, worker, lock);
}

bool hold(const Execution& e, ThreadId worker) {
  UmsLock lock = e.machine.context(worker).lock;
  if (lock.holders == kMostHolders) {
    return false;
  }
  ++lock.holders;
  change(e, worker, lock);
  return true;
}

void unhold(const Execution& e, ThreadId worker) {
  UmsLock lock = e.machine.context(worker).lock;
  if (lock.holders == 0) {
    e.machine.globals().underflow = 1;
    return;
  }
  --lock.holders;
  change(e, worker, lock);
}

}  // namespace umsim
