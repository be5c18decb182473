"""The server of `python app.py`: a thread for each request, no debugger. Told to stop, it answers whoever has
connected, and ends."""

from __future__ import annotations

import os
import signal
import socketserver
from threading import Thread, Timer
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from server.last_call import take_everybody_in

LAST = 25.0
"""Seconds after which whoever is still not done is left."""


class _Handler(WSGIRequestHandler):
    timeout = 20.0
    """Seconds without a byte, after which nobody is waited for."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log a request without its query, as server/gunicorn_log.py does."""
        if hasattr(self, "path"):  # a line that is no request has none
            self.path = self.path.partition("?")[0]  # it was read from already
        super().log_request(code, size)


class Server(ThreadedWSGIServer):
    """Serves until SIGTERM."""

    daemon_threads = False
    """Closing waits for the threads."""

    def __init__(self, host: str, port: int, app: Any) -> None:
        super().__init__(host, port, app, _Handler)

    def serve_forever(self, poll_interval: float = 0.1) -> None:
        """Serve; on SIGTERM answer everybody who has connected, and return."""
        # From a thread: it waits for the loop, which waits for this.
        signal.signal(signal.SIGTERM, lambda *_: Thread(target=self.shutdown).start())
        socketserver.BaseServer.serve_forever(self, poll_interval)
        last = Timer(LAST, os._exit, [0])
        last.daemon = True
        last.start()
        take_everybody_in(self.socket, self.handle_request)
        self.server_close()
