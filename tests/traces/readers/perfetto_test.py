#!/usr/bin/env python3
"""Perfetto's trace processor reads our traces in its own format and in ftrace's text, and finds there
what the JSON Lines of the same runs say.

    tests/traces/readers/perfetto_test.py UMSIM FOLDER    FOLDER is where install.py has installed
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from traced_runs import SCENARIOS, Faults, all_runs, broken_off, lock_word, run

QUERY = Path(__file__).resolve().parent / "query.mjs"

ERRORS = "select name from stats where value > 0 and severity in ('error', 'data_loss')"
SCHED = "select ts, dur, cpu, name as thread from sched left join thread using (utid)"
WAKINGS = """select ts, thread.name as thread from thread_state join thread using (utid)
             where state in ('R', 'R+')"""
COUNTERS = """select ts, name, cast(value as int) as value from counter join counter_track t
              on t.id = track_id order by counter.id"""
INSTANTS = """select ts, extract_arg(arg_set_id, 'debug.id') as id,
              extract_arg(arg_set_id, 'debug.cause') as cause,
              extract_arg(arg_set_id, 'debug.step') as step from slice where dur = 0
              and extract_arg(arg_set_id, 'debug.id') is not null"""
LOCKS = """select ts, slice.name as word, track.name as lock from slice join track
           on track.id = track_id where track.name like 'lock %'"""
FLOWS = """select a.ts as begin, a.name as what, b.ts as end from flow
           join slice a on a.id = slice_out join slice b on b.id = slice_in"""
THREADS = """select tid, thread.name as thread, process.name as process from thread
             join process using (upid) where thread.name is not null and tid != 0 order by tid"""
TRACKS = """select track.name as track, process.name as process from process_track track
            join process using (upid) where track.name is not null"""
PERFETTO = (ERRORS, SCHED, WAKINGS, COUNTERS, INSTANTS, LOCKS, FLOWS, THREADS, TRACKS)
COUNT = "select count(*) as count from slice"
MARKS = "select ts, name from slice"
FTRACE = (ERRORS, SCHED, WAKINGS, COUNTERS, MARKS)

# Events that are shown as the beginning of a slice, not as an instant.
SLICES = ("thread_switch", "cpu_idle", "lock_transition")


def ask(folder, requests):
    text = json.dumps([{"trace": str(path), "queries": queries} for path, queries in requests])
    answer = subprocess.run(
        ["node", QUERY, folder], input=text, text=True, check=False, capture_output=True
    )
    if answer.returncode != 0:
        sys.exit(f"the trace processor has failed:\n{answer.stderr}")
    return json.loads(answer.stdout)


def kernel_portion(run, thread):
    return f"{thread}.kernel" if thread in run.workers() else thread


def times_on_cpus(run):
    """Of each CPU the (begin, end) of the times in which the kernel has a thread there."""
    times, since = [], {}
    for event in run.of_kind("thread_switch", "cpu_idle"):
        cpu = event["cpu"]
        if event["kind"] == "thread_switch":
            since[cpu] = event["ns"]
        elif cpu in since and event["ns"] > since[cpu]:
            times.append((cpu, since.pop(cpu), event["ns"]))
    return times


def merged(times):
    """Times of the same CPU that touch are one."""
    result = []
    for cpu, begin, end in sorted(times):
        if result and result[-1][0] == cpu and result[-1][2] == begin:
            begin = result.pop()[1]
        result.append((cpu, begin, end))
    return result


def hold_cpus(faults, run, where, sched):
    """Who gets a CPU when, and how long CPUs are busy."""
    found = {(row["ts"], f"CPU{row['cpu']}", row["thread"]) for row in sched}
    wanted = []
    for event in run.of_kind("thread_switch", "ums_switch", "ums_yield"):
        thread = {"ums_switch": event.get("object")}.get(event["kind"], event["thread"])
        if event["kind"] == "thread_switch":
            thread = kernel_portion(run, thread)
        wanted.append((event["ns"], event["cpu"], thread))
    faults.same(f"{where}: who gets a CPU", wanted, [item for item in wanted if item in found])
    busy = [
        (f"CPU{row['cpu']}", row["ts"], row["ts"] + row["dur"])
        for row in sched
        if row["thread"] != "swapper" and row["dur"] > 0
    ]
    total = lambda times: sum(end - begin for _, begin, end in merged(times))
    faults.same(f"{where}: busy CPUs", [total(times_on_cpus(run))], [total(busy)])


def hold_wakings(faults, run, where, wakings):
    """A thread that becomes ready is runnable from then on, unless it has a CPU at once."""
    found = {(row["ts"], row["thread"]) for row in wakings}
    at_once = {(event["ns"], event["thread"]) for event in run.of_kind("thread_switch")}
    wanted = [
        (event["ns"], kernel_portion(run, event["thread"]))
        for event in run.of_kind("thread_ready")
        if (event["ns"], event["thread"]) not in at_once
    ]
    faults.same(f"{where}: wakings", wanted, [item for item in wanted if item in found])


def hold_parked(faults, run, where, counters):
    """The counter of parked workers after each event that changes it."""
    parked = sum(thread.get("parked", False) for thread in run.header["threads"])
    wanted = [parked]
    for event in run.of_kind("park", "unpark"):
        parked += 1 if event["kind"] == "park" else -1
        wanted.append(parked)
    found = [row["value"] for row in counters if row["name"] == "parked workers"]
    faults.same(f"{where}: parked workers", list(enumerate(wanted)), list(enumerate(found)))


def hold_instants(faults, run, where, instants):
    wanted = [
        (event["id"], event["ns"], event["cause"] or 0, event["step"] or "")
        for event in run.events
        if event["kind"] not in SLICES
    ]
    ids = {item[0] for item in wanted}
    found = {
        (row["id"], row["ts"], row["cause"] or 0, row["step"] or "")
        for row in instants
        if row["id"] in ids
    }
    faults.same(f"{where}: events", wanted, list(found))


def hold_locks(faults, run, where, locks):
    wanted = [
        (event["ns"], event["thread"], lock_word(event["new"]))
        for event in run.of_kind("lock_transition")
        if lock_word(event["new"]) != "-/0"
    ]
    found = [(row["ts"], row["lock"].removeprefix("lock "), row["word"]) for row in locks]
    faults.same(f"{where}: locks", wanted, found)


def pairs(run, first, second, key):
    """(begin, end) of each `second` with the latest `first` before it that has the same key."""
    latest, found = {}, []
    for event in run.events:
        if event["kind"] == first:
            latest[key(event)] = event["ns"]
        elif event["kind"] == second and key(event) in latest:
            found.append((latest.pop(key(event)), event["ns"]))
    return found


def hold_flows(faults, run, where, flows):
    found = [(row["begin"], row["end"]) for row in flows]
    apcs = pairs(run, "apc_queued", "apc_begin", lambda event: event["object"])
    faults.same(f"{where}: APC arrows", apcs, [item for item in apcs if item in found])
    to_worker = lambda event: event["object" if event["kind"] == "directed_switch" else "thread"]
    switches = pairs(run, "directed_switch", "thread_switch", to_worker)
    faults.same(f"{where}: switches", switches, [item for item in switches if item in found])
    pushed, wanted = {}, []
    for event in run.of_kind("list_push", "list_dequeue"):
        if event["kind"] == "list_push":
            pushed.setdefault(event["object"], []).append(event["ns"])
        else:
            wanted += [(begin, event["ns"]) for begin in pushed.pop(event["object"], [])]
    named = [(row["begin"], row["end"]) for row in flows if " -> list " in row["what"]]
    faults.same(f"{where}: list arrows", wanted, named)


def hold_names(faults, run, where, threads, tracks):
    """Viewers sort by number: the portions of a worker stand together, each thing in its process."""
    default = None if len(run.header.get("processes", ())) > 1 else run.name
    of_thread = {t["name"]: default or t["process"] for t in run.header["threads"]}
    portions = [
        (name, of_thread[thread["name"]])
        for thread in run.header["threads"]
        for name in dict.fromkeys((thread["name"], kernel_portion(run, thread["name"])))
    ]
    found = [(row["thread"], row["process"]) for row in threads]
    faults.same(f"{where}: threads", list(enumerate(portions)), list(enumerate(found)))
    scheduler = {s["name"]: s["list"] for s in run.header["schedulers"]}
    place = {f"lock {worker}": of_thread[worker] for worker in run.workers()}
    for thread in run.header["threads"]:
        if thread["scheduler"]:
            place[f"list {scheduler[thread['scheduler']]}"] = of_thread[thread["name"]]
    found = [(row["track"], row["process"]) for row in tracks if row["track"] in place]
    faults.same(f"{where}: tracks", [(track, place[track]) for track, _ in found], found)


def hold_marks(faults, run, where, marks):
    """Of ftrace's text: one mark an event, at its time, or 1 ns off: the reader computes with seconds."""
    late = [event["ns"] - row["ts"] for event, row in zip(run.events, marks)]
    faults.same(f"{where}: marks", [len(run.events)], [len(marks)])
    faults.same(f"{where}: times of marks", late, [max(-1, min(1, difference)) for difference in late])


