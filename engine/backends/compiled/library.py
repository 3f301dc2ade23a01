"""The kernels of the compiled CPU as this process calls them.

The process that computes does not compile. Another one makes the machine code (compiler.py), because a
compiler takes seconds in which it holds the interpreter's lock, and memory that it never gives back; this
process has LLVM load the code, which takes milliseconds. What was made is kept for the next start (cache.py).

A kernel is called with addresses and whole numbers only (`KERNELS`) and does not hold the interpreter's lock.
"""

import ctypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from engine.backends.compiled import cache
from engine.backends.compiled.bundles import KERNELS
from engine.backends.compiled.machine_code import FACTS, MachineCode, from_file
from engine.backends.compiled.shapes import KernelShape
from engine.backends.interface import DeviceLost
from engine.reasons import Reason, Value

Kernel = Callable[..., None]

COMPILE_SECONDS = 300.0  # that another process gets for compiling, however busy the machine is
TRIAL_SECONDS = 60.0  # that it gets for loading what was compiled
MAX_BYTES = 32 * 2**20  # that kernels made for shapes have together in the folder

_loaded: dict[str, Kernel] = {}
_lock = Lock()


class KernelError(DeviceLost):
    """A kernel cannot be made or loaded, or has failed."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(Reason(code, **values))


def kernel(name: str, precision: str) -> Kernel:
    """The kernel of this name (see `KERNELS`) in "float64" or "float32", made first if need be."""
    full_name = f"{name}.{precision}"
    if full_name not in _loaded:  # checked without the lock: what is loaded is never waited for
        load([full_name])
    return _loaded[full_name]


def load(kernels: Sequence[str]) -> None:
    """Loads kernels ("run_tiles.float64"), and has those made that are not kept."""
    with _lock:
        missing = _not_kept(each for each in kernels if each not in _loaded)
        if missing:
            with cache.one_at_a_time(COMPILE_SECONDS):
                missing = _not_kept(missing)  # another process may have made some meanwhile
                if missing:
                    _make(missing)


def _not_kept(kernels: Iterable[str]) -> list[str]:
    """Loads the kernels that are kept, and returns the others."""
    return [each for each in kernels if not _load_file(each, cache.read(each))]


def _load_file(kernel: str, content: bytes | None) -> bool:
    """Loads a kernel from the content of its file; returns whether there is any and it is whole."""
    there = _entered(kernel, content)
    if there is not None:
        _loaded[kernel] = there
    return there is not None


def _entered(kernel: str, content: bytes | None) -> Kernel | None:
    """A kernel from the content of its file; None if there is none or it is not whole."""
    machine_code = from_file(content or b"")
    if machine_code is None:
        return None
    return entered(kernel, machine_code, len(KERNELS[kernel.split(".")[0]]))


def _read_made(made: str, kernels: Sequence[str]) -> dict[str, bytes]:
    """The files of kernels that were made into a folder."""
    return {each: (Path(made) / each).read_bytes() for each in kernels}


def _try(made: str, kernels: Sequence[str]) -> None:
    """Loads kernels that were made into a folder."""
    for each, content in _read_made(made, kernels).items():
        if not _load_file(each, content):
            raise KernelError("kernel_damaged", kernel=each)


def kernel_for(shape: KernelShape, max_kept: int) -> Kernel:
    """The kernel made for a shape, made now if it is not kept; of these so many are. Whoever loads others
    does not wait meanwhile."""
    kept = _entered(shape.name, cache.read(shape.name))
    if kept is None:
        with cache.one_at_a_time(COMPILE_SECONDS, cache.SHAPING):
            kept = _entered(shape.name, cache.read(shape.name))
            if kept is None:
                content = _files([shape.name], shape.facts)[shape.name]
                cache.keep(shape.name, content, cache.KeptFiles(cache.FOR_SHAPES, max_kept, MAX_BYTES))
                kept = _entered(shape.name, content)
    if kept is None:
        raise KernelError("kernel_damaged", kernel=shape.name)
    return kept


def _make(kernels: Sequence[str]) -> None:
    """Has kernels made and loads them."""
    files = _files(kernels)
    for each, content in files.items():
        if not _load_file(each, content):
            raise KernelError("kernel_damaged", kernel=each)
        cache.keep(each, content)


def _files(kernels: Sequence[str], facts: str = "") -> dict[str, bytes]:
    """The files of kernels that are made now. Before this process loads machine code that is new, another
    does: what cannot be loaded ends the process that tries."""
    with tempfile.TemporaryDirectory(prefix="kernels-") as made:
        (Path(made) / FACTS).write_text(facts)
        _run(COMPILE_SECONDS, cache.COMPILER, made, *kernels)
        _run(TRIAL_SECONDS, "engine.backends.compiled.library", made, *kernels)
        return _read_made(made, kernels)


def _run(seconds: float, module: str, *arguments: str) -> None:
    """Runs a module of the engine in another process, which ends with this one however that ends: the pipe to
    it is closed then."""
    if not sys.executable:
        raise KernelError("no_python")
    paths = os.pathsep.join([str(Path(__file__).parents[3]), *filter(None, sys.path)])
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process,
    ):
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise KernelError("not_compiled_in_time", seconds=seconds) from None
        finally:
            process.kill()
        errors.seek(0)
        *_, last = "", *errors.read().decode(errors="replace").strip().splitlines()
    if process.returncode:
        raise KernelError("not_compiled", error=last or f"exit code {process.returncode}")


def entered(name: str, machine_code: MachineCode, n_arguments: int) -> Kernel:
    """A kernel that Python can call, with so many addresses or whole numbers. It returns a status, as the
    functions of C do; where that is not 0, the call raises `KernelError`."""
    from llvmlite import binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(
        llvm.parse_assembly(""), target, use_lmm=True
    )  # constants lie near code
    engine.add_object_file(llvm.ObjectFileRef.from_data(machine_code.code))
    engine.finalize_object()
    address = engine.get_function_address(machine_code.symbol)
    if not address:
        raise KernelError("no_machine_code", function=machine_code.symbol[:40], kernel=name)
    function = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_int64] * n_arguments)(address)

    def enter(*arguments: int, _alive: Any = engine) -> None:
        if function(*arguments):
            raise KernelError("kernel_failed", kernel=name)

    return enter


if __name__ == "__main__":
    _try(sys.argv[1], sys.argv[2:])
