# Celery on a Redis of its own: calls by name, groups of them, and chains. It has no other graphs whose edges carry values.

import os
import socket
import subprocess
import sys
import tempfile
import time

from shapes import SHAPES, WORKERS, Cannot, serve


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Call:
    """A call whose first argument may be another call: then both are one chain."""

    def __init__(self, task, args):
        first = args[0] if args and isinstance(args[0], Call) else None
        if any(isinstance(arg, Call) for arg in args[1:]):
            raise Cannot("a task takes the output of one other at most")
        self.steps = [*first.steps, task.s(*args[1:])] if first else [task.s(*args)]


def open_celery():
    folder = tempfile.TemporaryDirectory()
    port = free_port()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder.name],
        stdout=subprocess.DEVNULL,
    )
    os.environ["BENCH_REDIS"] = f"redis://127.0.0.1:{port}/0"
    sys.modules.pop("celery_app", None)
    import celery_app
    from celery import chain

    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "celery_app", "worker", "-c", str(WORKERS), "-P", "prefork", "-l", "ERROR"],
        stdout=subprocess.DEVNULL,
        cwd=os.path.dirname(__file__),
        env={**os.environ, "C_FORCE_ROOT": "1"},
    )

    def run(build):
        results = []
        outputs = build(lambda fn, *args: Call(celery_app.TASKS[fn], args) if fn in celery_app.TASKS else missing(fn))
        for output in outputs:
            steps = output.steps
            results.append(steps[0].apply_async() if len(steps) == 1 else chain(*steps).apply_async())
        return [result.get(disable_sync_subtasks=False) for result in results]

    def close():
        for process in (worker, redis):
            process.terminate()
            process.wait()
        folder.cleanup()

    for _ in range(300):
        if redis.poll() is not None:
            raise RuntimeError("redis-server ended")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            break
        except OSError:
            time.sleep(0.02)
    return run, close


def missing(fn):
    raise Cannot(f"a task takes the output of one other at most, and {fn.__name__} takes more")


if __name__ == "__main__":
    serve(open_celery, SHAPES)
