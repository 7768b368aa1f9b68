"""The whole site as processes, on all cores: HAProxy, two web processes, worker, scheduler, and the stores."""

import asyncio
import getpass
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from bench import memory, site
from deploy import haproxy
from server.stores import child
from server.stores.child import Child

STOP_SECONDS, LONGEST_STOP_SECONDS = 10.0, 60.0
DRAIN_SECONDS = 3
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class WholeSite:
    """Its processes by name, the ports of the web processes, and the port that people use."""

    processes: dict[str, Child]
    ports: dict[str, int]
    port: int

    async def restart(self, name: str) -> None:
        """Stop a web process, start it again and wait until it is ready: the way of a new version."""
        process = self.processes[name]
        process.terminate()
        if status := await asyncio.to_thread(process.process.wait, LONGEST_STOP_SECONDS):
            raise RuntimeError(f"{name} ended with {status}")
        process.start()
        await asyncio.to_thread(site.wait_until_ready, process, self.ports[name])

    async def kill(self, name: str) -> None:
        """End a process as the kernel does when memory is short, and start it again as a supervisor does."""
        process = self.processes[name]
        process.process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.process.wait, LONGEST_STOP_SECONDS)
        process.start()

    def cpu_seconds(self) -> dict[str, float]:
        """What each process has used so far, with what it started and saw ending."""
        ours = {process.process.pid: name for name, process in self.processes.items()}
        return {ours.get(pid) or _program(pid): _cpu_seconds(pid) for pid in memory.children()}


@contextmanager
def running(folder: Path) -> Iterator[WholeSite]:
    """All of it, until the block ends."""
    everywhere()
    ports = {name: site.free_port() for name in ("web1", "web2")}
    port = site.free_port()
    configuration = haproxy.render(
        [f"127.0.0.1:{each}" for each in ports.values()], f"127.0.0.1:{port}", user=getpass.getuser(), log="stdout"
    )
    (folder / "haproxy.cfg").write_text(configuration)
    balancer = which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin") or "haproxy"
    processes: dict[str, Child] = {}
    try:
        for name, each in ports.items():
            environ = {"PORT": str(each), "PROXY_HOPS": "1", "DRAIN_SECONDS": str(DRAIN_SECONDS)}
            processes[name] = _python(folder, name, "server", "web", **environ)
        processes["worker"] = _python(folder, "worker", "jobs", "worker", "default")
        processes["scheduler"] = _python(folder, "scheduler", "jobs", "scheduler")
        processes["haproxy"] = Child(
            "haproxy", [balancer, "-db", "-f", str(folder / "haproxy.cfg")], log=folder / "haproxy.log"
        )
        for name, each in ports.items():
            site.wait_until_ready(processes[name], each)
        yield WholeSite(processes, ports, port)
    finally:
        child.stop(list(processes.values()), STOP_SECONDS)


def everywhere() -> None:
    """Give up the cores that other benchmarks keep apart, for us, the stores and all that we start from now on."""
    for pid in (os.getpid(), *memory.children()):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                os.sched_setaffinity(int(task.name), set(site.CORES))


def _python(folder: Path, name: str, *command: str, **environ: str) -> Child:
    return Child(name, [sys.executable, "-m", *command], log=folder / f"{name}.log", environ=os.environ | environ)


def _program(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS
