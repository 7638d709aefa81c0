/* What a run is asked for, all by -D: how many threads there are, what they do, and which safeguards
   are missing (WITHOUT_... with the knock-out's name in capitals). */

#ifndef PRIMARIES
#define PRIMARIES 1
#endif
#ifndef WORKERS
#define WORKERS 1 /* at most 8 */
#endif
#define THREADS (PRIMARIES + WORKERS)
#ifndef CPUS
#define CPUS THREADS /* no thread ever waits for a CPU */
#endif

/* What APCs do. FIRST, SECOND and THIRD go to worker 0 one after the other, each at any time; workers
   from 1 to APCS - 1 get one SET each. */
#define NONE 0
#define SET 1
#define SUSPEND 2
#define RESUME 3
#define TERMINATE 4
#ifndef APCS
#define APCS 1
#endif
#ifndef FIRST
#define FIRST SET
#endif
#ifndef SECOND
#define SECOND NONE
#endif
#ifndef THIRD
#define THIRD NONE
#endif
#define APC_OF(w, n) ((w) == 0 && APCS > 0 -> \
    ((n) == 0 -> FIRST : ((n) == 1 -> SECOND : ((n) == 2 -> THIRD : NONE))) : \
    ((w) < APCS && (n) == 0 -> SET : NONE))

/* What workers do: OP0 to OP3 in order, then they exit. CALL is a system call that does not block, WAIT
   one that does. With HINT defined every yield of another worker asks for worker HINT. */
#define EXIT 0
#define COMPUTE 1
#define YIELD 2
#define CALL 3
#define WAIT 4
#ifndef OP0
#define OP0 EXIT
#endif
#ifndef OP1
#define OP1 EXIT
#endif
#ifndef OP2
#define OP2 EXIT
#endif
#ifndef OP3
#define OP3 EXIT
#endif
#define OP(n) ((n) == 0 -> OP0 : ((n) == 1 -> OP1 : ((n) == 2 -> OP2 : ((n) == 3 -> OP3 : EXIT))))
