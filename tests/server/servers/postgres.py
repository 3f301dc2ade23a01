"""PostgreSQL for the tests: a server of Debian's package, in a folder of its own and on a socket alone; as a
script it installs the package where there is none."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.get_browser import install_with_apt

PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
STARTS_WITHIN = 60
NOBODY = "nobody"
"""Who runs it where we are root, as whom it refuses to run."""


def find() -> Path | None:
    """Returns the folder with PostgreSQL's programs, or None."""
    known = [Path(path).parent for name in ("initdb",) if (path := shutil.which(name))]
    return next((path for path in (*known, *reversed(PLACES)) if (path / "pg_ctl").exists()), None)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Runs a server in an empty folder; yields the address of its database. Skips the test where there is
    none."""
    programs = find()
    if programs is None:
        pytest.skip("there is no PostgreSQL here: make postgresql")
    data = folder / "data"
    if os.geteuid() == 0:
        for parent in (folder, *folder.parents):
            if parent.owner() == "root" and str(parent).startswith("/tmp/"):
                parent.chmod(0o755)
        os.chown(folder, pwd.getpwnam(NOBODY).pw_uid, pwd.getpwnam(NOBODY).pw_gid)
    _run(programs / "initdb", "--pgdata", data, "--username=playground", "--auth=trust", "--no-sync")
    start(data)
    try:
        yield f"postgresql://playground@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():  # unless a test has stopped it
            stop(data)


def start(data: Path) -> None:
    """Starts the server whose data are in a folder, on a socket beside it."""
    programs = find()
    assert programs is not None
    options = f"-c listen_addresses= -c unix_socket_directories={data.parent} -c fsync=off"
    wait = ("--wait", f"--timeout={STARTS_WITHIN}")
    _run(programs / "pg_ctl", "--pgdata", data, "--log", data.parent / "log", *wait, "-o", options, "start")


def stop(data: Path, mode: str = "immediate") -> None:
    """Stops the server whose data are in a folder."""
    programs = find()
    assert programs is not None
    _run(programs / "pg_ctl", "--pgdata", data, "--wait", f"--mode={mode}", "stop")


def _run(*command: object) -> None:
    """Runs one of PostgreSQL's programs, not as root."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": ()}
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, cwd="/", **user)
    assert done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    if find() is None:
        install_with_apt("postgresql")
    print(f"PostgreSQL for the tests: {find() or 'none, its tests are left out'}")
