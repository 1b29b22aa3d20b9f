"""One web server process on loopback, people signed in to it, and what it needs of memory."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import psutil

from .databases import ROOT
from .plan import PASSWORD

SECONDS = 600
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass(frozen=True)
class Answer:
    """`ms` is the time from the request to the last byte."""

    ms: float
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Stay(HTTPRedirectHandler):
    """A redirect is an answer: what it leads to is another page's work."""

    def redirect_request(self, *args):
        return None


class Reader:
    """Somebody signed in, over HTTP."""

    def __init__(self, base: str, username: str):
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), Stay())
        form = {"login": username, "password": PASSWORD}
        signed_in = self.post("/accounts/login/", form | token(self.get("/accounts/login/")))
        assert signed_in.status == 302, f"{username} can't sign in"

    def get(self, path: str, **headers: str) -> Answer:
        return self._send(Request(self.base + path, headers=headers))

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        return self._send(Request(self.base + path, urlencode(data).encode(), headers))

    def upload(self, path: str, data: dict[str, str], name: str, file: tuple[str, bytes], **headers: str) -> Answer:
        """A form with one file: its name and its content."""
        parts = [f'name="{key}"\r\n\r\n{text}'.encode() for key, text in data.items()]
        parts.append(f'name="{name}"; filename="{file[0]}"\r\n\r\n'.encode() + file[1])
        border = b"--border-of-the-benchmark"
        body = b"".join(border + b"\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
        kind = {"Content-Type": f"multipart/form-data; boundary={border[2:].decode()}"}
        return self._send(Request(self.base + path, body + border + b"--\r\n", kind | headers))

    def _send(self, request: Request) -> Answer:
        begun = time.perf_counter()
        try:
            answer = self.opener.open(request, timeout=SECONDS)
        except HTTPError as error:
            if error.status >= 400:
                raise
            answer = error
        with answer:
            body = answer.read()
        return Answer((time.perf_counter() - begun) * 1000, answer.status, answer.headers, body)


def token(page: Answer) -> dict[str, str]:
    """The form's protection against forged requests."""
    return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]}


class Server:
    """A web server with one worker process; `cold_start` is the milliseconds from its start to its first page.

    One request at a time, so that memory and queries are those of one work; with `threads` as many at once.
    """

    def __init__(self, variables: dict[str, str], threads: int = 0):
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        self.base = f"http://{address}"
        begun = time.perf_counter()
        gunicorn = ["-m", "gunicorn", "strategy_portal.wsgi", "--bind", address, "--timeout", str(SECONDS)]
        gunicorn += ["--worker-class", "gthread", "--threads", str(threads)] if threads else []
        self.process = subprocess.Popen([sys.executable, *gunicorn], cwd=ROOT, env=variables, **QUIET)
        self._wait_until(begun + 60)
        self.cold_start = (time.perf_counter() - begun) * 1000
        self.worker = psutil.Process(self.process.pid).children()[0]

    def _wait_until(self, end: float) -> None:
        while True:
            try:
                return build_opener().open(f"{self.base}/accounts/login/", timeout=5).close()
            except OSError:
                if self.process.poll() is not None or time.perf_counter() > end:
                    raise
                time.sleep(0.01)

    def forget_peak(self) -> None:
        """From here on `peak` is counted anew."""
        Path(f"/proc/{self.worker.pid}/clear_refs").write_text("5")

    @property
    def peak(self) -> float:
        """The most memory that the worker had resident since then, in megabytes."""
        status = Path(f"/proc/{self.worker.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024 / 1e6


@contextmanager
def serving(variables: dict[str, str], threads: int = 0) -> Iterator[Server]:
    server = Server(variables, threads)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()
