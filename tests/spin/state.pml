/* The state, and what is done with it from several places. Threads are primaries 0, 1, ... and behind
   them workers; p is a primary, w a worker; a field that names a thread holds its number + 1, 0 is none. */

/* Where a primary stands, user mode first. */
#define SCHEDULE    0 /* the scheduler picks a worker, or takes the completion list */
#define REQUEUE     1 /* the worker goes back to the ready queue: it has yielded, or a switch has failed */
#define TEST        2 /* FIG. 15 B1: CID and lock bit are tested ... */
#define CLAIM       3 /* ... and the CID taken */
#define ENDED_TEST  4 /* D2 terminated or suspended? */
#define LOAD_TEB    5 /* B3 */
#define SECOND_TEST 6 /* D3 kernel-locked? */
#define OWN_TEB     7 /* D3 yes: the own TEB comes back, */
#define RELEASE     8 /* B4 then the CID goes */
#define LATE_CLAIM  9 /* only without cid-before-second-test */
#define REFERENCE  10 /* B6 */
#define LOAD_A     11 /* B7, two words: */
#define LOAD_B     12 /* the second one has instruction and stack pointer */
#define RUN        13 /* the worker's program */
#define SAVE_A     14 /* FIG. 16 B1 */
#define SAVE_B     15 /* ... and the primary's stack is loaded */
#define YIELD_TEB  16 /* B2 */
#define YIELD_CID  17 /* B3 */
#define YIELD_LOAD 18 /* B4, and the upcall */
#define USER(x) ((x) <= YIELD_LOAD)
/* Kernel mode: FIG. 2 */
#define ENTRY      20 /* 3 to 5: whose TEB is loaded? */
#define SERVICE    21 /* a service in the primary's own kernel portion */
#define LOCK       22 /* ENTRY-13 */
#define MIGRATE_A  23 /* 6 */
#define MIGRATE_B  24
#define TAIL_TEB   25 /* ENTRY-14 */
#define TAIL_CID   26
#define TAIL_WAKE  27
#define TAIL_SLEEP 28 /* only without wake-and-sleep-as-one */
#define ASLEEP     29
#define AWAIT      30 /* FIG. 8: the lock bit was set, the question is sure to come */
#define INDICATE   31
#define HANDED     32 /* until the worker has pulled everything */
/* FIGS. 13, 14: the worker is torn off, or a claim rolled back */
#define CAPTURE_A  33 /* B4 */
#define CAPTURE_B  34
#define TORN_TEB   35 /* B6 */
#define TORN_CID   36
#define TORN_QUEUE 37 /* B5 */
#define TORN_SAY   38 /* B7 */
#define BACK_TEB   39 /* APC-12 */
#define BACK_CID   40
#define BACK_SAY   41
#define GONE       42

/* Where a worker's kernel portion stands. */
#define PARKED     0
#define APC_LOCK   1 /* FIG. 13 B2 */
#define APC_PEEK   2 /* D3, D4 */
#define APC_LATE   3 /* only without lock-before-peek */
#define APC_ASK    4 /* the disassociate APC */
#define APC_ANSWER 5 /* waits for the answer */
#define APC_JOIN   6 /* FIG. 14 B9, D10: waits for the indicator */
#define PULL_A     7 /* B10: into the staging area */
#define PULL_B     8
#define UNSTAGE    9 /* B11 */
#define BODY_USER 10 /* B1 on the saved context */
#define BODY_KP   11 /* B12 on what the kernel portion has */
#define APC_UNLOCK 12
#define SERVE     13 /* FIG. 2, 7 */
#define BLOCKED   14
#define EARLY     15 /* only where the order of what follows is another one */
#define BACK_A    16 /* 8: the context goes back to the user portion, */
#define BACK_B    17
#define UNLOCK    18
#define QUEUE     19 /* is queued, */
#define PARK      20 /* and the kernel portion parks */
#define DEAD      21

#define NO_ANSWER   0
#define TORN_OFF    1
#define NOT_RUNNING 2
#define DEFERRED    3

