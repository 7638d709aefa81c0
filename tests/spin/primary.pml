/* A primary: its scheduler, FIG. 15, FIG. 16, the directed switch (FIG. 2), and how a worker is torn off
   it (FIG. 14). */

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
