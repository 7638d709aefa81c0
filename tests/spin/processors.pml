/* Fewer CPUs than threads: any thread that is ready may take the CPU of any other, between any two steps.
   A thread that waits keeps its CPU until somebody wants it. */

#ifdef HINT
#define NOTHING_NAMED(p) (named[p] == 0)
#else
#define NOTHING_NAMED(p) true
#endif
#define PRIMARY_WAITS(p) (at[p] == GONE || at[p] == HANDED && !pulled[hand[p] - 1] || \
    !ASKED(p) && (at[p] == ASLEEP || at[p] == AWAIT || \
        at[p] == SCHEDULE && ready == 0 && list == 0 && retired != ALL && NOTHING_NAMED(p)))
#define WORKER_WAITS(w) (kat[w] == DEAD || kat[w] == APC_ANSWER && answer[w] == NO_ANSWER || \
    kat[w] == APC_JOIN && !indicator[w] || \
    apc[w] == NONE && (kat[w] == PARKED && (!wake[w] || held[w]) || EXECUTES(kat[w]) && held[w]))

#define READY(t, waits) (!RUNS(t) && !(waits))
#define P_READY(p) READY(p, PRIMARY_WAITS(p))
#define W_READY(w) READY(PRIMARIES + w, WORKER_WAITS(w))
#define WANTED (!EVERY_P(P_CONTENT) || !EVERY_W(W_CONTENT))
#define P_CONTENT(p) (!P_READY(p))
#define W_CONTENT(w) (!W_READY(w))
#define TAKES(t) on = on | BIT(t); taken = t
#define GIVES(t) RUNS(t) && taken != t -> on = on & (255 - BIT(t))

active proctype processors() {
    byte taken;
end:
    do
    :: atomic { WANTED ->
        if
        :: P_READY(0) -> TAKES(0)
#if PRIMARIES > 1
        :: P_READY(1) -> TAKES(1)
#endif
#if PRIMARIES > 2
        :: P_READY(2) -> TAKES(2)
#endif
        :: W_READY(0) -> TAKES(PRIMARIES)
#if WORKERS > 1
        :: W_READY(1) -> TAKES(PRIMARIES + 1)
#endif
#if WORKERS > 2
        :: W_READY(2) -> TAKES(PRIMARIES + 2)
#endif
        fi;
        if
        :: GIVES(0)
        :: GIVES(1)
#if THREADS > 2
        :: GIVES(2)
#endif
#if THREADS > 3
        :: GIVES(3)
#endif
#if THREADS > 4
        :: GIVES(4)
#endif
#if THREADS > 5
        :: GIVES(5)
#endif
        fi;
        taken = 0 }
    od
}
