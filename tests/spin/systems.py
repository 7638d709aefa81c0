"""A small system, as what SPIN's model is compiled for and as a scenario of umsim."""

import json
from dataclasses import dataclass

# What an operation of the model is in a scenario. CALL and WAIT enter the kernel, WAIT blocks.
STEPS = {
    "COMPUTE": ["compute", "1us"],
    "YIELD": ["yield"],
    "CALL": ["system_call", "1us"],
    "WAIT": ["io", "Disk"],
}
APCS = {
    "SET": "set_context",
    "SUSPEND": "suspend",
    "RESUME": "resume",
    "TERMINATE": "terminate",
}


@dataclass(frozen=True)
class System:
    """Bounds. The first worker gets the APCs of `apcs`, one after the other; of `set_to` workers
    the others get one that sets the context. With `hint` yields of other workers name the first.
    """

    primaries: int = 1
    workers: int = 1
    cpus: int = 0  # 0: one for each thread
    program: tuple = ()
    apcs: tuple = ("SET",)
    set_to: int = 1
    hint: bool = False
    profile: str = "patent"

    @property
    def threads(self):
        return self.primaries + self.workers

    @property
    def machine_cpus(self):
        return self.cpus or self.threads

    def __str__(self):
        apcs = list(self.apcs) + ["SET"] * (self.set_to - 1)
        words = [f"{self.primaries}x{self.workers}", f"{self.machine_cpus} CPUs"]
        words += [" ".join((*self.program, "EXIT")), "+".join(apcs) or "no APC"]
        words += ["hint"] * self.hint + [self.profile] * (self.profile != "patent")
        return ", ".join(words)

    def defines(self):
        """Options of spin."""
        apcs = (*self.apcs, "NONE", "NONE", "NONE")[:3]
        values = {
            "PRIMARIES": self.primaries,
            "WORKERS": self.workers,
            "CPUS": min(self.machine_cpus, self.threads),
            "APCS": self.set_to if self.apcs else 0,
            **dict(zip(("FIRST", "SECOND", "THIRD"), apcs)),
            **{f"OP{n}": operation for n, operation in enumerate(self.program)},
        }
        if self.hint:
            values["HINT"] = 0
        if self.profile == "windows":
            values["ONE_COMPARE_AND_SWAP"] = 1
        return [f"-D{name}={value}" for name, value in values.items()]

    def _steps(self, worker):
        steps = [list(STEPS[operation]) for operation in self.program] or [["exit"]]
        if self.hint and worker != 0:
            steps = [[*step, {"hint": "W1"}] if step == ["yield"] else step for step in steps]
        return steps

    def _events(self):
        events = [
            {"name": f"A{n + 1}", "apc": APCS[kind], "to": "W1", "at": "any"}
            for n, kind in enumerate(self.apcs)
        ]
        for before, event in zip(events, events[1:]):
            event["after"] = before["name"]
        for worker in range(1, self.set_to if self.apcs else 0):
            events.append(
                {"name": f"B{worker}", "apc": "set_context", "to": f"W{worker + 1}", "at": "any"}
            )
        return events

    def scenario(self):
        """The text of a scenario."""
        scheduler = {"name": "S"}
        if self.hint:
            scheduler["dequeue_timeout"] = "5us"
        primaries = [
            {"name": f"P{n + 1}", "kind": "primary", "scheduler": "S"}
            for n in range(self.primaries)
        ]
        workers = [
            {"name": f"W{n + 1}", "kind": "worker", "scheduler": "S", "start": "parked",
             "program": self._steps(n)}
            for n in range(self.workers)
        ]
        scenario = {
            "umsim": 1,
            "title": str(self),
            "machine": {"cpus": self.machine_cpus, "profile": "unit"},
            "protocol": {"profile": self.profile},
            "schedulers": [scheduler],
            "threads": primaries + workers,
            "events": self._events(),
            "check": {"max_states": 100_000_000},
        }
        if "WAIT" in self.program:
            disk = {"name": "Disk", "kind": "device", "latency": "2us", "queue_depth": 8}
            scenario["objects"] = [disk]
        return json.dumps(scenario, indent=1)
