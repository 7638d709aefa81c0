/* The kernel portion of a worker: APCs (FIGS. 5, 6, 8, 13, 14), its service, and the way back to the
   user portion, the completion list and the park (FIG. 2). And where APCs come from. */

#define w (_pid - PRIMARIES)
#define K(x) (RUNS(_pid) && kat[w] == x)

/* FIG. 13 D2: a kernel portion that has the worker's state, or will have it, is not parked. */
#define AWAKE(w) (wake[w] || has[w])
#define EXECUTES(x) ((x) == SERVE || (x) == BLOCKED || (x) == OUT)
#if defined(WITHOUT_CAPTURE_BEFORE_PUBLISH) || defined(WITHOUT_UNLOCK_AFTER_CONTEXT_IS_BACK)
#define OUT EARLY
#else
#define OUT BACK_A
#endif
#define FREE(w) (apc[w] == NONE && !held[w])
/* From BACK_A's own step to the park APCs are held back; those that have come before it go first. */
#define AT_ONCE(w) (EXECUTES(kat[w]) || kat[w] == PARKED && AWAKE(w))

/* BLOCK-1, BLOCK-9: wakes the primary that sleeps for this worker, once. */
#ifdef WITHOUT_NO_ABA
#define ROUSE(w) if \
    :: queue[w] != 0 && at[queue[w] - 1] == ASLEEP -> at[queue[w] - 1] = SCHEDULE \
    :: else fi
#else
#define ROUSE(w) if \
    :: queue[w] != 0 && at[queue[w] - 1] == ASLEEP -> at[queue[w] - 1] = SCHEDULE; queue[w] = 0 \
    :: else -> queue[w] = 0 fi
#endif

#define TAKE_OVER if :: caller[w] != 0 && kat[w] <= APC_UNLOCK -> queue[w] = caller[w]; caller[w] = 0 :: else fi

/* On what the kernel portion has (APC-1). */
inline serve_at_once() {
    MUST(3, (a[w] & KP) != 0 && (b[w] & KP) != 0);
    if
    :: apc[w] == SUSPEND -> held[w] = 1; TAKE_OVER; ROUSE(w)
    :: apc[w] == RESUME -> held[w] = 0
    :: apc[w] == TERMINATE -> doomed[w] = 1; held[w] = 0
    :: else -> a[w] = KP
    fi
}

/* On the saved context, under the lock (APC-2, APC-3). */
inline serve_on_user_portion() {
    MUST(3, (a[w] & UP) != 0 && (b[w] & UP) != 0);
    if
    :: apc[w] == SUSPEND -> suspended[w] = 1
    :: apc[w] == RESUME -> skip
    :: apc[w] == TERMINATE -> ADD(terminated, w); suspended[w] = 0
    :: else -> a[w] = UP
    fi
}

#ifdef WITHOUT_RELEASE_PRIMARY_BEFORE_APC
bit late[WORKERS]; /* the primary has still to be told */
#endif

