"""What CUDA's compiler makes of the kernels: `python -m benchmarks.cuda_kernels`, without a GPU.

Every kernel is compiled to PTX and assembled for GPUs of several compute capabilities, as Numba does it
where there is one. A table shows the registers of a thread, the bytes it spills, and the shared memory of a
block for the default network. Needs the extra [cuda], but neither a GPU nor a driver.
"""

import argparse
import importlib.util
import json
import re
import sys
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest import mock

import numpy as np

from engine.backends import flat
from engine.backends.cuda.layout import WARP, Layout, layout_of, threads_for, tile_for
from engine.backends.cuda.tables import Launch, tables_of
from engine.backends.workloads import ordinary
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand

ARCHITECTURES = (7, 5), (8, 0), (8, 6), (8, 9), (9, 0)
"""Compute capabilities: Turing; Ampere, the A100 and the others; Ada; Hopper."""
SHARED_BYTES = 48 * 1024  # what every GPU has for a block


class Kernel(NamedTuple):
    """A variant of a kernel that is launched: for training or outputs, in one precision, for blocks of any
    size or of one warp, 32 threads."""

    trains: bool
    real: Any
    one_warp: bool


KERNELS = {
    "session, float32": Kernel(True, np.float32, False),
    "session, float64": Kernel(True, np.float64, False),
    "population, float32": Kernel(True, np.float32, True),
    "population, float64": Kernel(True, np.float64, True),
    "outputs, float32": Kernel(False, np.float32, False),
}


class Assembled(NamedTuple):
    """What a kernel takes on GPUs of one architecture: PTX instructions; registers of a thread; bytes of its
    stack and of what it spills; for the default network, the threads of a block and its bytes of shared
    memory."""

    kernel: str
    architecture: str
    instructions: int
    registers: int
    stack: int
    spilled: int
    threads: int
    shared: int


def main() -> None:
    """Prints the table, or why there is none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="as JSON")
    arguments = parser.parse_args()
    reason = unavailable_reason()
    if reason:
        sys.exit(f"nothing to compile with: {reason}")
    rows = [assembled(name, architecture) for name in KERNELS for architecture in ARCHITECTURES]
    if arguments.json:
        print(json.dumps([row._asdict() for row in rows], indent=2))
        return
    print("kernel               for      PTX  registers  stack  spilled  threads  shared")
    for row in rows:
        print(
            f"{row.kernel:20} {row.architecture:6} {row.instructions:5} {row.registers:10} {row.stack:6}"
            f" {row.spilled:8} {row.threads:8} {row.shared:7}"
        )


def unavailable_reason() -> str:
    """Why nothing can be compiled here; or ""."""
    if importlib.util.find_spec("numba_cuda") is None:
        return "numba-cuda is not installed: it comes with the extra [cuda]"
    from cuda.bindings import nvjitlink
    from numba import cuda
    from numba.cuda.cudadrv import nvvm

    try:
        nvvm.NVVM()
        cuda.runtime.get_version()
        nvjitlink.version()
    except Exception as error:
        return f"CUDA's compiler comes with the extra [cuda]: {' '.join(str(error).split()):.80}"
    return ""


@cache
def compiled(name: str, architecture: tuple[int, int]) -> str:
    """A kernel as PTX, the code of NVIDIA's virtual machine."""
    from numba import cuda, typeof
    from numba.cuda import dispatcher

    from engine.backends.cuda.kernels import outputs_kernel, training_kernel

    trains, real, one_warp = KERNELS[name]
    kernel = training_kernel(real, one_warp) if trains else outputs_kernel(real)
    gpu = SimpleNamespace(compute_capability=architecture)  # Numba asks it what to compile functions for
    with mock.patch.object(dispatcher, "get_current_device", return_value=gpu):
        types = tuple(map(typeof, arguments_of(name)))
        code, _ = cuda.compile_ptx(kernel.py_func, types, cc=architecture)
    return str(code)


@cache
def assembled(name: str, architecture: tuple[int, int]) -> Assembled:
    """What a kernel takes when it is assembled; `RuntimeError` with the assembler's words if it cannot be."""
    from cuda.bindings import nvjitlink

    code, target = compiled(name, architecture), "sm_{}{}".format(*architecture)
    options = [f"-arch={target}", "-verbose"]
    handle = nvjitlink.create(len(options), options)
    try:
        nvjitlink.add_data(handle, nvjitlink.InputType.PTX, code.encode(), len(code.encode()), name)
        nvjitlink.complete(handle)
        log = bytearray(nvjitlink.get_info_log_size(handle))
        nvjitlink.get_info_log(handle, log)
    except Exception as error:
        log = bytearray(nvjitlink.get_error_log_size(handle))
        nvjitlink.get_error_log(handle, log)
        raise RuntimeError(f"{name} for {target}: {log.decode()}") from error
    finally:
        nvjitlink.destroy(handle)
    report = log.decode()
    stacks = [int(n) for n in re.findall(r"(\d+) bytes stack frame", report)]
    spills = [int(n) for n in re.findall(r"(\d+) bytes spill", report)]
    registers = [int(n) for n in re.findall(r"[Uu]sed (\d+) registers", report)]
    instructions = len(re.findall(r"^\t+(?!\.)[a-z@{]", code, re.MULTILINE))
    layout = layout_for(KERNELS[name])
    n_bytes = layout.length * np.dtype(KERNELS[name].real).itemsize
    return Assembled(
        name, target, instructions, max(registers), max(stacks), sum(spills), layout.threads, n_bytes
    )


def arguments_of(name: str) -> tuple[Any, ...]:
    """What a kernel is launched with for the default network, all of it in NumPy's memory."""
    trains, real, one_warp = KERNELS[name]
    work, layout = ordinary(Experiment()), layout_for(KERNELS[name])
    blueprint = flat.blueprint_of(work.experiment, work.learning.model)
    facts, fixed, changing = tables_of(
        [work.experiment], work.data, [work.learning], ByHand(), layout, blueprint, not one_warp, real
    )
    if trains:
        launch = Launch(0, 0, 1, 0, flat.Rates([work.experiment]).of(0, 1).astype(real), np.zeros((1, 1, 2)))
        return facts, fixed, changing, launch
    # the state is that of a session in float64
    x, outputs = np.zeros((2, 1), real), np.zeros((1, 1, 1), real)
    return facts, fixed.layers, fixed.numbers, changing.state.astype(np.float64), x, outputs


def layout_for(kernel: Kernel) -> Layout:
    """The layout of the default network's block."""
    work = ordinary(Experiment())
    blueprint = flat.blueprint_of(work.experiment, work.learning.model)
    tile = tile_for(blueprint, work.experiment.batch_size, kernel.real, SHARED_BYTES)
    threads = WARP if kernel.one_warp else threads_for(blueprint.sizes, tile, 1)
    return layout_of(blueprint, tile, threads)


if __name__ == "__main__":
    main()
