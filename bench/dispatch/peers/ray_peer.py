# Ray on this machine alone, its dashboard left out.

from shapes import WORKERS, serve


def open_ray():
    import ray

    ray.init(num_cpus=WORKERS, include_dashboard=False, logging_level="ERROR")
    remote = {}

    def call(fn, *args):
        if fn not in remote:
            remote[fn] = ray.remote(fn)
        return remote[fn].remote(*args)

    return (lambda build: ray.get(build(call))), ray.shutdown


if __name__ == "__main__":
    serve(open_ray)