def hold_window(faults, umsim, folder):
    """A trace that begins in the middle begins with who is on the CPUs then."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        whole = run(umsim, SCENARIOS[0], ("perfetto", "ftrace"), place / "whole")
        window = ("--trace-from", "20us", "--trace-to", "60us")
        part = run(umsim, SCENARIOS[0], ("perfetto", "ftrace"), place / "part", window)
        paths = [run.paths[kind] for kind in ("perfetto", "ftrace") for run in (whole, part)]
        answers = ask(folder, [(path, (ERRORS, SCHED)) for path in paths])
    begin, end = part.events[0]["ns"], part.events[-1]["ns"]
    for kind, of_whole, of_part in (("perfetto", *answers[:2]), ("ftrace", *answers[2:])):
        faults.same(f"{kind} window: errors", [], [row["name"] for row in of_part[0]])
        then = [row for row in of_whole[1] if row["ts"] < begin < row["ts"] + row["dur"]]
        on_cpus = [(row["cpu"], row["thread"]) for row in then if row["thread"] != "swapper"]
        first = [(row["cpu"], row["thread"]) for row in of_part[1] if row["ts"] in (begin, begin - 1)]
        faults.same(f"{kind} window: on CPUs", on_cpus, [row for row in first if row in on_cpus])
        inside = lambda rows: [row["ts"] for row in rows if begin < row["ts"] - 1 < end - 1]
        faults.same(f"{kind} window: switches", inside(of_whole[1]), inside(of_part[1]))


def hold_broken_off(faults, umsim, folder):
    """What an interrupt or a full disk leaves of a trace can be read."""
    with tempfile.TemporaryDirectory() as name:
        kinds = ("perfetto", "ftrace")
        paths = [path for kind in kinds for path in broken_off(umsim, kind, Path(name), faults)]
        answers = ask(folder, [(path, (ERRORS, COUNT)) for path in paths])
    for path, (errors, count) in zip(paths, answers):
        faults.same(f"{path.name}: errors", [], [row["name"] for row in errors])
        faults.same(f"{path.name}: many events", [True], [count[0]["count"] > 1000])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    umsim, folder = sys.argv[1:]
    faults = Faults()
    hold_window(faults, umsim, folder)
    hold_broken_off(faults, umsim, folder)
    with all_runs(umsim, ("perfetto", "ftrace")) as runs:
        requests = [(run.paths["perfetto"], PERFETTO) for run in runs]
        requests += [(run.paths["ftrace"], FTRACE) for run in runs]
        answers = ask(folder, requests)
        for run, answer in zip(runs, answers):
            where = f"{run.name} (perfetto)"
            errors, sched, wakings, counters, instants, locks, flows, threads, tracks = answer
            hold_names(faults, run, where, threads, tracks)
            faults.same(f"{where}: errors", [], [row["name"] for row in errors])
            hold_cpus(faults, run, where, sched)
            hold_wakings(faults, run, where, wakings)
            hold_parked(faults, run, where, counters)
            hold_instants(faults, run, where, instants)
            hold_locks(faults, run, where, locks)
            hold_flows(faults, run, where, flows)
        for run, answer in zip(runs, answers[len(runs) :]):
            where = f"{run.name} (ftrace)"
            errors, sched, wakings, counters, marks = answer
            faults.same(f"{where}: errors", [], [row["name"] for row in errors])
            hold_marks(faults, run, where, marks)
            hold_parked(faults, run, where, counters)
    return faults.report(least=2000)


if __name__ == "__main__":
    sys.exit(main())
