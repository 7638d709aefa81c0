"""What is compared: shipped scenarios with the same bounds as a System, and systems for which the
scenario is made here. Each with the knock-outs that it is asked about."""

from systems import System

NO_APC = {"apcs": (), "set_to": 0}

# Of these every knock-out that the scenario says it catches, and that the model can express.
SHIPPED = {
    "fig02-system-call-without-blocking": System(
        cpus=1, program=("COMPUTE", "CALL", "COMPUTE"), **NO_APC
    ),
    "fig07-apc-on-running-worker": System(program=("COMPUTE", "COMPUTE")),
    "fig08-apc-during-context-migration": System(program=("COMPUTE", "CALL", "COMPUTE")),
    "fig09-apc-during-context-loading": System(program=("COMPUTE",)),
    "fig10-apc-during-context-saving": System(program=("COMPUTE", "YIELD", "COMPUTE")),
    "fig11-lock-race-switch-against-apc": System(primaries=2, workers=2, cpus=2),
    "fig11-release-keeps-lock-bit": System(),
    "fig11-smallest-lock-race": System(program=("COMPUTE",)),
    "fig12-caught-before-park": System(primaries=2, cpus=2, program=("CALL",), **NO_APC),
    "fig14-told-not-running": System(program=("CALL",)),
    "fig15-switch": System(cpus=1, program=("COMPUTE",), **NO_APC),
    "lock-two-holders": System(program=("COMPUTE",), apcs=("SUSPEND", "SET", "RESUME")),
}

MADE = [
    (System(cpus=1), []),
    (System(cpus=1, program=("YIELD", "CALL")), []),
    (System(program=("YIELD", "CALL"), apcs=("SUSPEND", "RESUME")), []),
    (System(program=("YIELD", "CALL"), apcs=("TERMINATE",)), ["terminated-test"]),
    (System(cpus=1, program=("WAIT",), apcs=("SUSPEND", "RESUME")), []),
    (System(program=("WAIT",)), ["queue-concurrency-one", "wake-and-sleep-as-one"]),
    (System(program=("CALL",), apcs=("SUSPEND", "RESUME")), ["release-primary-before-apc"]),
    (System(program=("WAIT", "YIELD"), apcs=("SET", "SET")), []),
    (System(primaries=2, program=("CALL",)), []),
    (System(primaries=2, cpus=1, program=("YIELD",)), []),
    (System(workers=2, program=("WAIT",), **NO_APC), ["no-aba"]),
    (System(workers=2, cpus=2, program=("CALL",), set_to=2), []),
    (System(primaries=2, workers=2, program=("YIELD",), hint=True, **NO_APC), ["atomic-claim"]),
    (
        System(primaries=2, workers=2, program=("YIELD",), apcs=("TERMINATE",), hint=True),
        ["restore-teb-before-release"],
    ),
    # One compare-and-swap of the whole lock: without the second test all still holds.
    (System(primaries=2, workers=2, profile="windows"), ["second-lock-test"]),
]
