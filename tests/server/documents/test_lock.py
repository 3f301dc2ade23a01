"""What the container installs is locked: versions and hashes of everything that the server needs."""

import importlib.metadata
import re
import tomllib
from typing import Any

import pytest

from server.settings import Settings
from tests.paths import ROOT

ROOMS_SHARE = 0.6  # the rest is for the server, its connections, and what Python does not give back
LINE = re.compile(r"^([\w.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str = "requirements.txt") -> dict[str, str]:
    text = (ROOT / name).read_text()
    found = LINE.findall(text)
    assert len(found) == text.count("=="), "a line without hashes"
    return {plain(name): version for name, version, _ in found}


def needed(name: str, known: set[str], by_old_python: bool = False) -> set[str]:
    """Returns a library and all that it needs at run time, by what is installed here; perhaps with what only
    a Python before that of the container needs."""
    if plain(name) in known:
        return known
    known.add(plain(name))
    for each in importlib.metadata.requires(name) or []:
        requirement, _, condition = each.partition(";")
        if (
            "extra" not in condition
            and "win" not in condition.lower()
            and (by_old_python or "python_version <" not in condition)
        ):
            found = re.match(r"[\w.-]+", requirement)
            assert found
            if is_installed(found[0]):
                needed(found[0], known, by_old_python)
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


def test_a_cluster_has_what_the_server_has_and_dask_locked_and_nothing_else() -> None:
    of_server, of_cluster = locked(), locked("requirements-cluster.txt")
    assert {name: of_cluster.get(name) for name in of_server} == of_server, "run `make lock`"
    both = (needed("distributed", set(of_server), by_old_python) for by_old_python in (False, True))
    least, most = both
    assert least <= set(of_cluster) <= most, "run `make lock`"


def test_replicas_have_what_a_cluster_has_and_the_ways_to_valkey_and_postgresql_locked_and_nothing_else() -> (
    None
):
    of_cluster, of_many = locked("requirements-cluster.txt"), locked("requirements-many.txt")
    assert {name: of_many.get(name) for name in of_cluster} == of_cluster, "run `make lock`"
    ways = needed("psycopg-binary", needed("psycopg", needed("valkey", set(of_cluster))))
    assert ways == set(of_many), "run `make lock`"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-cluster.txt", "requirements-many.txt"])
def test_the_lock_has_the_versions_that_are_tested(name: str) -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    tested = {plain(line.split("==")[0]): line.split("==")[1] for line in lines if "==" in line}
    assert {each: tested[each] for each in locked(name)} == locked(name)


def test_the_container_installs_by_hash_alone() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes --requirement requirements.txt" in text
    assert '--require-hashes --requirement "requirements-$EXTRA.txt"' in text
    assert text.count("pip install") == text.count("--require-hashes") + text.count("--no-deps /wheels")
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


def services() -> dict[str, dict[str, Any]]:
    """What compose.cluster.yaml starts, by name."""
    yaml = pytest.importorskip("yaml")
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.cluster.yaml").read_text())["services"]
    return found


@pytest.mark.parametrize("name", ["playground", "scheduler", "worker"])
def test_the_containers_of_a_cluster_may_do_little(name: str) -> None:
    each = services()[name]
    assert each["read_only"] is True
    assert each["cap_drop"] == ["ALL"]
    assert each["security_opt"] == ["no-new-privileges:true"]
    assert each["init"] is True
    assert {"mem_limit", "pids_limit", "tmpfs"} <= set(each)
    assert each["build"]["args"]["EXTRA"] == "cluster"


def test_nobody_outside_reaches_the_scheduler_of_the_containers() -> None:
    """Who reaches it may have anything done."""
    yaml = pytest.importorskip("yaml")
    found = services()
    assert yaml.safe_load((ROOT / "compose.cluster.yaml").read_text())["networks"]["cluster"]["internal"]
    for name in ("scheduler", "worker"):
        assert found[name]["networks"] == ["cluster"]
        assert "ports" not in found[name]
    assert all(port.startswith("127.0.0.1:") for port in found["playground"]["ports"])


def test_the_containers_of_a_cluster_find_each_other() -> None:
    found = services()
    address = found["playground"]["environment"]["PLAYGROUND_CLUSTER"]
    assert address == "tcp://scheduler:8786"
    assert address in found["worker"]["command"]
    assert found["scheduler"]["command"][:4] == ["dask", "scheduler", "--port", "8786"]


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
