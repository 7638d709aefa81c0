/* How a primary answers a disassociate APC (FIGS. 7 to 10, 14). A question interrupts user mode at once. */

#define p _pid
#define H (hand[p] - 1)
#define ASKS(w, p) (asked[w] == (p) + 1)
#if WORKERS == 1
#define ASKED(p) ASKS(0, p)
#elif WORKERS == 2
#define ASKED(p) (ASKS(0, p) || ASKS(1, p))
#elif WORKERS == 3
#define ASKED(p) (ASKS(0, p) || ASKS(1, p) || ASKS(2, p))
#else
#define ASKED(p) (ASKS(0, p) || ASKS(1, p) || ASKS(2, p) || ASKS(3, p))
#endif
#define AT(x) (RUNS(p) && at[p] == x && (!USER(x) || !ASKED(p)))

#define ANSWER(w, what) asked[w] = 0; answer[w] = what
#ifdef WITHOUT_ANSWER_NOT_RUNNING
#define SAY_NOT_RUNNING(w) asked[w] = 0
#else
#define SAY_NOT_RUNNING(w) ANSWER(w, NOT_RUNNING)
#endif

/* The second test has been passed, and the CID is still there. */
#define HOSTS(x) ((x) >= REFERENCE && (x) <= YIELD_CID)
/* FIG. 15 from the claim to the failure exit. */
#define CLAIMS(x) ((x) >= ENDED_TEST && (x) <= RELEASE)
#define MIGRATES(x) ((x) >= ENTRY && (x) <= MIGRATE_B || (x) == AWAIT)
#ifdef WITHOUT_UNINTERRUPTIBLE_TAIL
#define TAIL(x) false
#else
#define TAIL(x) ((x) >= TAIL_TEB && (x) <= TAIL_SLEEP)
#endif
#ifdef WITHOUT_ANSWER_WHILE_WAITING
#define DEAF(x) ((x) == AWAIT)
#else
#define DEAF(x) false
#endif
#define BUSY(x) (TAIL(x) || DEAF(x) || (x) == INDICATE || (x) == HANDED || ((x) >= CAPTURE_A))

/* FIG. 14 D7 to D9 for worker w. */
inline answer_question(w) {
    if
    :: hand[p] == w + 1 && HOSTS(at[p]) ->
        if
        :: at[p] == YIELD_TEB || at[p] == YIELD_CID -> /* APC-7: saved, but its scheduler has not heard */
#ifndef WITHOUT_RESET_INTERRUPTED_YIELD
            pc[w]--; owed[w] = 0;
#endif
#ifdef WITHOUT_RESET_SAVED_CONTEXT
            /* The primary itself goes back to the start, and will save once more. */
            a[w] = a[w] | CPU(p); b[w] = b[w] | CPU(p); teb[p] = hand[p];
            ANSWER(w, TORN_OFF); at[p] = SAVE_A
#else
            at[p] = TORN_TEB
#endif
        :: at[p] == SAVE_B ->
#ifdef WITHOUT_COMPLETE_INTERRUPTED_SAVE
            at[p] = TORN_TEB
#else
            at[p] = CAPTURE_A
#endif
        :: else -> /* APC-6: the kernel completes the load */
#ifndef WITHOUT_COMPLETE_INTERRUPTED_LOAD
            if
            :: at[p] <= LOAD_A -> COPY(a[w], UP, CPU(p))
            :: else
            fi;
            if
            :: at[p] <= LOAD_B -> COPY(b[w], UP, CPU(p))
            :: else
            fi;
#endif
            at[p] = CAPTURE_A
        fi
    :: hand[p] == w + 1 && CLAIMS(at[p]) ->
#ifdef WITHOUT_CLAIM_ROLLBACK
        SAY_NOT_RUNNING(w)
#else
        at[p] = BACK_TEB
#endif
    :: hand[p] == w + 1 && MIGRATES(at[p]) ->
#ifdef WITHOUT_DEFER
        SAY_NOT_RUNNING(w)
#else
        ANSWER(w, DEFERRED);
        if
        :: at[p] == ENTRY || at[p] == LOCK -> deferred[p] = 1
        :: else -> at[p] = INDICATE
        fi
#endif
#ifdef WITHOUT_UNINTERRUPTIBLE_TAIL
    :: hand[p] == w + 1 && at[p] >= TAIL_TEB && at[p] <= TAIL_SLEEP ->
        ANSWER(w, DEFERRED);
        at[p] = INDICATE
#endif
    :: else -> SAY_NOT_RUNNING(w)
    fi
}
