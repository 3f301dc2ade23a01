"""The GPU itself: whether there is one, what it is called, how much shared memory a block may have.

Numba is imported inside the functions alone, and only after all simpler checks have passed.
"""

import ctypes
import importlib.util
import os
import sys
from functools import cache
from typing import Any

from engine.reasons import Reason, one_line

SHARED_BYTES_ASSUMED = 227 * 1024
"""What a block of an H100 or H200 may have, taken where no GPU can be asked."""
PLAIN_BYTES = 48 * 1024  # what every kernel may have without asking

OLDEST = 7, 5  # compute capability that CUDA 13 compiles for: Turing, 2018

DRIVER_LIBRARIES = {"win32": ("nvcuda.dll",), "linux": ("libcuda.so.1", "libcuda.so")}


def unavailable_reason() -> Reason | None:
    """Why this machine cannot compute on an NVIDIA GPU; or None. Never raises."""
    try:
        if is_simulated():
            return Reason("simulated")
        return _missing_part() or _start_failure()
    except Exception as error:
        return Reason("gpu_error", error=one_line(error))


def device_name() -> str:
    """The name of the GPU, such as "NVIDIA H200"; where there is none, the reason. Never raises."""
    reason = unavailable_reason()
    return _name() if reason is None else str(reason)


@cache
def _name() -> str:
    from numba import cuda

    name = cuda.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


def is_simulated() -> bool:
    """Whether Numba runs kernels in Python instead of on a GPU, as its environment variable says."""
    return os.environ.get("NUMBA_ENABLE_CUDASIM", "0") not in ("", "0")


def shared_bytes() -> int:
    """How many bytes of shared memory a block of the GPU may have, or of an H200 where there is none."""
    return _shared_bytes() if not unavailable_reason() else SHARED_BYTES_ASSUMED


@cache
def _shared_bytes() -> int:
    from numba import cuda

    return int(cuda.get_current_device().MAX_SHARED_MEMORY_PER_BLOCK_OPTIN)


def allow_shared_memory(kernel: Any, arguments: tuple[Any, ...]) -> None:
    """Compiles a kernel for arguments like these and allows its blocks all the shared memory that there is:
    it may serve other networks too, which need more."""
    from cuda.bindings.driver import CUfunction_attribute
    from numba.cuda.cudadrv.driver import driver

    overload = kernel.compile(tuple(kernel.typeof_pyval(argument) for argument in arguments))
    function = overload.library.get_cufunc()
    attribute = CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES
    driver.cuKernelSetAttribute(attribute, shared_bytes(), function.handle, function.device.id)


def _missing_part() -> Reason | None:
    """What is not installed, found without importing it."""
    libraries = DRIVER_LIBRARIES.get(sys.platform)
    if libraries is None:
        return Reason("no_drivers_here")
    if importlib.util.find_spec("numba_cuda") is None:
        return Reason("extra_not_installed", library="numba-cuda", extra="cuda")
    if not any(map(_can_be_loaded, libraries)):
        return Reason("no_driver")
    return None


def _can_be_loaded(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@cache
def _start_failure() -> Reason | None:
    """What the driver or the compiler reports when it is asked; None if all is well. Asked once."""
    from numba import cuda
    from numba.cuda.cudadrv import nvvm
    from numba.cuda.cudadrv.driver import driver

    try:
        n_gpus = driver.get_device_count()
    except Exception as error:
        is_missing = "NO_DEVICE" in str(error)
        return Reason("no_gpu") if is_missing else Reason("driver_error", error=one_line(error))
    if not n_gpus:
        return Reason("no_gpu")
    try:
        nvvm.NVVM()
        made_for, _ = cuda.runtime.get_version()
    except Exception as error:
        return Reason("no_compiler", error=one_line(error))
    major, minor = driver.get_version()
    if major < made_for:  # drivers run what a compiler of their own major version made, or of an older one
        return Reason("old_driver", known=f"{major}.{minor}", needed=f"{made_for}.0")
    gpu = cuda.get_current_device()
    if tuple(gpu.compute_capability) < OLDEST:
        capability = str(gpu.compute_capability)
        return Reason("old_gpu", gpu=_name(), capability=capability, oldest=str(OLDEST))
    return None
