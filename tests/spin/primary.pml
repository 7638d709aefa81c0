/* A primary: its scheduler, FIG. 15, FIG. 16, the directed switch (FIG. 2), and how it answers a
   disassociate APC (FIGS. 7 to 10, 14). A question interrupts user mode at once. */

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
            at[p] = TORN_TEB
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

#define QUESTION(w) :: d_step { RUNS(p) && ASKS(w, p) && !BUSY(at[p]) -> answer_question(w) }
#define TAKE(w) :: atomic { AT(SCHEDULE) && IN(ready, w) -> DROP(ready, w); hand[p] = w + 1; at[p] = TEST }

/* What the scheduler does about a failure: owned, the worker is the other's; ended, it is done with;
   locked or suspended, it is tried again. */
inline failed() {
    if
    :: cid[H] != 0 -> at[p] = SCHEDULE; hand[p] = 0
#ifndef WITHOUT_TERMINATED_TEST
    :: cid[H] == 0 && IN(terminated, H) -> ADD(retired, H); at[p] = SCHEDULE; hand[p] = 0
    :: cid[H] == 0 && !IN(terminated, H) ->
#else
    :: else ->
#endif
        if
        :: TOOK(p) -> at[p] = REQUEUE
        :: else -> at[p] = SCHEDULE; hand[p] = 0
        fi
    fi
}

active [PRIMARIES] proctype primary() {
end:
    do
#ifdef WITHOUT_CLAIM_STORE_BUFFER
    :: d_step { buffered[p] -> FLUSH(p) }
#endif
    QUESTION(0)
#if WORKERS > 1
    QUESTION(1)
#endif
#if WORKERS > 2
    QUESTION(2)
#endif
    /* The scheduler. */
#ifdef HINT
    :: d_step { AT(SCHEDULE) && named[p] != 0 ->
        hand[p] = named[p]; named[p] = 0; took[p] = IN(ready, H); DROP(ready, H); at[p] = TEST }
#undef TAKE
#define TAKE(w) :: d_step { AT(SCHEDULE) && named[p] == 0 && IN(ready, w) -> \
        DROP(ready, w); hand[p] = w + 1; took[p] = 1; at[p] = TEST }
#endif
    TAKE(0)
#if WORKERS > 1
    TAKE(1)
#endif
#if WORKERS > 2
    TAKE(2)
#endif
    :: d_step { AT(SCHEDULE) && list != 0 -> ready = ready | list; list = 0 }
    :: d_step { AT(SCHEDULE) && retired == ALL -> at[p] = GONE }
    :: d_step { AT(REQUEUE) -> ADD(ready, H); hand[p] = 0; at[p] = SCHEDULE }

    /* FIG. 15: switch. */
    :: d_step { AT(TEST) ->
        if
        :: cid[H] == 0 && bits[H] == 0 ->
#if defined(WITHOUT_CID_BEFORE_SECOND_TEST)
            at[p] = ENDED_TEST
#elif defined(ONE_COMPARE_AND_SWAP)
            cid[H] = p + 1; at[p] = ENDED_TEST
#else
            at[p] = CLAIM
#endif
        :: else -> failed()
        fi }
    :: d_step { AT(CLAIM) ->
#if defined(WITHOUT_ATOMIC_CLAIM)
        cid[H] = p + 1; at[p] = ENDED_TEST
#elif defined(WITHOUT_CLAIM_STORE_BUFFER)
        buffered[p] = 1; at[p] = ENDED_TEST
#else
        if
        :: cid[H] == 0 -> cid[H] = p + 1; at[p] = ENDED_TEST
        :: else -> failed()
        fi
#endif
        }
    :: d_step { AT(ENDED_TEST) -> at[p] = (IN(terminated, H) || suspended[H] -> RELEASE : LOAD_TEB) }
    :: d_step { AT(LOAD_TEB) -> teb[p] = hand[p];
#ifdef WITHOUT_SECOND_LOCK_TEST
        at[p] = REFERENCE
#else
        at[p] = SECOND_TEST
#endif
        }
    :: d_step { AT(SECOND_TEST) ->
        if
#ifdef WITHOUT_NESTED_LOCK_COUNT
        :: bits[H] & 1 ->
#else
        :: bits[H] != 0 ->
#endif
#if defined(WITHOUT_RESTORE_TEB_ON_FAILURE) || defined(WITHOUT_RESTORE_TEB_BEFORE_RELEASE)
            at[p] = RELEASE
#else
            at[p] = OWN_TEB
#endif
#ifdef WITHOUT_CID_BEFORE_SECOND_TEST
        :: else -> at[p] = LATE_CLAIM
#else
        :: else -> at[p] = REFERENCE
#endif
        fi }
    :: d_step { AT(OWN_TEB) -> teb[p] = 0;
#if defined(WITHOUT_RESTORE_TEB_BEFORE_RELEASE)
        at[p] = REQUEUE
#else
        at[p] = RELEASE
#endif
        }
    :: d_step { AT(RELEASE) ->
        FLUSH(p);
#ifndef WITHOUT_RELEASE_CID_ON_FAILURE
        if
        :: cid[H] == p + 1 -> RELEASE_CID(H)
        :: else
        fi;
#endif
#ifdef WITHOUT_RESTORE_TEB_BEFORE_RELEASE
        at[p] = (teb[p] != 0 -> OWN_TEB : REQUEUE)
#else
        at[p] = REQUEUE
#endif
        }
