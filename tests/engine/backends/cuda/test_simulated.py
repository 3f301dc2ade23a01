"""The CUDA backend: in Numba's simulator everywhere, on a GPU where there is one."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.backends import flat
from engine.backends.cuda import backend as gpu_cuda
from engine.backends.cuda import device as cuda_device
from engine.backends.cuda.layout import least_bytes
from engine.experiment.experiment import Experiment
from engine.reasons import Reason
from tests.engine.backends.experiments import BASE

HERE = Path(__file__).parent
IS_INSTALLED = importlib.util.find_spec("numba_cuda") is not None

needs_numba_cuda = pytest.mark.skipif(not IS_INSTALLED, reason="numba-cuda is not installed")


def run(program: str, *arguments: str, **environment: str) -> str:
    """What a program prints in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True, text=True, timeout=600, env={**os.environ, **environment}, cwd=HERE.parents[3],
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-4000:]
    return done.stdout.strip()


@needs_numba_cuda
@pytest.mark.parametrize("name", ["runs.py", "races.py"])
def test_in_the_simulator(name: str) -> None:
    program = (
        "import sys, pytest\n"
        "sys.setswitchinterval(1e-5)  # its threads wait for one another all the time\n"
        "quiet = ['-W', 'ignore:overflow encountered', '-W', 'ignore:invalid value encountered']\n"
        "sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', *quiet, sys.argv[1]]))"
    )
    summary = run(program, str(HERE / name), NUMBA_ENABLE_CUDASIM="1")
    assert " passed" in summary
    assert "skipped" not in summary


@pytest.mark.skipif(gpu_cuda.unavailable_reason() is not None, reason=str(gpu_cuda.unavailable_reason()))
def test_on_the_gpu() -> None:
    program = "import sys, pytest; sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', sys.argv[1]]))"
    assert " passed" in run(program, str(HERE / "runs.py"), NUMBA_ENABLE_CUDASIM="0")


def test_asking_what_fits_loads_no_library_for_accelerators() -> None:
    program = (
        "import sys\n"
        "from engine.backends.cuda import backend as gpu_cuda\n"
        "from engine.experiment.experiment import Experiment\n"
        "gpu_cuda.unsupported_reason(Experiment(), (2, 4, 2, 1)), gpu_cuda.is_ready()\n"
        "if gpu_cuda.unavailable_reason():\n"
        "    assert not {'numba', 'cuda', 'llvmlite'} & set(sys.modules)"
    )
    run(program)


def test_without_numba_cuda_it_says_how_to_get_it_and_nothing_breaks() -> None:
    program = (
        "import importlib.util, sys\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name: None if name == 'numba_cuda' else found(name)\n"
        "sys.modules['numba'] = sys.modules['numba.cuda'] = None\n"
        "sys.platform = 'linux'\n"
        "from engine.backends.cuda import backend as gpu_cuda\n"
        "from engine.backends.interface import DeviceLost\n"
        "print(gpu_cuda.unavailable_reason(), gpu_cuda.device_name(), sep='|', end='|')\n"
        "try: gpu_cuda.warm_up()\n"
        "except DeviceLost as error: print(error, gpu_cuda.is_ready())"
    )
    words = "numba-cuda is not installed: it comes with the extra [cuda]"
    assert run(program, NUMBA_ENABLE_CUDASIM="0") == f"{words}|{words}|{words} False"


@needs_numba_cuda
def test_without_a_driver_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("NUMBA_ENABLE_CUDASIM", raising=False)
    monkeypatch.setitem(cuda_device.DRIVER_LIBRARIES, "linux", ("libcuda-that-is-not-there.so",))
    assert str(gpu_cuda.unavailable_reason()) == gpu_cuda.device_name() == "no NVIDIA driver found"


def test_on_a_system_that_nvidia_has_no_drivers_for_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_ENABLE_CUDASIM", raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert str(gpu_cuda.unavailable_reason()) == "there are no NVIDIA drivers for this system"


@needs_numba_cuda
def test_a_driver_that_does_not_start_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """libc stands in for a driver's library that loads and is none."""
    if gpu_cuda.unavailable_reason() != Reason("no_driver"):
        pytest.skip(f"a driver is there: {gpu_cuda.unavailable_reason()}")
    program = (
        "from engine.backends.cuda import backend as gpu_cuda, device as cuda_device\n"
        "cuda_device.DRIVER_LIBRARIES['linux'] = ('libc.so.6',)\n"
        "print(gpu_cuda.unavailable_reason())"
    )
    words = run(program, NUMBA_ENABLE_CUDASIM="0")
    assert words.startswith("the driver reports: ")
    assert "\n" not in words


def test_what_fits_follows_from_the_sizes_and_the_optimizer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_ENABLE_CUDASIM", "1")  # no GPU is asked
    wide = Experiment(hidden=(32, 32), dataset="blobs", classes=8, loss="cross-entropy")
    sizes = (64, 64, 64, 64)
    assert gpu_cuda.unsupported_reason(wide, sizes, np.float32) is None
    assert str(gpu_cuda.unsupported_reason(wide.changed(optimizer="adam"), sizes)) == (
        "too wide for the GPU kernel: 64-64-64-64 needs 397 KB of shared memory, there are 227"
    )
    normalised = BASE.changed(normalization="batch", batch_size=1200, hidden=(8, 8))
    assert str(gpu_cuda.unsupported_reason(normalised, normalised.sizes)) == (
        "too wide for the GPU kernel: 2-8-8-1 with batches of 1200 normalised needs 1110 KB of shared "
        "memory, there are 227"
    )
    assert gpu_cuda.unsupported_reason(normalised.changed(batch_size=100), normalised.sizes) is None


@pytest.mark.parametrize("n_layers", range(11))
def test_what_the_page_makes_fits_unless_it_is_very_wide(n_layers: int) -> None:
    for width in (1, 8):
        experiment = Experiment(hidden=(width,) * n_layers, optimizer="adam", skip=True)
        assert least_bytes(flat.blueprint_for(experiment, experiment.sizes), 10, np.float64) <= 64 * 1024
