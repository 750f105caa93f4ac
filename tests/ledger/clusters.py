"""A second PostgreSQL cluster beside the test's own, to restore a dump into."""

import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.ledger.sessions import url_of_test_database


@dataclass
class OtherCluster:
    """A throw-away cluster under `folder`, run by the binaries in `binaries` as an unprivileged account."""

    binaries: Path
    folder: Path
    port: int

    def start(self) -> None:
        self._serve("initdb", "-D", str(self._data), "-U", "owner", "-A", "trust", "-N", "--locale=C", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._serve("pg_ctl", "-D", str(self._data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self._serve("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def restore(self) -> str:
        """Dump the test's database, restore it here, and tell the address."""
        dump = self.folder / "dump"
        self._run("pg_dump", "-Fc", "--no-privileges", "-f", str(dump), url_of_test_database())
        maintenance = f"postgresql://owner@127.0.0.1:{self.port}/postgres"
        self._run("pg_restore", "--no-owner", "-C", "-d", maintenance, "--exit-on-error", str(dump))
        name = url_of_test_database().split("@/")[1].split("?")[0]
        return f"postgresql://owner@127.0.0.1:{self.port}/{name}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _serve(self, binary: str, *args: str) -> None:
        self._run(binary, *args, account="nobody" if os.geteuid() == 0 else None)

    def _run(self, binary: str, *args: str, account: str | None = None) -> None:
        # output goes to a file: the server that pg_ctl leaves behind would hold a pipe open
        with (self.folder / "output").open("w+") as output:
            done = subprocess.run(
                [str(self.binaries / binary), *args],
                user=account,
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=120,
                check=False,
            )
            output.seek(0)
            assert done.returncode == 0, f"{binary}: {output.read()}"


def prepare(folder: Path, binaries: Path) -> OtherCluster:
    """A cluster in an empty folder of the account that will run it; initdb refuses to run as root."""
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return OtherCluster(binaries, folder, port)
