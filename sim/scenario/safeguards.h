// Safeguards: what every knock-out of the model is called, what it takes away, and which behaviour
// asks for it.
//
// One row for each enumerator of KnockOut, in order. Files, messages and the page of knock-outs all
// take names from here.
#pragma once

#include <array>
#include <string_view>

#include "models/machine/system.h"

namespace umsim::loading {

struct Safeguard {
  std::string_view name;        // "second-lock-test"
  std::string_view behaviour;   // "LOCK-4"
  std::string_view takes_away;  // what is missing without it
};

inline constexpr std::array<Safeguard, static_cast<std::size_t>(KnockOut::count_)> kSafeguards{{
    {"second-lock-test", "LOCK-4", "the second test of the lock, between TEB and registers"},
    {"atomic-claim", "LOCK-2", "the compare-and-swap: the CID is tested and stored in two steps"},
    {"keep-bits-on-release", "LOCK-6", "the kernel's lock bit, when a primary releases the CID"},
    {"restore-teb-on-failure", "SWITCH-4", "the primary's own TEB, after the second test failed"},
    {"release-cid-on-failure", "SWITCH-4", "the release of the CID, after the second test failed"},
    {"lock-before-peek", "LOCK-3", "the order: the kernel looks at the CID first and locks then"},
    {"queue-concurrency-one", "BLOCK-2", "the primary's sleep while its worker is in the kernel"},
    {"release-cid-at-park", "LIST-4", "the release of the CID by the directed switch"},
    {"restore-teb-before-release", "LOCK-5",
     "the order: the CID is released while the worker's TEB is still loaded"},
    {"cid-before-second-test", "LOCK-4",
     "the early claim: the CID is taken only after the second test"},
    {"record-reference", "SWITCH-5", "the primary's reference in the worker's context"},
    {"terminated-test", "SWITCH-8",
     "the test for a terminated context: it looks temporarily locked"},
    {"full-state-on-async", "ENTRY-6",
     "the full register set: an interruption saves as much as a call does"},
    {"identity-check", "ENTRY-2", "the comparison of the loaded TEB with the current thread's own"},
    {"directed-switch", "ENTRY-4",
     "the directed switch: the worker's service runs in the primary's kernel portion"},
    {"deliver-before-return", "APC-21",
     "the delivery of pending APCs before the return to user mode"},
    {"no-aba", "BLOCK-9",
     "that a worker wakes its primary once: it does so at every block and park"},
    {"sticky-wake", "ENTRY-8",
     "the wake-up's memory: a kernel portion that has not parked yet misses it"},
    {"wake-and-sleep-as-one", "ENTRY-8",
     "the one transaction: the worker is woken a step before its primary sleeps"},
    {"lock-in-directed-switch", "ENTRY-13",
     "the lock bit, from the directed switch until the context is back"},
    {"unlock-after-context-is-back", "ENTRY-13",
     "the order: the lock is released before the context is given back"},
    {"capture-before-publish", "LIST-3",
     "the capture: the context is queued before it has been given back"},
    {"publish-after-link", "LIST-8",
     "the order: the item can be seen on the list before its link is written"},
    {"claim-store-buffer", "LOCK-2",
     "the interlocked claim: a plain store that stays in the store buffer"},
    {"second-teb-mapping", "MAP-5", "the second mapping, below 4 GB, of a primary's TEB"},
    {"self-pointer", "MAP-4", "the original address in the self pointer of a TEB mapped twice"},
    {"alias-in-use-check", "MAP-6", "the test whether a CPU has the view loaded that is removed"},
    {"tlb-shootdown", "MAP-6", "the flush of other CPUs' TLBs after a page-table entry is cleared"},
    {"disassociate", "APC-3", "the disassociate APC: a worker on a primary is treated as idle"},
    {"answer-not-running", "APC-13", "the answer of a primary that does not run the worker"},
    {"evaluate-again", "APC-20", "the second evaluation: told \"not running\", the APC goes on"},
    {"claim-rollback", "APC-12", "the rollback of a claim that an APC has caught in progress"},
    {"release-cid-on-capture", "APC-14", "the release of the CID when a worker is torn off"},
    {"complete-interrupted-load", "APC-6", "the completion of a load that an APC has interrupted"},
    {"complete-interrupted-save", "APC-7",
     "the capture of a worker whose yield has saved it in part"},
    {"reset-interrupted-yield", "APC-7",
     "the return to the start of a yield that has saved its worker"},
    {"reset-saved-context", "APC-7",
     "the place of that reset, the saved context: the primary goes back and saves once more"},
    {"honour-lock-in-directed-switch", "ENTRY-13",
     "the wait of a directed switch that finds the lock bit set"},
    {"defer", "APC-4",
     "the answer *defer*: a primary in a directed switch says that it runs nothing"},
    {"staging-area", "APC-4", "the staging area: the context is pulled after the APC"},
    {"release-primary-before-apc", "APC-4", "the early release of the primary that deferred"},
    {"answer-while-waiting", "ENTRY-13",
     "the attention of a primary that waits for the disassociate APC"},
    {"uninterruptible-tail", "ENTRY-14",
     "the protection of the directed switch's tail against APCs"},
    {"unlock-after-apc", "APC-17", "the release of the kernel lock after an APC"},
    {"debug-register-call", "DEBUG-3",
     "the kernel call of a switch with debug registers: user mode does all of it"},
    {"second-debug-test", "DEBUG-3",
     "the second look for debug registers, with the second test of the lock"},
    {"yield-through-kernel", "LIST-2",
     "the kernel's part in a yield on the worker's own kernel thread"},
    {"park-if-released", "LIST-2",
     "the question whether the primary still sleeps: the worker returns to user mode in any case"},
    {"run-yield-again", "LIST-2",
     "the return to the start of a yield whose primary has been released"},
    {"nested-lock-count", "LOCK-7",
     "the count of kernel holders: the second test looks at its lowest bit only"},
    {"exit-queues-once", "EXIT-6",
     "the question whose worker it is: a primary that ends queues the one that it last ran"},
    {"stale-cid-check", "APC-18",
     "the question whether the CID's primary lives: a disassociate APC goes to whatever it names"},
    {"run-down-at-deletion", "EXIT-7", "the end of APCs that are queued when a process is deleted"},
    {"force-resume-at-deletion", "EXIT-7",
     "the resumption of threads that are suspended when their process is deleted"},
    {"context-sanitising", "ENTRY-12",
     "the look at what is taken from a user-writable context: it is taken as it stands"},
    {"save-before-release", "THREAD-8",
     "the save of a worker before its CID is released by a direct switch"},
    {"release-before-queue", "THREAD-8",
     "the release of a worker's CID before a direct switch puts it into the ready queue"},
}};
static_assert(!kSafeguards.back().takes_away.empty(), "every knock-out has a row");

}  // namespace umsim::loading
