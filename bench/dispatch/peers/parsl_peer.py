# Parsl's executor of its own, HTEX, with a worker process for each processor.

from shapes import WORKERS, serve


def open_parsl():
    import parsl
    from parsl.config import Config
    from parsl.executors import HighThroughputExecutor

    executor = HighThroughputExecutor(label="local", max_workers_per_node=WORKERS, address="127.0.0.1")
    kernel = parsl.load(Config(executors=[executor], strategy="none"))
    apps = {}

    def call(fn, *args):
        if fn not in apps:
            apps[fn] = parsl.python_app(fn)
        return apps[fn](*args)

    def close():
        kernel.cleanup()
        parsl.clear()

    return (lambda build: [future.result() for future in build(call)]), close


if __name__ == "__main__":
    serve(open_parsl)
