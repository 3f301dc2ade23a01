"""The data folder: one file a room, each whole or not there at all. Plain files and nothing that waits.

    lock                          held by the one server that uses the folder
    rooms/ID.room                 a room (kept.py says what stands in it)
    classes                       all classes (class_keeper.py)
    set-aside/ID.room, ID.room.txt   a file that could not be read, and why

A file is written beside its place, brought to the disk and then renamed, so that whoever looks, and whenever
the machine stops, finds the old one or the new one.
"""

import contextlib
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from server.keeping.codec import MOST_BYTES, ROOM_ID, KeptError

SUFFIX = ".room"
TEMPORARY = ".new"
NO_FOLLOWING = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FolderInUse(OSError):
    """Another server keeps its rooms in this folder."""


class Folder:
    """What is kept on the disk. What the disk refuses is an OSError, an id that is none a ValueError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rooms = path / "rooms"
        self._aside = path / "set-aside"
        self._lock: int | None = None
        self._is_open = self._is_closed = False
        self._has_locks = True
        self._opening = threading.Lock()

    def open(self) -> bool:
        """Makes the folder where there is none and takes it for this server alone; returns whether the one
        that it had before was removed or moved. Raises FolderInUse, and OSError once it is closed."""
        with self._opening:
            is_lost = not self._is_closed and self._taken()
        if self._is_closed:
            self._let_go_if_nobody_opens()  # another thread has closed it meanwhile
            raise OSError(f"the data folder {self.path} is closed")
        return is_lost

    def _taken(self) -> bool:
        """Takes the folder; returns whether the one that it had before was removed or moved."""
        is_new = _is_made(self.path) | _is_made(self._rooms)
        is_lost = self._is_open and (is_new or not self._is_locked())
        if not self._is_locked():
            self._let_go()
            self._lock = _locked(self.path / "lock")
            self._has_locks = self._lock is not None
        self._is_open = True
        return is_lost

    def _is_locked(self) -> bool:
        """Whether the lock that we hold is that of the folder, as far as there are locks."""
        if self._lock is None:
            return not self._has_locks
        try:
            return os.path.samestat(os.fstat(self._lock), os.lstat(self.path / "lock"))
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Lets others have the folder, for good and without waiting for a thread that just opens it: that one
        lets go itself."""
        self._is_closed = True
        self._let_go_if_nobody_opens()

    def _let_go_if_nobody_opens(self) -> None:
        if self._opening.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._opening.release()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def files(self) -> list[Path]:
        """Returns the files of rooms, the last written first. Removes what a crash has left half-written."""
        if not self._rooms.is_dir():
            return []
        found = []
        for path in self._rooms.iterdir():
            if path.name.endswith(TEMPORARY):
                _try_to_remove(path)
            elif path.name.endswith(SUFFIX):
                found.append(path)
        return sorted(found, key=lambda path: (-path.lstat().st_mtime, path.name))

    def read(self, path: Path) -> bytes:
        """Returns what stands in a file of a room. Raises KeptError when that cannot be a room."""
        if not ROOM_ID.fullmatch(path.name.removesuffix(SUFFIX)):
            raise KeptError("its name is not that of a room")
        return _read(path)

    def write(self, id: str, data: bytes) -> bool:
        """Puts a room's file in its place, whole; returns whether the folder was lost before."""
        if len(data) > MOST_BYTES:
            raise OSError(f"a room of {len(data)} bytes is too large to be kept, at most {MOST_BYTES}")
        is_lost = self.open()
        _replace(self._file(id), data)
        return is_lost

    def write_beside(self, name: str, data: bytes) -> None:
        """Puts a file beside the rooms in its place, whole."""
        if len(data) > MOST_BYTES:
            raise OSError(f"a file of {len(data)} bytes is too large to be kept, at most {MOST_BYTES}")
        self.open()
        _replace(self.path / name, data)
        _bring_to_disk(self.path)

    def read_beside(self, name: str) -> bytes | None:
        """Returns what stands in a file beside the rooms, None where there is none. Raises KeptError."""
        try:
            return _read(self.path / name)
        except FileNotFoundError:
            return None

    def settle(self) -> None:
        """Brings the names of what was written to the disk, so that they survive a power cut too."""
        _bring_to_disk(self._rooms)

    def remove(self, id: str) -> None:
        """Removes a room's file, if there is one."""
        self._file(id).unlink(missing_ok=True)

    def set_aside(self, path: Path, reason: str) -> None:
        """Moves a file out of the way, with a text beside it that says why."""
        self._aside.mkdir(mode=0o700, exist_ok=True)
        target = next(each for each in self._places(path.name) if not os.path.lexists(each))
        os.replace(path, target)
        text = f"{path.name} was set aside when the server started, because {reason}.\n"
        _write_through(target.with_name(target.name + ".txt"), text.encode("utf-8", "replace"))

    def _places(self, name: str) -> Iterator[Path]:
        yield self._aside / name
        for number in range(1, 1_000_000):
            yield self._aside / f"{name}.{number}"

    def _file(self, id: str) -> Path:
        if not ROOM_ID.fullmatch(id):
            raise ValueError(f"a room's id must be eight letters and digits, got {id!r:.60}")
        return self._rooms / (id + SUFFIX)


def _is_made(folder: Path) -> bool:
    """Makes a folder; returns whether it was not there."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError:
        if folder.is_dir():
            return False
        raise
    return True


def _locked(path: Path) -> int | None:
    """Returns the file that holds the lock; None where the system has no such locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | NO_FOLLOWING, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise FolderInUse(f"the data folder {path.parent} is in use by another playground") from None
    except OSError:  # some network file systems know no locks
        os.close(file)
        return None
    return file


def _read(path: Path) -> bytes:
    """Returns what stands in an ordinary file that is not too large. Raises KeptError for any other."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise KeptError("it is no ordinary file")
    with open(os.open(path, os.O_RDONLY | NO_FOLLOWING), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MOST_BYTES:
            raise KeptError(f"it is too large: {size} bytes, at most {MOST_BYTES} are read")
        return file.read(MOST_BYTES)


def _replace(path: Path, data: bytes) -> None:
    """Puts a file in its place, whole."""
    beside = path.with_suffix(TEMPORARY)
    try:
        _write_through(beside, data)
        os.replace(beside, path)
    except BaseException:
        _try_to_remove(beside)
        raise


def _write_through(path: Path, data: bytes) -> None:
    """Writes a new file and waits until the disk has it."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOWING, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _bring_to_disk(folder: Path) -> None:
    """Lets the disk know the names in a folder, where the system can do that."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _try_to_remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