#define BIT(w) (1 << (w))
#define ALL ((1 << WORKERS) - 1)
#define ADD(set, w) set = set | BIT(w)
#define DROP(set, w) set = set & (255 - BIT(w))
#define IN(set, w) ((set & BIT(w)) != 0)

byte at[PRIMARIES];     /* where it stands */
byte hand[PRIMARIES];   /* the worker that it deals with */
byte teb[PRIMARIES];    /* the worker whose TEB is loaded; 0 is its own */
byte cid[WORKERS];      /* the UMS lock: CID */
byte bits[WORKERS];     /* and lock bit, a count of holders */
byte kat[WORKERS];      /* where the kernel portion stands */
byte pc[WORKERS];       /* position in the program */
byte caller[WORKERS];   /* the primary that has woken the kernel portion, and sleeps */
byte queue[WORKERS];    /* the one that the kernel portion wakes when it blocks or parks */
byte apc[WORKERS];      /* the APC that has come and is not done */
byte sent[WORKERS];     /* how many have come */
byte asked[WORKERS];    /* the primary that the disassociate APC is at */
byte answer[WORKERS];
byte peeked[WORKERS];   /* the CID as the kernel portion saw it */
byte ref[WORKERS];      /* the primary in the worker's context */
bit wake[WORKERS];      /* sticky wake-up */
bit has[WORKERS];       /* the kernel portion has the worker's state */
bit was[WORKERS];       /* the lock bit was set when the APC took it */
bit indicator[WORKERS];
bit pulled[WORKERS];
bit owed[WORKERS];      /* a yield is saved, its upcall has still to come */
bit suspended[WORKERS]; /* while idle: the APC's hold on the lock stays */
bit held[WORKERS];      /* suspended in its kernel portion */
bit doomed[WORKERS];    /* to end at the end of its service */
bit deferred[PRIMARIES];
byte ready;             /* the scheduler's queue, a set of workers, */
byte list = ALL;        /* the completion list, another, */
byte terminated;
byte retired;           /* and those of which the scheduler knows that they have ended */
byte broken;            /* the invariant that a step has found broken */

#ifdef HINT
byte named[PRIMARIES];  /* what the last yield asked for */
bit took[PRIMARIES];    /* the worker in hand was in the ready queue */
#define TOOK(p) took[p]
#else
#define TOOK(p) true
#endif
#ifdef WITHOUT_CLAIM_STORE_BUFFER
bit buffered[PRIMARIES]; /* the claim is in the store buffer */
#define FLUSH(p) if :: buffered[p] -> cid[hand[p] - 1] = p + 1; buffered[p] = 0 :: else fi
#else
#define FLUSH(p) skip
#endif

/* The places that have a worker's newest words, a bit each; a copy is as new as what it was made from. */
#define UP 1
#define KP 2
#define STAGE 4
#define CPU(p) (8 << (p))
byte a[WORKERS] = UP;
byte b[WORKERS] = UP;
#define COPY(word, from, to) \
    word = ((word & (from)) -> (word | (to)) : (word & (255 - (to))))
#define FORGET(word, place) word = word & (255 - (place))

/* With ONLY defined nothing else is looked for. */
#ifdef ONLY
#define MUST(n, condition) if :: (n) != ONLY || (condition) :: else -> broken = n; assert(broken != n) fi
#else
#define MUST(n, condition) if :: condition :: else -> broken = n; assert(broken != n) fi
#endif

#ifdef WITHOUT_KEEP_BITS_ON_RELEASE
#define RELEASE_CID(w) cid[w] = 0; ref[w] = 0; bits[w] = 0
#else
#define RELEASE_CID(w) cid[w] = 0; ref[w] = 0
#endif

/* Which threads have a CPU: with one for each there is nothing to decide, else processors.pml decides. */
#if CPUS < THREADS
byte on = (1 << CPUS) - 1;
#define RUNS(t) ((on & (1 << (t))) != 0)
#else
#define RUNS(t) true
#endif
