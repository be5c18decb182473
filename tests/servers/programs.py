"""Servers as programs of their own, at a port that is free."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import requests

from settings import ROOT

GUNICORN = (sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def running(
    command: Sequence[str], port: int, path: str, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program, and wait until it answers at this path."""
    out = subprocess.DEVNULL
    env = os.environ | settings
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as process:
        try:
            until = time.monotonic() + 120
            while True:
                assert process.poll() is None
                assert time.monotonic() < until
                try:
                    if requests.get(f"http://127.0.0.1:{port}{path}", timeout=5).ok:
                        break
                except requests.ConnectionError:
                    time.sleep(0.1)
            yield process
        finally:
            process.terminate()
