"""The end of a server that listens: whoever the kernel has connected already would be reset with the socket
that they wait on."""

from __future__ import annotations

import ctypes
import select
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress

AT_MOST = 5.0
"""Seconds: where newcomers cannot be kept away, there is always another under load."""
_SO_ATTACH_FILTER = 26
_RETURN_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)


def take_everybody_in(listener: socket.socket, accept: Callable[[], None]) -> None:
    """Accept whoever is connected already, and nobody after them. The socket is then to be closed."""
    with suppress(OSError, ValueError):
        _drop_what_comes(listener)
    end = time.monotonic() + AT_MOST
    while time.monotonic() < end and select.select([listener], [], [], 0)[0]:
        accept()


def _drop_what_comes(listener: socket.socket) -> None:
    """Let Linux drop what comes to the listening socket itself: newcomers ask again in a second, and are then
    refused or answered by the next server. Between the last accept and the close nobody comes in."""
    program = ctypes.create_string_buffer(_RETURN_NOTHING)
    fprog = struct.pack("HP", 1, ctypes.addressof(program))
    listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, fprog)
