/* What must hold of every state, and the start. A deadlock is an end in which some thread has not ended;
   progress is the formula `ends`, under weak fairness, on as many CPUs as threads. */

/* INV-1: TEB or stack of a worker on one CPU at most. */
#define STACK(x) ((x) >= RUN && (x) <= SAVE_B || (x) >= ENTRY && (x) <= MIGRATE_B || (x) == AWAIT)
#define LOADED(p, w) (teb[p] == (w) + 1 || hand[p] == (w) + 1 && STACK(at[p]))
/* INV-2: what of a kernel portion counts as executing. A parked one that locks and peeks does not. */
#define WORKS(w) (kat[w] >= BODY_USER && kat[w] != APC_UNLOCK && kat[w] <= BACK_B)
#define IN_USER_MODE(p, w) (hand[p] == (w) + 1 && at[p] >= REFERENCE && at[p] <= SAVE_B)
#define INV_2(p, w) (!(IN_USER_MODE(p, w) && WORKS(w)))
/* INV-3: whoever finds the lock free may load the context. */
#define INV_3(w) (cid[w] != 0 || bits[w] != 0 || IN(terminated, w) || ((a[w] & UP) != 0 && (b[w] & UP) != 0))
#define INV_4(p) (!(at[p] == SERVICE && hand[p] != 0))
#define INV_5(p) ((at[p] != RUN || teb[p] == hand[p]) && (at[p] > CLAIM || teb[p] == 0))
/* INV-6: the places of a worker that exclude each other. */
#define ON_PRIMARY(p, w) (hand[p] == (w) + 1 && \
    (HOSTS(at[p]) || at[p] >= ENTRY && at[p] <= MIGRATE_B || at[p] == AWAIT || at[p] == INDICATE || \
     at[p] >= CAPTURE_A && at[p] <= TORN_QUEUE))
#define HOLDS(p, w) (hand[p] == (w) + 1)
#define ON_WAY(w) (wake[w] || has[w] || kat[w] >= SERVE && kat[w] <= QUEUE && kat[w] != PARK)
/* INV-7, INV-10. */
#define SLEEPS_FOR(p, w) (!held[w] && (caller[w] == (p) + 1 && wake[w] || \
    queue[w] == (p) + 1 && kat[w] >= SERVE && kat[w] <= PARK))
#define UP_FOR(p, w) (queue[w] == (p) + 1 && kat[w] >= SERVE && kat[w] <= QUEUE && \
    at[p] != ASLEEP && at[p] != TAIL_SLEEP)
#define PULLS(p) (!(at[p] == HANDED && !pulled[hand[p] - 1] && held[hand[p] - 1]))
/* INV-8: nobody works for the worker, so nobody has its lock. */
#define INV_8(w) (!(kat[w] == PARKED && apc[w] == NONE && !wake[w] && !suspended[w] && \
    !IN(terminated, w) && bits[w] != 0 && !ENTERS_ANYWHERE(w)))
#define ENTERS(p, w) (hand[p] == (w) + 1 && at[p] >= ENTRY && at[p] != GONE)
/* INV-9. */
#define DEALS(p, w) (hand[p] == (w) + 1 && \
    (at[p] >= CLAIM && at[p] <= YIELD_CID || at[p] >= ENTRY && at[p] <= TAIL_CID || \
     at[p] >= AWAIT && at[p] <= TORN_CID || at[p] == BACK_TEB || at[p] == BACK_CID) && \
    (at[p] < LOAD_A || at[p] > YIELD_CID || ref[w] == (p) + 1))
#define INV_9(p, w) (cid[w] != (p) + 1 || DEALS(p, w))

#if PRIMARIES == 1
#define EACH_P(f, w) f(0, w)
#define ANY_P(f, w) f(0, w)
#define SUM_P(f, w) f(0, w)
#define EVERY_P(f) f(0)
#elif PRIMARIES == 2
#define EACH_P(f, w) (f(0, w) && f(1, w))
#define ANY_P(f, w) (f(0, w) || f(1, w))
#define SUM_P(f, w) (f(0, w) + f(1, w))
#define EVERY_P(f) (f(0) && f(1))
#else
#define EACH_P(f, w) (f(0, w) && f(1, w) && f(2, w))
#define ANY_P(f, w) (f(0, w) || f(1, w) || f(2, w))
#define SUM_P(f, w) (f(0, w) + f(1, w) + f(2, w))
#define EVERY_P(f) (f(0) && f(1) && f(2))
#endif
#if WORKERS == 1
#define EVERY_W(f) f(0)
#define ANY_W(f, p) f(p, 0)
#elif WORKERS == 2
#define EVERY_W(f) (f(0) && f(1))
#define ANY_W(f, p) (f(p, 0) || f(p, 1))
#else
#define EVERY_W(f) (f(0) && f(1) && f(2))
#define ANY_W(f, p) (f(p, 0) || f(p, 1) || f(p, 2))
#endif

#define ENTERS_ANYWHERE(w) ANY_P(ENTERS, w)
#define ONE_CPU(w) (SUM_P(LOADED, w) <= 1)
#define NOT_BOTH(w) EACH_P(INV_2, w)
#define PLACES(w) (IN(list, w) + SUM_P(ON_PRIMARY, w) + ON_WAY(w))
#define KNOWN(w) (PLACES(w) != 0 || IN(ready, w) || ANY_P(HOLDS, w) || IN(retired, w))
#define STOPPED(w) (suspended[w] || IN(terminated, w))
#define INV_6(w) (PLACES(w) <= 1 && KNOWN(w) && !(STOPPED(w) && ANY_P(ON_PRIMARY, w)))
#define INV_7(p) ((at[p] != ASLEEP || ANY_W(SLEEPS_FOR, p)) && PULLS(p))
#define INV_10(p) (!ANY_W(UP_FOR, p))
#define NAMED(w) EACH_P(INV_9, w)

#define OVER_P(p) (at[p] == GONE)
#define OVER_W(w) (kat[w] == DEAD)
#define OVER (EVERY_P(OVER_P) && EVERY_W(OVER_W))

active proctype watch() {
end:
    do
    :: d_step { !EVERY_W(ONE_CPU) -> MUST(1, false) }
    :: d_step { !EVERY_W(NOT_BOTH) -> MUST(2, false) }
    :: d_step { !EVERY_W(INV_3) -> MUST(3, false) }
    :: d_step { !EVERY_P(INV_4) -> MUST(4, false) }
    :: d_step { !EVERY_P(INV_5) -> MUST(5, false) }
    :: d_step { !EVERY_W(INV_6) -> MUST(6, false) }
    :: d_step { !EVERY_P(INV_7) -> MUST(7, false) }
    :: d_step { !EVERY_W(INV_8) -> MUST(8, false) }
    :: d_step { !EVERY_W(NAMED) -> MUST(9, false) }
    :: d_step { !EVERY_P(INV_10) -> MUST(10, false) }
    :: timeout && !OVER -> MUST(0, false)
    od
}

/* Progress: every run ends, if no thread is starved. */
#ifdef PROGRESS
ltl ends { <> OVER }
#endif