#ifdef WITHOUT_CID_BEFORE_SECOND_TEST
    :: d_step { AT(LATE_CLAIM) ->
        if
        :: cid[H] == 0 -> cid[H] = p + 1; at[p] = REFERENCE
        :: else -> at[p] = OWN_TEB
        fi }
#endif
    :: d_step { AT(REFERENCE) ->
#ifndef WITHOUT_RECORD_REFERENCE
        ref[H] = p + 1;
#endif
        at[p] = LOAD_A }
    :: d_step { AT(LOAD_A) -> MUST(3, (a[H] & UP) != 0); COPY(a[H], UP, CPU(p)); at[p] = LOAD_B }
    :: d_step { AT(LOAD_B) -> MUST(3, (b[H] & UP) != 0); COPY(b[H], UP, CPU(p)); at[p] = RUN }

    /* The worker's program: whatever it does, its registers change. */
    :: d_step { AT(RUN) ->
        MUST(14, !owed[H]);
        a[H] = CPU(p); b[H] = CPU(p);
        if
        :: OP(pc[H]) == COMPUTE -> pc[H]++
        :: OP(pc[H]) == YIELD -> at[p] = SAVE_A
        :: else -> FLUSH(p); at[p] = ENTRY
        fi }

    /* FIG. 16: yield. */
    :: d_step { AT(SAVE_A) -> COPY(a[H], CPU(p), UP); at[p] = SAVE_B }
    :: d_step { AT(SAVE_B) -> MUST(3, (b[H] & CPU(p)) != 0); b[H] = UP; pc[H]++; owed[H] = 1;
#ifdef WITHOUT_RESTORE_TEB_BEFORE_RELEASE
        at[p] = YIELD_CID
#else
        at[p] = YIELD_TEB
#endif
        }
    :: d_step { AT(YIELD_TEB) -> teb[p] = 0;
#ifdef WITHOUT_RESTORE_TEB_BEFORE_RELEASE
        at[p] = YIELD_LOAD
#else
        at[p] = YIELD_CID
#endif
        }
    :: d_step { AT(YIELD_CID) -> FLUSH(p); FORGET(a[H], CPU(p)); owed[H] = 0; RELEASE_CID(H);
#ifdef WITHOUT_RESTORE_TEB_BEFORE_RELEASE
        at[p] = YIELD_TEB
#else
        at[p] = YIELD_LOAD
#endif
        }
    :: d_step { AT(YIELD_LOAD) ->
#ifdef HINT
        named[p] = (H != HINT -> HINT + 1 : 0);
#endif
        at[p] = REQUEUE }

    /* FIG. 2: kernel entry and directed switch. */
    :: d_step { AT(ENTRY) ->
#if defined(WITHOUT_IDENTITY_CHECK) || defined(WITHOUT_DIRECTED_SWITCH)
        at[p] = SERVICE
#else
        at[p] = (teb[p] != 0 -> LOCK : SERVICE)
#endif
        }
    :: d_step { AT(LOCK) ->
#ifdef WITHOUT_LOCK_IN_DIRECTED_SWITCH
        at[p] = MIGRATE_A
#elif defined(WITHOUT_HONOUR_LOCK_IN_DIRECTED_SWITCH)
        bits[H]++; deferred[p] = 0; at[p] = MIGRATE_A
#else
        at[p] = (deferred[p] -> INDICATE : (bits[H] > 0 -> AWAIT : MIGRATE_A));
        bits[H]++; deferred[p] = 0
#endif
        }
    :: d_step { AT(MIGRATE_A) -> COPY(a[H], CPU(p), KP); at[p] = MIGRATE_B }
    :: d_step { AT(MIGRATE_B) -> COPY(b[H], CPU(p), KP); has[H] = 1; at[p] = TAIL_TEB }
    :: d_step { AT(INDICATE) -> indicator[H] = 1; at[p] = HANDED }
    :: d_step { AT(HANDED) && pulled[H] -> pulled[H] = 0; at[p] = TAIL_TEB }
    :: d_step { AT(TAIL_TEB) -> FORGET(a[H], CPU(p)); FORGET(b[H], CPU(p)); teb[p] = 0;
#ifdef WITHOUT_RELEASE_CID_AT_PARK
        at[p] = TAIL_WAKE
#else
        at[p] = TAIL_CID
#endif
        }
    :: d_step { AT(TAIL_CID) -> RELEASE_CID(H); at[p] = TAIL_WAKE }
    :: d_step { AT(TAIL_WAKE) ->
#ifdef WITHOUT_STICKY_WAKE
        if
        :: kat[H] >= BACK_A -> skip
        :: else -> wake[H] = 1
        fi;
#else
        wake[H] = 1;
#endif
        if
        :: held[H] -> at[p] = SCHEDULE
        :: else ->
            caller[H] = p + 1;
#if defined(WITHOUT_QUEUE_CONCURRENCY_ONE)
            at[p] = SCHEDULE
#elif defined(WITHOUT_WAKE_AND_SLEEP_AS_ONE)
            at[p] = TAIL_SLEEP
#else
            at[p] = ASLEEP
#endif
        fi;
        hand[p] = 0 }
    :: d_step { AT(TAIL_SLEEP) -> at[p] = ASLEEP }

    /* FIG. 14 B4 to B8: the worker is torn off. */
    :: d_step { AT(CAPTURE_A) -> COPY(a[H], CPU(p), UP); at[p] = CAPTURE_B }
    :: d_step { AT(CAPTURE_B) -> COPY(b[H], CPU(p), UP); at[p] = TORN_TEB }
    :: d_step { AT(TORN_TEB) -> FORGET(a[H], CPU(p)); FORGET(b[H], CPU(p)); teb[p] = 0;
#ifdef WITHOUT_RELEASE_CID_ON_CAPTURE
        at[p] = TORN_QUEUE
#else
        at[p] = TORN_CID
#endif
        }
    :: d_step { AT(TORN_CID) -> RELEASE_CID(H); at[p] = TORN_QUEUE }
    :: d_step { AT(TORN_QUEUE) -> ADD(list, H); at[p] = TORN_SAY }
    :: d_step { AT(TORN_SAY) -> ANSWER(H, TORN_OFF); hand[p] = 0; at[p] = SCHEDULE }
    /* APC-12: a claim is rolled back. */
    :: d_step { AT(BACK_TEB) -> teb[p] = 0; at[p] = BACK_CID }
    :: d_step { AT(BACK_CID) -> RELEASE_CID(H); at[p] = BACK_SAY }
    :: d_step { AT(BACK_SAY) -> SAY_NOT_RUNNING(H); at[p] = REQUEUE }
    od
}
#undef p
