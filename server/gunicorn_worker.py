"""gunicorn's worker of threads, with two habits more: slow clients cost it no thread, and whoever has
connected when it is told to stop is answered.

A thread serves one request at a time and there are few; gunicorn's own worker gives one to whoever connects.
Here a connection gets a thread when its whole request has come, which is looked at where the kernel keeps it.
"""

from __future__ import annotations

import re
import socket
import time
from functools import partial
from selectors import EVENT_READ
from threading import Thread
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from server.last_call import take_everybody_in

PATIENCE = 20.0
"""Seconds that a request may take to come."""
SENT_AT_MOST = 60.0
"""Seconds that an answer may take to be read."""
LOOKED_AT = 65_536
"""Bytes of a request that the kernel keeps and that are looked at; ours are a few hundred."""
_PAUSE = 0.05
_BODY = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)


class Worker(ThreadWorker):
    """Serve as `gthread` does, and patiently."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.half: list[TConn] = []
        """Connections of which a part of a request has come."""

    # -- slow clients -----------------------------------------------------------------------------

    def enqueue_req(self, conn: TConn) -> None:
        """Give a connection a thread if its request is whole; else wait for more of it."""
        conn.close = partial(_close, conn)
        if self.cfg.is_ssl or _has_read_ahead(conn) or is_whole(seen := _peek(conn)):
            conn.since = None
            super().enqueue_req(conn)
            return
        conn.since = getattr(conn, "since", None) or time.monotonic()
        conn.timeout = conn.since + PATIENCE
        if seen:
            self.half.append(conn)
        else:
            self.pending_conns.append(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Look at unfinished requests between events: the kernel says once that something came, not when all
        has."""
        super().wait_for_and_dispatch_events(min(timeout, _PAUSE) if self.half else timeout)
        half, self.half = self.half, []
        for conn in half:
            if is_whole(_peek(conn)):
                conn.since = None
                super().enqueue_req(conn)
            elif time.monotonic() < conn.timeout:
                self.half.append(conn)
            else:
                self.nr_conns -= 1
                conn.close()

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """Answer one request. Whoever does not read the answer is not waited for without end."""
        conn.sock.settimeout(SENT_AT_MOST)
        return bool(super().handle_request(req, conn))

    # -- the end ----------------------------------------------------------------------------------

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if self.alive:
            return
        for listener in self.sockets:
            take_everybody_in(listener.sock, partial(self.accept, listener))
            listener.close()


def is_whole(seen: bytes | None) -> bool:
    """Say whether a request is here with its body, as far as that can be seen. None: the client is gone."""
    if seen is None or len(seen) >= LOOKED_AT:
        return True
    head, end, body = seen.partition(b"\r\n\r\n")
    length = _BODY.search(head + b"\r\n")
    return bool(end) and (length is None or len(body) >= min(int(length[1]), LOOKED_AT - len(head) - 4))


def _peek(conn: TConn) -> bytes | None:
    try:
        return conn.sock.recv(LOOKED_AT, socket.MSG_PEEK | socket.MSG_DONTWAIT) or None
    except BlockingIOError:
        return b""
    except OSError:
        return None


def _has_read_ahead(conn: TConn) -> bool:
    return conn.parser is not None and bool(conn.parser.unreader.buf.getvalue())


def _close(conn: TConn, graceful: bool = False) -> None:
    """Close a connection. One that lingers for the client is let to it aside: nobody else waits meanwhile."""
    close = partial(TConn.close, conn, graceful)
    if graceful:
        Thread(target=close).start()
    else:
        close()