active [WORKERS] proctype worker() {
end:
    do
    /* FIG. 13. */
    :: d_step { RUNS(_pid) && apc[w] != NONE && AT_ONCE(w) -> serve_at_once(); apc[w] = NONE }
    :: d_step { K(PARKED) && apc[w] != NONE && !AWAKE(w) ->
#ifdef WITHOUT_LOCK_BEFORE_PEEK
        peeked[w] = cid[w]; kat[w] = APC_LATE
#else
        kat[w] = APC_LOCK
#endif
        }
    :: d_step { K(APC_LOCK) -> was[w] = bits[w] != 0; bits[w]++; kat[w] = APC_PEEK }
#ifdef WITHOUT_LOCK_BEFORE_PEEK
    :: d_step { K(APC_LATE) -> was[w] = bits[w] != 0; bits[w]++; kat[w] = APC_ASK }
#endif
    :: d_step { K(APC_PEEK) -> peeked[w] = cid[w]; kat[w] = APC_ASK }
    :: d_step { K(APC_ASK) ->
#ifdef WITHOUT_DISASSOCIATE
        peeked[w] = 0;
#endif
        if
        :: peeked[w] != 0 -> asked[w] = peeked[w]; kat[w] = APC_ANSWER
        :: peeked[w] == 0 && was[w] && !suspended[w] && !IN(terminated, w) -> kat[w] = BODY_KP
        :: else -> kat[w] = BODY_USER
        fi;
        peeked[w] = 0 }
    :: d_step { K(APC_ANSWER) && answer[w] != NO_ANSWER ->
        if
        :: answer[w] == TORN_OFF -> kat[w] = BODY_USER
#ifdef WITHOUT_EVALUATE_AGAIN
        :: answer[w] == NOT_RUNNING -> kat[w] = BODY_USER
#else
        :: answer[w] == NOT_RUNNING -> kat[w] = (AWAKE(w) -> BODY_KP : APC_PEEK)
#endif
        :: else -> kat[w] = APC_JOIN
        fi;
        answer[w] = NO_ANSWER }
#ifdef WITHOUT_STAGING_AREA
    :: d_step { K(APC_JOIN) && indicator[w] -> indicator[w] = 0; kat[w] = BODY_USER }
#else
    :: d_step { K(APC_JOIN) && indicator[w] -> indicator[w] = 0; kat[w] = PULL_A }
#endif
    :: d_step { K(PULL_A) ->
        if
        :: (a[w] & (255 - UP - KP - STAGE)) != 0 -> a[w] = a[w] | STAGE
        :: else -> FORGET(a[w], STAGE)
        fi;
        kat[w] = PULL_B }
    :: d_step { K(PULL_B) ->
        if
        :: (b[w] & (255 - UP - KP - STAGE)) != 0 -> b[w] = b[w] | STAGE
        :: else -> FORGET(b[w], STAGE)
        fi;
#ifdef WITHOUT_RELEASE_PRIMARY_BEFORE_APC
        late[w] = 1;
#else
        pulled[w] = 1;
#endif
        kat[w] = UNSTAGE }
    :: d_step { K(UNSTAGE) -> COPY(a[w], STAGE, KP); FORGET(a[w], STAGE);
        COPY(b[w], STAGE, KP); FORGET(b[w], STAGE); has[w] = 1; kat[w] = BODY_KP }
    :: d_step { K(BODY_USER) -> serve_on_user_portion();
        if
        :: apc[w] == TERMINATE -> apc[w] = NONE; kat[w] = DEAD
        :: apc[w] == SUSPEND -> apc[w] = NONE; kat[w] = PARKED
        :: else -> kat[w] = APC_UNLOCK
        fi }
    :: d_step { K(BODY_KP) -> serve_at_once(); kat[w] = APC_UNLOCK }
    :: d_step { K(APC_UNLOCK) ->
        if
        :: apc[w] == RESUME && suspended[w] -> suspended[w] = 0; bits[w]--
        :: else
        fi;
#ifndef WITHOUT_UNLOCK_AFTER_APC
        MUST(8, bits[w] != 0);
        bits[w]--;
#endif
        apc[w] = NONE; kat[w] = PARKED }

#ifdef WITHOUT_RELEASE_PRIMARY_BEFORE_APC
    :: d_step { K(PARKED) && late[w] && FREE(w) -> late[w] = 0; pulled[w] = 1 }
#endif

    /* FIG. 2: the service. */
    :: d_step { K(PARKED) && wake[w] && FREE(w) -> wake[w] = 0; TAKE_OVER; kat[w] = SERVE }
    :: d_step { K(SERVE) && FREE(w) ->
        MUST(3, (a[w] & KP) != 0 && (b[w] & KP) != 0);
        if
        :: OP(pc[w]) == EXIT -> doomed[w] = 1; kat[w] = OUT
        :: OP(pc[w]) == WAIT && !doomed[w] -> ROUSE(w); kat[w] = BLOCKED
        :: else -> pc[w]++; a[w] = KP; b[w] = KP; kat[w] = OUT
        fi }
    :: d_step { K(BLOCKED) && FREE(w) -> pc[w]++; a[w] = KP; b[w] = KP; kat[w] = OUT }
#ifdef WITHOUT_CAPTURE_BEFORE_PUBLISH
    :: d_step { K(OUT) && FREE(w) ->
        if
        :: doomed[w] -> skip
        :: else -> ADD(list, w)
        fi;
        kat[w] = BACK_A }
#endif
#ifdef WITHOUT_UNLOCK_AFTER_CONTEXT_IS_BACK
    :: d_step { K(OUT) && FREE(w) ->
        if
        :: doomed[w] -> skip
        :: else -> bits[w]--
        fi;
        kat[w] = BACK_A }
#endif
    :: d_step { K(BACK_A) && (OUT != BACK_A || FREE(w)) ->
        if
        :: doomed[w] -> /* nothing goes back, and the lock stays (LOCK-9) */
            ADD(terminated, w); has[w] = 0; kat[w] = QUEUE
        :: else -> COPY(a[w], KP, UP); kat[w] = BACK_B
        fi }
    :: d_step { K(BACK_B) -> COPY(b[w], KP, UP); FORGET(a[w], KP); FORGET(b[w], KP); has[w] = 0;
#if defined(WITHOUT_LOCK_IN_DIRECTED_SWITCH) || defined(WITHOUT_UNLOCK_AFTER_CONTEXT_IS_BACK)
        kat[w] = QUEUE
#else
        kat[w] = UNLOCK
#endif
        }
    :: d_step { K(UNLOCK) -> MUST(8, bits[w] != 0); bits[w]--;
#ifdef WITHOUT_CAPTURE_BEFORE_PUBLISH
        kat[w] = PARK
#else
        kat[w] = QUEUE
#endif
        }
    :: d_step { K(QUEUE) -> ADD(list, w); kat[w] = PARK }
    :: d_step { K(PARK) && !doomed[w] -> ROUSE(w); kat[w] = PARKED }
    :: d_step { K(PARK) && doomed[w] -> ROUSE(w); apc[w] = NONE; kat[w] = DEAD }
    od
}

#undef w

/* An APC may come at any time, one after the other to a worker, and comes in the end. One to a worker that
   has ended is nothing. */
#define COMES(w) :: d_step { apc[w] == NONE && APC_OF(w, sent[w]) != NONE -> \
        if \
        :: kat[w] != DEAD -> apc[w] = APC_OF(w, sent[w]) \
        :: else \
        fi; \
        sent[w]++ }
active proctype outside() {
end:
    do
    COMES(0)
#if WORKERS > 1
    COMES(1)
#endif
#if WORKERS > 2
    COMES(2)
#endif
    od
}
