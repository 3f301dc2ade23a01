"""What the container installs is locked: versions and hashes of everything that the server needs."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

from server.settings import Settings

ROOT = Path(__file__).parent.parent.parent
ROOMS_SHARE = 0.6  # the rest is for the server, its connections, and what Python does not give back
LINE = re.compile(r"^([\w.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.txt").read_text()
    found = LINE.findall(text)
    assert len(found) == text.count("=="), "a line without hashes"
    return {plain(name): version for name, version, _ in found}


def needed(name: str, known: set[str]) -> set[str]:
    """Returns a library and all that it needs at run time, by what is installed here."""
    if plain(name) in known:
        return known
    known.add(plain(name))
    for each in importlib.metadata.requires(name) or []:
        requirement, _, condition = each.partition(";")
        if (
            "extra" not in condition
            and "win" not in condition.lower()
            and "python_version <" not in condition
        ):
            found = re.match(r"[\w.-]+", requirement)
            assert found
            if is_installed(found[0]):
                needed(found[0], known)
    return known


def is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def test_everything_the_server_needs_is_locked_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own: set[str] = set()
    for each in project["dependencies"]:
        needed(re.split(r"[<>=]", each)[0], own)
    assert own == set(locked()), "run `make lock`"


def test_the_lock_has_the_versions_that_are_tested() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    tested = {plain(line.split("==")[0]): line.split("==")[1] for line in lines if "==" in line}
    assert {name: tested[name] for name in locked()} == locked()


def test_the_container_installs_by_hash_alone() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes --requirement requirements.txt" in text
    assert "--no-deps /wheels/*.whl" in text


def test_the_container_may_do_little() -> None:
    compose, dockerfile = (ROOT / "compose.yaml").read_text(), (ROOT / "Dockerfile").read_text()
    for line in (
        "read_only: true",
        "cap_drop:\n      - ALL",
        "no-new-privileges:true",
        "pids_limit:",
        "mem_limit:",
    ):
        assert line in compose, line
    assert "USER 10001:10001" in dockerfile


def test_rooms_leave_the_container_memory_for_the_server_itself() -> None:
    compose = (ROOT / "compose.yaml").read_text()
    found = re.search(r"^    mem_limit: (\d+)g # of which rooms take (\d+) MB", compose, re.MULTILINE)
    assert found
    limit, rooms = 1024 * int(found[1]), int(found[2])
    assert rooms == Settings().max_memory_mb
    assert "PLAYGROUND_MAX_MEMORY_MB=" not in compose  # the default holds
    assert rooms <= ROOMS_SHARE * limit
    said = (ROOT / "docs" / "administration.md").read_text()
    assert f"at most {rooms} MB" in said
    assert f"{found[1]} GB of `compose.yaml`" in said


def test_all_that_the_container_is_built_from_is_let_in() -> None:
    """What the Dockerfile copies is named in .dockerignore, which keeps everything else out; and is there."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = [
        source
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    assert lines[0] == "*"
    assert "docs/controls.md" in copied
    assert [source for source in copied if source not in let_in or not (ROOT / source).exists()] == []
