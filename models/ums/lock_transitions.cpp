#include "models/ums/lock_transitions.h"

namespace umsim {
namespace {

constexpr LockWord free(std::uint8_t holders) { return {false, holders}; }
constexpr LockWord cid(std::uint8_t holders) { return {true, holders}; }

// A worker has at most two holders at a time: its suspension, or the directed switch, and one APC.
constexpr LockTransition kTransitions[] = {
    // The kernel may have set the lock bit between B1 and D1.
    {"FIG15.D1", free(0), cid(0)},
    {"FIG15.D1", free(1), cid(1)},
    {"FIG15.D1", free(2), cid(2)},
    {"FIG15.B1.whole", free(0), cid(0)},
    {"FIG15.B4", cid(0), free(0)},
    {"FIG15.B4", cid(1), free(1)},
    {"FIG15.B4", cid(2), free(2)},
    {"FIG15.D2.release", cid(0), free(0)},
    {"FIG15.D2.release", cid(1), free(1)},
    {"FIG15.D2.release", cid(2), free(2)},
    {"FIG16.B3", cid(0), free(0)},
    {"FIG16.B3", cid(1), free(1)},
    {"DIRECT.release", cid(0), free(0)},
    {"DIRECT.release", cid(1), free(1)},
    // In a directed switch the kernel has the lock before the CID is released, and an APC may have
    // it as well.
    {"FIG2.6.lock", cid(0), cid(1)},
    {"FIG2.6.lock", cid(1), cid(2)},
    {"FIG2.6.cid", cid(1), free(1)},
    {"FIG2.6.cid", cid(2), free(2)},
    {"FIG2.8.unlock", free(1), free(0)},
    // LOCK-9: a context whose process is deleted stays locked.
    {"FIG2.8.delete", free(0), free(1)},
    {"FIG13.B2", free(0), free(1)},
    {"FIG13.B2", free(1), free(2)},
    {"FIG13.B2", cid(0), cid(1)},
    {"FIG13.B2", cid(1), cid(2)},
    {"FIG13.unlock", free(1), free(0)},
    {"FIG13.unlock", free(2), free(1)},
    {"FIG13.unlock", cid(1), cid(0)},
    {"FIG13.unlock", cid(2), cid(1)},
    // The suspension's hold; the APC that resumes has its own.
    {"APC.resume", free(2), free(1)},
    {"APC.resume", cid(2), cid(1)},
    // A primary that ends gives back what it has without being asked: nobody need hold the lock.
    {"FIG14.D8.cid", cid(0), free(0)},
    {"FIG14.D8.cid", cid(1), free(1)},
    {"FIG14.D8.cid", cid(2), free(2)},
    {"FIG14.B6.cid", cid(0), free(0)},
    {"FIG14.B6.cid", cid(1), free(1)},
    {"FIG14.D8.direct", cid(0), free(0)},
    {"FIG14.D8.direct", cid(1), free(1)},
    {"FIG14.D8.direct", cid(2), free(2)},
    // EXIT-7: the deletion of a process ends suspensions, and their holds. A primary may have
    // claimed the worker meanwhile, and an APC may have the lock as well.
    {kFromOutside, free(1), free(0)},
    {kFromOutside, free(2), free(1)},
    {kFromOutside, cid(1), cid(0)},
    {kFromOutside, cid(2), cid(1)},
};

}  // namespace

LockWord word_of(const UmsLock& lock) { return {lock.cid.valid(), lock.holders}; }

std::string text_of(LockWord word) {
  std::string text = word.owned ? "CID" : "free";
  return word.holders == 0 ? text : text + "+" + std::to_string(word.holders);
}

std::span<const LockTransition> lock_transitions() { return kTransitions; }

std::string text_of(const LockTransition& transition) {
  return std::string(transition.step) + ": " + text_of(transition.before) + " -> " +
         text_of(transition.after);
}

}  // namespace umsim
