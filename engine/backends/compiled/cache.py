"""The folder where compiled kernels are kept for the next start: in the user's cache folder, for them alone.

A file's name says which kernel it is, and has a digest of all that its machine code depends on: processor,
compiler and sources. Whatever else stands in the folder is neither read nor removed; a kernel in whose place
it stands has another one.
"""

import contextlib
import hashlib
import logging
import os
import platform
import re
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

MAX_FILES = 40
"""So many kernels are kept, each of some 100 KB; those that were loaded longest ago are removed first."""
MAX_BYTES = 64 * 2**20
"""So large they are together at most."""

COMPILER = "engine.backends.compiled.compiler"
"""The module that makes machine code. It imports all sources of the kernels."""

_ROOT = Path(__file__).parents[3]
_IMPORT = re.compile(r"^(?:from|import) (engine[\w.]*)(?: import (\([^)]*\)|.*))?", re.MULTILINE)
_BESIDE = ".beside"
COMPILING, SHAPING = "compiling", "shaping"
"""What one process does at a time."""
_LOOK_SECONDS = 0.1  # how often is looked whether the lock is free
_EVERY_START = "Kernels are compiled again at every start"
_KEY = r"\.[0-9a-f]{24}(\.\w+){0,2}"  # a last part while it is written
FOR_ALL = re.compile(r"\w+\.float(32|64)" + _KEY)
FOR_SHAPES = re.compile(r"\w+\.float(32|64)\.[0-9a-f]{16}" + _KEY)

log = logging.getLogger(__name__)


class KeptFiles(NamedTuple):
    """How many files of this name are kept, and how many bytes they have together."""

    file_name: re.Pattern[str]
    max_files: int
    max_bytes: int


GENERAL = KeptFiles(FOR_ALL, MAX_FILES, MAX_BYTES)


def read(kernel: str) -> bytes | None:
    """The file of a kernel ("run_tiles.float64"); None if none is kept that may be used."""
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: this user has no home
        if path := _path(kernel):
            os.utime(path)
            return path.read_bytes()
    return None


def keep(kernel: str, content: bytes, limit: KeptFiles = GENERAL) -> None:
    """Writes the file of a kernel, whole or not at all, and removes the oldest where there are too many.
    Where nothing can be written, the next start compiles again."""
    with contextlib.suppress(OSError, RuntimeError):
        path = _path(kernel)
        if not path:
            return
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as written:
            written.write(content)
        os.replace(written.name, path)
        _remove_oldest(path.parent, limit)


def _remove_oldest(place: Path, limit: KeptFiles) -> None:
    files = {each: each.lstat() for each in place.iterdir() if limit.file_name.fullmatch(each.name)}
    own = [each for each, facts in files.items() if stat.S_ISREG(facts.st_mode)]
    n_bytes = 0
    for number, each in enumerate(sorted(own, key=lambda each: -files[each].st_mtime)):
        n_bytes += files[each].st_size
        if number >= limit.max_files or n_bytes > limit.max_bytes:
            each.unlink(missing_ok=True)


@contextlib.contextmanager
def one_at_a_time(most_seconds: float, what: str = COMPILING) -> Iterator[None]:
    """A block that no other process of this user enters meanwhile, as long as that is waited for: of many
    that begin together one compiles, and the others find what it has kept. Where there are no locks all
    enter."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, OSError, RuntimeError):
            _wait_for_lock(stack, most_seconds, what)
        yield


def _wait_for_lock(stack: contextlib.ExitStack, most_seconds: float, what: str) -> None:
    import fcntl

    place = folder().parent
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    file = os.open(place / what, flags, 0o600)
    stack.callback(os.close, file)
    end = time.monotonic() + most_seconds
    while time.monotonic() < end:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_LOOK_SECONDS)


def folder() -> Path:
    """Where kernels are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "neural-network-playground" / "kernels"


def sources() -> dict[str, bytes]:
    """Name and text of each module of the engine that is loaded with `COMPILER`. Found by reading: importing
    them would load the compiler."""
    files = {".".join(path.relative_to(_ROOT).parts): path for path in (_ROOT / "engine").rglob("*.py")}
    found: dict[str, bytes] = {}
    waiting = [COMPILER]
    while waiting:
        name = waiting.pop()
        path = files.get(f"{name}.py", files.get(f"{name}.__init__.py"))
        if path is None or name in found:  # None: a function or a class of a module
            continue
        found[name] = path.read_bytes()
        waiting.append(name.rpartition(".")[0])
        for module, members in _IMPORT.findall(found[name].decode()):
            waiting += [module, *(f"{module}.{each}" for each in re.findall(r"\w+", members))]
    return found


def _path(kernel: str) -> Path | None:
    """The place of a kernel in the folder, which is made if need be, and is open to its owner only from then
    on; None if that is another user's, or if a kernel's two places are both taken by what is no kernel."""
    place = folder()
    for each in (place.parent, place):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(each, each.stat(), stat.S_ISDIR):
            return None
    place.chmod(0o700)
    first = place / f"{kernel}.{_key()}"
    beside = place / f"{first.name}{_BESIDE}"
    for path, instead in ((first, f"Its kernel is kept in {beside.name}"), (beside, _EVERY_START)):
        if not os.path.lexists(path) or _is_own(path, path.lstat(), stat.S_ISREG, instead):
            return path
    return None


def _is_own(
    path: Path, facts: os.stat_result, is_kind: Callable[[int], bool], instead: str = _EVERY_START
) -> bool:
    """Whether what stands there is of this kind and this user's; if not, a warning says what comes of it."""
    is_ours = not hasattr(os, "geteuid") or facts.st_uid == os.geteuid()
    if not (is_ours and is_kind(facts.st_mode)):
        what = "it is no ordinary file" if is_ours else "it belongs to another user"
        _warn(f"{path} is not used: {what}. {instead}.")
        return False
    return True


@cache
def _warn(sentence: str) -> None:
    """A warning in the log, once."""
    log.warning("%s", sentence)


@cache
def _key() -> str:
    """A digest of what machine code depends on."""
    from llvmlite.binding import get_host_cpu_features, get_host_cpu_name

    digest = hashlib.sha256()
    for fact in (
        version("numba"), version("llvmlite"), sys.platform, platform.machine(),
        get_host_cpu_name(), get_host_cpu_features().flatten(),
    ):  # fmt: skip
        digest.update(f"{fact}\n".encode())
    for name, text in sorted(sources().items()):
        digest.update(f"{name} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:24]
