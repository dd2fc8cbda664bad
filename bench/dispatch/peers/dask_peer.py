# Dask distributed: a scheduler, and a worker process for each processor.

import logging

from shapes import WORKERS, serve


def open_dask():
    from dask.distributed import Client, LocalCluster

    cluster = LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
    )
    client = Client(cluster)

    def run(build):
        return client.gather(build(lambda fn, *args: client.submit(fn, *args, pure=False)))

    def close():
        client.close()
        cluster.close()

    return run, close


if __name__ == "__main__":
    serve(open_dask)
