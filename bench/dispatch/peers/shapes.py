# The shapes for any Python peer: a peer says how a graph of calls is run, and answers a shape a line as every contestant does.

import json
import math
import os
import sys
import time

WORKERS = os.cpu_count()


class Cannot(Exception):
    """The peer has no such thing."""


def noop(x):
    return x + 1


def add(x, y):
    return x + y


def total(*xs):
    return sum(xs)


def parts(x):
    return [x * part for part in range(10)]


def total_of_part(part, *xs):
    return sum(x[part] for x in xs)


def sum_three(x, y, z):
    return (x + y + z) % 1_000_003


def make(size):
    return b"\1" * size


def carry(data):
    return b"\2" + data[1:] if data else data


def size_of(data):
    return len(data)


def spin(milliseconds, i):
    end = time.perf_counter() + milliseconds / 1e3
    while time.perf_counter() < end:
        pass
    return i


def timed(run, build):
    """Milliseconds from the first call to all values in hand. `build(call)` makes the graph, and returns its outputs."""
    start = time.perf_counter()
    values = run(build)
    return (time.perf_counter() - start) * 1e3, values


def quantile(times, share):
    return sorted(times)[min(len(times) - 1, math.floor(len(times) * share))]


def round_trip(run, size):
    times = []
    for i in range(size):
        ms, values = timed(run, lambda call: [call(noop, i)])
        assert values == [i + 1]
        times.append(ms)
    return {"p50": quantile(times, 0.5), "p99": quantile(times, 0.99)}


def fan_out(run, size):
    ms, values = timed(run, lambda call: [call(noop, i) for i in range(size)])
    assert values[-1] == size
    return {"perSecond": size / ms * 1e3}


def chain(run, size):
    def build(call):
        x = call(noop, 0)
        for _ in range(1, size):
            x = call(noop, x)
        return [x]

    ms, values = timed(run, build)
    assert values == [size]
    return {"perHop": ms / size}


def tree(run, size):
    def build(call):
        level = [call(noop, i) for i in range(size)]
        while len(level) > 1:
            level = [call(add, level[i], level[i + 1]) for i in range(0, len(level), 2)]
        return level

    ms, values = timed(run, build)
    assert values == [size * (size + 1) // 2]
    return {"perSecond": (2 * size - 1) / ms * 1e3}


def map_reduce(run, size):
    def build(call):
        mapped = [call(parts, i) for i in range(size)]
        return [call(total_of_part, part, *mapped) for part in range(10)]

    ms, values = timed(run, build)
    assert values[2] == size * (size - 1)
    return {"perSecond": (size + 10) / ms * 1e3}


def grid(run, size):
    def build(call):
        row = [call(noop, i) for i in range(size)]
        for _ in range(1, size):
            row = [call(sum_three, row[i - 1], row[i], row[(i + 1) % size]) for i in range(size)]
        return row

    ms, values = timed(run, build)
    assert len(values) == size
    return {"perSecond": size * size / ms * 1e3}


def payload(run, size):
    def build(call):
        data = call(make, size)
        for _ in range(3):
            data = call(carry, data)
        return [call(size_of, data)]

    ms, values = timed(run, build)
    assert values == [size]
    return {"perEdge": ms / 4}


DURATIONS = [64, 32, 16, 8, 4, 2, 1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625]


def granularity(run, size):
    # As in metg.ts.
    before = None
    for ms in DURATIONS:
        tasks = min(size, max(4 * WORKERS, math.ceil(400 * WORKERS / ms)))
        took, _ = timed(run, lambda call: [call(spin, ms, i) for i in range(tasks)])
        efficiency = tasks * ms / (WORKERS * took)
        if efficiency < 0.5:
            if before is None:
                return {"metg": ms / (2 * efficiency)}
            share = math.log(before[1] / 0.5) / math.log(before[1] / efficiency)
            return {"metg": before[0] * (ms / before[0]) ** share}
        before = (ms, efficiency)
    return {"metg": DURATIONS[-1]}


SHAPES = {
    "round-trip": round_trip,
    "fan-out": fan_out,
    "chain": chain,
    "tree": tree,
    "map-reduce": map_reduce,
    "grid": grid,
    "payload": payload,
    "granularity": granularity,
}


def serve(open_peer, shapes=SHAPES):
    """`open_peer` starts the peer, and returns `run` and `close`. Opened once and warm for all shapes but `cold`."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    # What the peer itself prints is not an answer.
    os.dup2(2, 1)
    opened = None
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            try:
                if asked["shape"] == "cold":
                    if opened:
                        opened[1]()
                        opened = None
                    start = time.perf_counter()
                    opened = open_peer()
                    assert opened[0](lambda call: [call(noop, 1)]) == [2]
                    answer = {"values": {"ms": (time.perf_counter() - start) * 1e3}}
                elif asked["shape"] not in shapes:
                    answer = {"cannot": "it has no such thing"}
                else:
                    opened = opened or open_peer()
                    opened[0](lambda call: [call(noop, i) for i in range(50)])
                    answer = {"values": shapes[asked["shape"]](opened[0], asked["size"])}
            except Cannot as error:
                answer = {"cannot": str(error)}
            except Exception as error:
                answer = {"failed": f"{type(error).__name__}: {error}"}
            out.write(json.dumps(answer) + "\n")
    finally:
        if opened:
            opened[1]()
