"""The CUDA kernels compile and assemble for GPUs that are not there, into code of the kind that was meant.

Needs CUDA's compiler, which comes with the extra [cuda], but no GPU and no driver.
"""

import re

import pytest

from benchmarks.cuda_kernels import ARCHITECTURES, KERNELS, assembled, compiled, unavailable_reason
from engine.backends.cuda.layout import MOST_THREADS

REASON = unavailable_reason()
pytestmark = pytest.mark.skipif(REASON != "", reason=REASON or "there")

OLDEST, NEWEST = ARCHITECTURES[0], ARCHITECTURES[-1]
REGISTERS_OF_A_BLOCK = 65536

MOST_REGISTERS = {
    "session, float32": 144,
    "session, float64": 160,
    "population, float32": 210,
    "population, float64": 233,
    "outputs, float32": 80,
}
"""Of a thread, on any architecture. More of them would leave fewer blocks room on a multiprocessor."""


@pytest.mark.parametrize("architecture", [OLDEST, NEWEST], ids=["oldest", "newest"])
@pytest.mark.parametrize("name", KERNELS)
def test_kernels_compile_to_the_code_that_was_meant(name: str, architecture: tuple[int, int]) -> None:
    code, kernel = compiled(name, architecture), KERNELS[name]
    assert ".target sm_{}{}".format(*architecture) in code
    assert re.search(r"\bld\.shared\b", code)
    assert not re.search(r"\b(ld|st)\.[fu](32|64)\b", code), "every look at memory knows which memory it is"
    assert ("bar.warp.sync" in code) == kernel.one_warp
    assert ("bar.sync" in code or "barrier.sync" in code) != kernel.one_warp
    assert len(re.findall(r"\b(div|rem)\.[su]64\b", code)) <= 1, "no division in any loop"
    if name.endswith("float32"):
        assert not re.search(r"\b(fma|div)\.rn\.f64\b", code), "single precision is computed in it"


@pytest.mark.parametrize("name", KERNELS)
def test_kernels_assemble_for_every_architecture_with_room_for_a_block_and_no_spills(name: str) -> None:
    for architecture in ARCHITECTURES:
        taken = assembled(name, architecture)
        assert taken.spilled == 0
        assert taken.stack <= 40, "what the slow paths of sin and cos take"
        assert taken.registers <= MOST_REGISTERS[name]
        assert taken.registers * taken.threads <= REGISTERS_OF_A_BLOCK
        if not KERNELS[name].one_warp:
            assert taken.registers * MOST_THREADS <= REGISTERS_OF_A_BLOCK
