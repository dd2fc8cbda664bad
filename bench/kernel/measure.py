# What one kernel takes for what people wait for; prints one line of JSON. Arguments: the kernel's name, and its code as JSON.

import json
import statistics
import sys
import time

from jupyter_client.manager import KernelManager

name, code = sys.argv[1], json.loads(sys.argv[2])
PATIENCE = 60


def run(kc, source, patience=PATIENCE):
    """Milliseconds until the kernel is idle again, and how much it printed."""
    begin = time.perf_counter()
    sent = kc.execute(source)
    printed = 0
    while True:
        message = kc.get_iopub_msg(timeout=patience)
        if message["parent_header"].get("msg_id") != sent:
            continue
        if message["msg_type"] == "stream":
            printed += message["content"]["text"].count("\n")
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
    while kc.get_shell_msg(timeout=PATIENCE)["parent_header"].get("msg_id") != sent:
        pass
    return (time.perf_counter() - begin) * 1000, printed


def started():
    """A kernel, and milliseconds from its start to its first result."""
    begin = time.perf_counter()
    km = KernelManager(kernel_name=name)
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    sent = kc.execute("1 + 1")
    reply = kc.get_shell_msg(timeout=PATIENCE)
    while reply["parent_header"].get("msg_id") != sent:
        reply = kc.get_shell_msg(timeout=PATIENCE)
    return km, kc, (time.perf_counter() - begin) * 1000


def memory(pid):
    """Proportional megabytes of a process and all below it."""
    own = 0
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            own = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1000
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            return own + sum(memory(int(child)) for child in children.read().split())
    except (FileNotFoundError, ProcessLookupError):
        return own


def timed(work, times):
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)


starts = []
for _ in range(3):
    km, kc, took = started()
    starts.append(took)
    # What a kernel writes down for its next start, it writes while its first result is read.
    time.sleep(2)
    kc.stop_channels()
    km.shutdown_kernel(now=True)
km, kc, took = started()
starts.append(took)
fresh = memory(km.provisioner.process.pid)
kc.wait_for_ready(timeout=PATIENCE)
for _ in range(10):
    run(kc, "1 + 1")
round_trip = statistics.median(run(kc, "1 + 1")[0] for _ in range(100))


def complete():
    sent = kc.complete(code["complete"])
    reply = kc.get_shell_msg(timeout=PATIENCE)
    while reply["parent_header"].get("msg_id") != sent:
        reply = kc.get_shell_msg(timeout=PATIENCE)
    return any("alpha" in match for match in reply["content"].get("matches", []))


run(kc, code["declare"])
completion = timed(complete, 20) if complete() else None
for n in range(100):
    run(kc, code["cell"].replace("#", str(n)))
hundred = statistics.median(run(kc, code["use"].replace("#", str(n)))[0] for n in range(0, 100, 3))
megabytes = memory(km.provisioner.process.pid)
try:
    lines, printed = run(kc, code["lines"], patience=20)
    lines = lines if printed == 10000 else None
except Exception:  # A kernel that never gets idle again.
    lines = None
kc.stop_channels()
km.shutdown_kernel(now=True)
print(
    json.dumps(
        {
            "start": statistics.median(starts),
            "roundTrip": round_trip,
            "hundred": hundred,
            "lines": lines,
            "completion": completion,
            "fresh": fresh,
            "megabytes": megabytes,
        }
    )
)
