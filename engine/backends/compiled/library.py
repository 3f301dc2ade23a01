"""The kernels of the compiled CPU as this process calls them.

Who computes does not compile. A process of its own makes the machine code (objects.py), because a
compiler takes seconds in which it holds the interpreter's lock, and memory that it never gives back; this
process has LLVM load the code, which takes milliseconds. What was made is kept in the user's cache folder
under the processor, the compiler and the sources it was made for, so that the next start finds it.

A kernel is called with addresses and whole numbers only (`KERNELS`) and does not hold the interpreter's lock.
"""

import contextlib
import ctypes
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from engine.backends.compiled.bundles import KERNELS

Kernel = Callable[..., object]

COMPILED_WITHIN = 300.0  # seconds that another process gets for compiling, however busy the machine is
TRIED_WITHIN = 60.0  # seconds that it gets for loading what was compiled
KEPT = 40  # files with kernels, each of some 100 KB; those that were loaded longest ago go first
HEADED = b"nnp kernel\n"

_loaded: dict[str, Kernel] = {}
_lock = Lock()


class KernelError(RuntimeError):
    """The kernels cannot be made or loaded; the text is a sentence."""


class Machine(NamedTuple):
    """Machine code: an object file of this platform, and the name of the function that is the kernel."""

    symbol: str
    code: bytes


def file_of(machine: Machine) -> bytes:
    """Machine code as it is kept: a digest of the rest, the name, the code."""
    rest = machine.symbol.encode() + b"\n" + machine.code
    return HEADED + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def machine_of(file: bytes) -> Machine | None:
    """What `file_of` made a file of; None if it is damaged."""
    digest, _, rest = file.removeprefix(HEADED).partition(b"\n")
    if not file.startswith(HEADED) or digest != hashlib.sha256(rest).hexdigest().encode():
        return None
    symbol, _, code = rest.partition(b"\n")
    return Machine(symbol.decode(), code)


def kernel(name: str, precision: str) -> Kernel:
    """The kernel of this name (see `KERNELS`) in "float64" or "float32", made first if nobody has yet."""
    full_name = f"{name}.{precision}"
    if full_name not in _loaded:  # so that nobody waits for what others have compiled
        load([full_name])
    return _loaded[full_name]


def load(kernels: Sequence[str]) -> None:
    """Loads kernels ("run_tiles.float64"), and has those made that are not kept."""
    with _lock:
        wanted = [each for each in kernels if each not in _loaded]
        missing = [each for each in wanted if not _load_kept(each)]
        if missing:
            _make(missing)


def folder() -> Path:
    """Where kernels are kept: the cache folder of the user."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "neural-network-playground" / "kernels"


def _kept_at(kernel: str) -> Path:
    return folder() / f"{kernel}.{_key()}"


@cache
def _key() -> str:
    """What machine code depends on: sources, compiler and processor."""
    from llvmlite.binding import get_host_cpu_features, get_host_cpu_name

    digest = hashlib.sha256()
    for told in (version("numba"), version("llvmlite"), sys.platform, platform.machine()):
        digest.update(told.encode())
    digest.update(f"{get_host_cpu_name()} {get_host_cpu_features().flatten()}".encode())
    here = Path(__file__).parent
    for path in sorted(here.parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _load_kept(kernel: str) -> bool:
    """Loads a kernel that is kept; returns whether there is a whole one."""
    try:
        path = _kept_at(kernel)
        file = path.read_bytes()
        os.utime(path)
    except (OSError, RuntimeError):  # RuntimeError: this user has no home
        return False
    return _load_file(kernel, file)


def _load_file(kernel: str, file: bytes) -> bool:
    """Loads a kernel of a file; returns whether that was whole."""
    machine = machine_of(file)
    if machine is not None:
        _loaded[kernel] = entered(machine, len(KERNELS[kernel.split(".")[0]]))
    return machine is not None


def _load_made(made: str, kernels: Sequence[str]) -> dict[str, bytes]:
    """Loads kernels that were made into a folder; returns their files."""
    files = {each: (Path(made) / each).read_bytes() for each in kernels}
    for each, file in files.items():
        if not _load_file(each, file):
            raise KernelError(f"the file of {each} is damaged")
    return files


def _make(kernels: Sequence[str]) -> None:
    """Has kernels made and loads them. Before this process loads machine code that is new, another does: what
    cannot be loaded ends the process that tries."""
    with tempfile.TemporaryDirectory(prefix="kernels-") as made:
        _run(COMPILED_WITHIN, "engine.backends.compiled.objects", made, *kernels)
        _run(TRIED_WITHIN, "engine.backends.compiled.library", made, *kernels)
        files = _load_made(made, kernels)
    with contextlib.suppress(OSError, RuntimeError):  # where nothing can be kept the next start compiles
        for each, file in files.items():
            _keep(_kept_at(each), file)


def _run(within: float, module: str, *arguments: str) -> None:
    """Runs a module of the engine in another process, which ends with this one however that ends: the pipe to
    it is closed then."""
    if not sys.executable:
        raise KernelError("there is no Python to start for compiling")
    paths = os.pathsep.join([str(Path(__file__).parents[3]), *filter(None, sys.path)])
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            env={**os.environ, "PYTHONPATH": paths, "NUMBA_OPT": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        ) as process,
    ):
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            raise KernelError(f"the kernels were not compiled within {within:g} s") from None
        finally:
            process.kill()
        said.seek(0)
        *_, last = "", *said.read().decode(errors="replace").strip().splitlines()
    if process.returncode:
        raise KernelError(f"the kernels could not be compiled: {last or f'exit code {process.returncode}'}")


def _keep(path: Path, file: bytes) -> None:
    """Writes a kernel, whole or not at all, and lets go of those that nobody loaded for long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as written:
        written.write(file)
    os.replace(written.name, path)
    by_age = sorted(path.parent.iterdir(), key=lambda each: each.stat().st_mtime)
    for each in by_age[:-KEPT]:
        each.unlink(missing_ok=True)


def entered(machine: Machine, n_arguments: int) -> Kernel:
    """A kernel that Python can call: with so many addresses or whole numbers.

    As Numba compiles it, a function of C with two arguments more: where to put its result (there is none) and
    what it raises (nothing).
    """
    from llvmlite import binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    engine.add_object_file(llvm.ObjectFileRef.from_data(machine.code))
    engine.finalize_object()
    address = engine.get_function_address(machine.symbol)
    if not address:
        raise KernelError(f"there is no function {machine.symbol[:40]} in the machine code")
    prototype = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 2, *[ctypes.c_int64] * n_arguments)
    function = prototype(address)
    nothing = (ctypes.c_void_p * 2)()
    result, raised = ctypes.addressof(nothing), ctypes.addressof(nothing) + ctypes.sizeof(ctypes.c_void_p)

    def enter(*arguments: int, _alive: Any = (engine, nothing)) -> None:
        function(result, raised, *arguments)

    return enter


if __name__ == "__main__":
    _load_made(sys.argv[1], sys.argv[2:])
