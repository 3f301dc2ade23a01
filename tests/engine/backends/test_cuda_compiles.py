"""The CUDA kernels compile for GPUs that are not there, into code of the kind that was meant.

Needs CUDA's compiler, which comes with the extra [cuda], but no GPU and no driver. Numba asks the GPU what
to compile functions for; here the test answers.
"""

import importlib.util
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.backends.cuda.layout import FACTS


def unavailable_reason() -> str:
    """Why nothing can be compiled here; or ""."""
    if importlib.util.find_spec("numba_cuda") is None:
        return "numba-cuda is not installed"
    from numba import cuda
    from numba.cuda.cudadrv import nvvm

    try:
        nvvm.NVVM()
        cuda.runtime.get_version()
    except Exception as error:
        return f"CUDA's compiler is not there: {' '.join(str(error).split()):.80}"
    return ""


REASON = unavailable_reason()
pytestmark = pytest.mark.skipif(REASON != "", reason=REASON or "there")


def compiled(name: str, real: Any, one_warp: bool, architecture: tuple[int, int]) -> str:
    """A kernel as the code of NVIDIA's virtual machine."""
    from numba import cuda, types
    from numba.cuda import dispatcher

    from engine.backends.cuda.kernels import kernels_in

    number = types.float32 if real is np.float32 else types.float64
    single, double, byte = types.float32, types.float64, types.uint8
    word, long, place = types.uint64, types.int64, types.uint32
    facts = types.UniTuple(place, len(FACTS))
    tables = place[:, ::1], place[:, ::1], byte[::1], number[:, ::1], double[:, ::1], word[:, ::1]
    changing = number[:, ::1], byte[:, ::1], long[:, ::1], place[:, ::1], double[:, :, ::1]
    points = number[:, ::1], number[:, ::1]
    signatures = {
        "train": (facts, *tables, *points, number[:, ::1], *changing, long, long, long, long),
        "say": (facts, place[:, ::1], single[:, ::1], double[:, ::1], single[:, ::1], single[:, :, ::1]),
    }
    with pytest.MonkeyPatch.context() as patch:
        gpu = SimpleNamespace(compute_capability=architecture)
        patch.setattr(dispatcher, "get_current_device", lambda: gpu)
        kernel = getattr(kernels_in(real, one_warp), name)
        code, _ = cuda.compile_ptx(kernel.py_func, signatures[name], cc=architecture)
    return str(code)


@pytest.mark.parametrize(
    ("name", "real", "one_warp", "architecture"),
    [
        ("train", np.float32, True, (9, 0)),
        ("train", np.float64, False, (7, 5)),
        ("say", np.float32, False, (9, 0)),
    ],
    ids=["population", "session", "say"],
)
def test_kernels_compile(name: str, real: Any, one_warp: bool, architecture: tuple[int, int]) -> None:
    code = compiled(name, real, one_warp, architecture)
    assert f".target sm_{architecture[0]}{architecture[1]}" in code
    assert re.search(r"\bld\.shared\b", code)
    assert not re.search(r"\b(ld|st)\.[fu](32|64)\b", code), "every look at memory knows which memory it is"
    assert ("bar.warp.sync" in code) == one_warp
    assert ("bar.sync" in code or "barrier.sync" in code) != one_warp
    assert len(re.findall(r"\b(div|rem)\.[su]64\b", code)) <= 1, "no division in any loop"
    if real is np.float32:
        assert not re.search(r"\b(fma|div)\.rn\.f64\b", code), "single precision is computed in it"
