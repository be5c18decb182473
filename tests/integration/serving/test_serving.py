"""The servers as they are shipped, as programs of their own: told to stop under load, met by slow clients."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

import pytest

from settings import ROOT
from tests.servers.programs import GUNICORN, free_port

BOTH = ("gunicorn", "app.py")
PATHS = ("/", "/board", "/huddle/strathcorrie-ward-4", "/indicator/falls_harm", "/methods", "/data")
CLIENTS = 10
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stopped another way there")


@contextmanager
def served(demo, kind: str, out=subprocess.DEVNULL):
    """The demo, served by the command of the Docker image or by `python app.py`."""
    port = free_port()
    settings = {
        "BRIGHTSPOT_DATABASE": demo.settings.database,
        "BRIGHTSPOT_DATA": str(demo.settings.data),
        "BRIGHTSPOT_PORT": str(port),
    }
    command = [sys.executable, "app.py"]
    if kind == "gunicorn":
        command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", "app:server"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=out, stderr=out) as process:
        try:
            until_it_answers(process, port)
            yield process, port
        finally:
            process.kill()


def until_it_answers(process, port: int) -> None:
    for _ in range(1200):
        assert process.poll() is None
        try:
            assert get(port, "/healthz") == 200
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("It never answered.")


def get(port: int, path: str, timeout: float = 60) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def ask_on(port: int, number: int, seen: Counter[str], stop: threading.Event) -> None:
    """A client that asks without a pause. Refused means: not begun, and known at once."""
    count = 0
    while not stop.is_set():
        count += 1
        try:
            seen[str(get(port, f"{PATHS[(number + count) % len(PATHS)]}?ask={number}-{count}"))] += 1
        except ConnectionRefusedError:
            seen["refused"] += 1
            time.sleep(0.02)
        except Exception as error:
            seen[repr(error)] += 1


@pytest.mark.parametrize("kind", BOTH)
def test_told_to_stop_it_answers_whoever_has_connected(demo, kind):
    seen: Counter[str] = Counter()
    stop = threading.Event()
    with served(demo, kind) as (process, port):
        clients = [threading.Thread(target=ask_on, args=(port, n, seen, stop)) for n in range(CLIENTS)]
        for client in clients:
            client.start()
        while seen["200"] < 3 * CLIENTS:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        stop.set()
        for client in clients:
            client.join()
    assert code == 0
    assert set(seen) <= {"200", "refused"}, seen


@pytest.mark.parametrize("kind", BOTH)
def test_what_stands_behind_the_question_mark_of_an_address_is_not_logged(demo, kind, tmp_path):
    """Also of the page that a form was on: with its token whoever reads logs would set the password."""
    address = "/sign-in/password?token=a-token-that-works-once"
    with open(tmp_path / "log", "wb") as log, served(demo, kind, log) as (_, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", address, headers={"Referer": f"http://127.0.0.1:{port}{address}"})
        connection.getresponse().read()
        connection.close()
    logged = (tmp_path / "log").read_text()
    assert "GET /sign-in/password HTTP/1.1" in logged
    assert "a-token" not in logged


SLOW = {
    "silent": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: ",
    "half a body": b"POST /_dash-update-component HTTP/1.1\r\nHost: here\r\nContent-Length: 900\r\n\r\n{",
    "never closes": b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("how", SLOW)
def test_slow_clients_keep_nobody_waiting(served_once, how):
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", served_once))) for _ in range(60)]
        for client in slow:
            client.sendall(SLOW[how])
        time.sleep(0.5)
        for _ in range(3):
            for client in slow if how.startswith("half") else ():
                client.sendall(b"x")
            began = time.monotonic()
            assert get(served_once, "/healthz") == 200
            assert get(served_once, "/board") == 200
            assert time.monotonic() - began < 5, (
                "sixty of them would hold every thread for as long as they like"
            )


@pytest.fixture(scope="module")
def served_once(demo):
    with served(demo, "gunicorn") as (_, port):
        yield port


def test_a_request_that_comes_in_pieces_is_answered(served_once):
    body = b'{"output": "a.b"}'
    whole = b"POST /_dash-update-component HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
    whole += b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with socket.create_connection(("127.0.0.1", served_once)) as client:
        for at in range(0, len(whole), 16):
            client.sendall(whole[at : at + 16])
            time.sleep(0.02)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"output that no page has" in answer


def test_a_large_body_and_two_requests_at_once_are_answered(served_once):
    with socket.create_connection(("127.0.0.1", served_once), timeout=60) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n" * 2)
        seen = b""
        while seen.count(b"HTTP/1.1 200") < 2:
            seen += client.recv(65536)
    head = b"POST /_dash-update-component HTTP/1.1\r\nHost: here\r\nContent-Length: 200000\r\n"
    with socket.create_connection(("127.0.0.1", served_once), timeout=60) as client:
        client.sendall(head + b"Content-Type: application/json\r\n\r\n" + b"[" * 200_000)
        assert client.recv(65536).startswith(b"HTTP/1.1 400")


def test_only_the_docker_image_serves_other_machines():
    assert '\nbind = "127.0.0.1:8000"\n' in (ROOT / "gunicorn.conf.py").read_text()
    (command,) = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD [")]
    assert '"--bind", "0.0.0.0:8000"' in command
