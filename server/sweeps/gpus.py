"""Which GPUs sweeps may use: each has a process of its own, which sees no other."""

import ctypes
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VISIBLE = "CUDA_VISIBLE_DEVICES"
"""The variable by which a process sees some GPUs and no others; read when CUDA is first used."""
_LIBRARIES = {"win32": "nvml.dll", "linux": "libnvidia-ml.so.1"}
"""What counts GPUs without beginning to use one, which would take the server's memory."""


def one_for_each_gpu(environment: Mapping[str, str] = os.environ) -> list[dict[str, str]]:
    """What the process for each NVIDIA GPU finds in its environment; nothing where there is no such GPU."""
    return [{VISIBLE: name} for name in visible(environment.get(VISIBLE), count())]


def visible(named: str | None, n: int) -> list[str]:
    """The names of the GPUs that may be used where there are `n`, and that variable names some: as CUDA takes
    it, up to the first that is none."""
    if named is None:
        return [str(number) for number in range(n)]
    found: list[str] = []
    for name in (each.strip() for each in named.split(",")):
        is_number = name.isascii() and name.isdecimal()
        if name in found or not (int(name) < n if is_number else n and name.startswith(("GPU-", "MIG-"))):
            break
        found.append(name)
    return found


def count() -> int:
    """How many NVIDIA GPUs this machine has, as its driver says."""
    number = ctypes.c_uint(0)
    with suppress(KeyError, OSError, AttributeError):
        driver = ctypes.CDLL(_LIBRARIES[sys.platform])
        if driver.nvmlInit_v2() == 0:
            driver.nvmlDeviceGetCount_v2(ctypes.byref(number))
            driver.nvmlShutdown()
    return number.value


def has_other() -> bool:
    """Whether this machine may have a GPU of another make that PyTorch computes on: Apple's or AMD's."""
    return sys.platform == "darwin" or Path("/dev/kfd").exists()
