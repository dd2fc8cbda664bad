# The tasks that Celery's workers know by name: it does not ship functions.

import os

import shapes
from celery import Celery

app = Celery("celery_app", broker=os.environ["BENCH_REDIS"], backend=os.environ["BENCH_REDIS"])
app.conf.update(worker_prefetch_multiplier=64, task_serializer="pickle", result_serializer="pickle",
                accept_content=["pickle", "json"], broker_connection_retry_on_startup=True)

TASKS = {fn: app.task(fn, name=fn.__name__) for fn in
         (shapes.noop, shapes.make, shapes.carry, shapes.size_of, shapes.spin)}
