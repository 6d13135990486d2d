"""The whole program on a stage: behind the recorded internet, with its own data."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.shared import shared

ROOT = Path(__file__).resolve().parent.parent.parent
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], *, seconds: float, what: str) -> Any:
    """The first true answer; AssertionError naming `what` if none comes in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


@dataclass
class Internet:
    """The recorded internet as a proxy, and its control address."""

    proxy: str
    ca: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HTTP_PROXY": self.proxy,
            "HTTPS_PROXY": self.proxy,
            "NO_PROXY": "127.0.0.1,localhost",
            "SSL_CERT_FILE": str(self.ca),
        }

    def control(self, path: str, body: dict[str, object] | None = None) -> Any:
        through = urllib.request.ProxyHandler({"http": self.proxy})
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.build_opener(through).open(
            f"http://internet.test/{path}", data, timeout=10
        ) as answer:
            return json.load(answer)


@contextmanager
def internet(folder: Path) -> Iterator[Internet]:
    script = shared("internet/internet.py")
    port, ca = free_port(), folder / "ca.pem"
    process = subprocess.Popen(
        [sys.executable, script, "--port", str(port), "--ca", ca, "--fresh"],
        stdout=subprocess.DEVNULL,
    )
    try:
        proxy = f"http://127.0.0.1:{port}"
        wait_for(ca.exists, seconds=20, what="the recorded internet's certificate")
        wait_for(lambda: answers(port), seconds=20, what="the recorded internet")
        yield Internet(proxy, ca)
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Program:
    """Processes of the program, started together and stopped together."""

    environment: dict[str, str]
    port: int
    log: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def run(self, *command: str) -> None:
        subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True
        )

    def get(self, path: str) -> str:
        try:
            with DIRECT.open(self.url + path, timeout=30) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, OSError):
            return ""

    def tree(self) -> list[int]:
        """Every process of the program, children and grandchildren included."""
        parents = {pid: parent_of(pid) for pid in all_pids()}
        found = [process.pid for process in self.processes if process.poll() is None]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def workers(self) -> list[int]:
        return [pid for pid in self.tree() if "celery" in command_of(pid)]

    def stop(self) -> list[int]:
        """Ask all to end; give what is left of the tree after fifteen seconds."""
        tree = self.tree()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                continue
        left = [pid for pid in tree if alive(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return left


def all_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def parent_of(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def pss_mib(pids: list[int]) -> float:
    """Memory that these processes take together, shared pages counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def environment(folder: Path, port: int, extra: dict[str, str]) -> dict[str, str]:
    """A clean environment: nothing of the caller's settings leaks in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "LANG": "en_US.UTF-8",
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "ADMIN_USERNAME": "alice",
        "ADMIN_PASSWORD": "correct horse battery",
        # Polite by default; here nobody is there to be polite to.
        "FETCH_SPACING": "0",
        "FETCH_PER_HOST": "4",
        "GOOGLE_LINK_BUDGET": "10000",
        "GOOGLE_LINK_SPACING": "0",
        **extra,
    }
