"""Settings of gunicorn for Brightspot: `gunicorn app:server`. Every value can be overridden on the command
line or with GUNICORN_CMD_ARGS."""

from __future__ import annotations

import gc
import os

# Collecting writes into every object it looks at, and so into the memory that workers share: not before they
# are forked, and then only among what they make themselves.
gc.disable()

# This machine only: what stands in front and speaks TLS lets others in. The Docker image says otherwise.
bind = "127.0.0.1:8000"
# Two processes keep a core busy while one waits for the database; four threads each let a slow
# reader not hold up a quick one.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "server.gunicorn_worker.Worker"
# The application is made once and then forked: workers share its memory and start at once.
preload_app = True
# A heartbeat file on a slow disk would make healthy workers look dead.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
accesslog = "-"
logger_class = "server.gunicorn_log.Logger"


def pre_fork(_server: object, _worker: object) -> None:
    """Set aside what was made so far: no collection of a worker looks at it."""
    gc.freeze()


def post_fork(_server: object, _worker: object) -> None:
    """Let each worker open a database connection of its own: two processes must not share one."""
    from quality import deployment

    gc.enable()
    deployment.current().engine.dispose(close=False)
