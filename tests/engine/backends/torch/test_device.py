"""What the PyTorch backend says of itself: whether it is there, what fits, and when the device gives up."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.backends.torch import backend as gpu_torch
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from tests.engine.backends.experiments import BASE, opened

needs_torch = pytest.mark.skipif(
    gpu_torch.unavailable_reason() is not None, reason=str(gpu_torch.unavailable_reason())
)


def said(program: str) -> str:
    """What a program prints in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_without_pytorch_it_says_how_to_get_it_and_nothing_breaks() -> None:
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "from engine.backends.torch import backend as gpu_torch\n"
        "from engine.backends.interface import DeviceLost\n"
        "from engine.experiment.experiment import Experiment\n"
        "print(gpu_torch.unavailable_reason(), end='|')\n"
        "print(gpu_torch.unsupported_reason(Experiment(), (2, 4, 2, 1)), end='|')\n"
        "print(gpu_torch.device_name(), end='|')\n"
        "try: gpu_torch.warm_up()\n"
        "except DeviceLost as error: print(error, gpu_torch.is_ready())"
    )
    sentence = gpu_torch.NOT_INSTALLED
    assert said(program) == f"{sentence}|None|{sentence}|{sentence} False"
    assert str(sentence) == "PyTorch is not installed: it comes with the extra [torch]"


def test_asking_whether_it_is_there_does_not_load_it() -> None:
    program = (
        "import sys\n"
        "from engine.backends.torch import backend as gpu_torch\n"
        "from engine.experiment.experiment import Experiment\n"
        "gpu_torch.unavailable_reason(), gpu_torch.is_ready()\n"
        "gpu_torch.unsupported_reason(Experiment(), (2, 4, 2, 1))\n"
        "print('torch' in sys.modules)"
    )
    assert said(program) == "False"


@needs_torch
def test_the_device_has_a_name() -> None:
    assert ", PyTorch" in gpu_torch.device_name()


@needs_torch
def test_on_the_cpu_it_takes_one_core() -> None:
    if gpu_torch.device_name() != "CPU, PyTorch":
        pytest.skip("this computes on a GPU")
    program = (
        "from engine.backends.torch import backend as gpu_torch\n"
        "gpu_torch.warm_up()\n"
        "import torch\n"
        "from threading import Thread\n"
        "thread = Thread(target=lambda: print(torch.get_num_threads(), end=' '))\n"
        "thread.start(), thread.join(), print(torch.get_num_threads())"
    )
    assert said(program) == "1 1"


@needs_torch
def test_it_is_ready_once_it_is_warm() -> None:
    gpu_torch.warm_up()
    assert gpu_torch.is_ready()


def test_what_memory_would_not_hold_is_refused_in_a_sentence() -> None:
    assert gpu_torch.unsupported_reason(BASE, (64, 1024, 1024, 10)) is None
    assert str(gpu_torch.unsupported_reason(BASE, (64, 50_000, 50_000, 10))) == (
        "a network of 64-50000-50000-10 would need about 250 GiB to train; PyTorch may use at most 4 GiB"
    )


def test_populations_and_sessions_that_memory_would_not_hold_are_refused_before_anything_is_loaded() -> None:
    data, learning = opened(BASE)
    n = 100_000
    with pytest.raises(ValueError, match=r"100000 networks of 2-4-3-1 would need about .* GiB"):
        gpu_torch.open_population([BASE] * n, data, [learning] * n)
    many = data._replace(train_x=np.broadcast_to(data.train_x[:1], (10**8, 2)))
    with pytest.raises(ValueError, match=r"a network of 2-4-3-1 would need about .* GiB"):
        gpu_torch.open_session(BASE, many, learning, ByHand())


@pytest.mark.parametrize("more", [{"optimizer": "adam"}, {"normalization": "batch"}])
def test_optimizers_with_a_memory_and_normalisation_need_more(more: dict[str, str]) -> None:
    sizes = (2, 4, 3, 1)
    plain = gpu_torch.bytes_needed(BASE, sizes, 500)
    assert gpu_torch.bytes_needed(BASE.changed(**more), sizes, 500) > plain
    assert gpu_torch.bytes_needed(BASE, sizes, 500, n_networks=3) == 3 * plain
    assert gpu_torch.bytes_needed(BASE, sizes, 500, itemsize=4) == plain // 2


MEASURED = """
import resource
import numpy as np
from engine.backends.torch import backend as gpu_torch
from engine.backends.interface import DeviceLost, Place
from engine.learning.by_hand import ByHand
from engine.experiment.experiment import Experiment
from engine.learning.learner import Learning, fresh_learning, initial_learning
from engine.network.network import Layer, all_alive
from engine.data.rng import SeedRandom
from engine.learning.task import drawn_task
experiment = Experiment(hidden=(8, 8), optimizer="adam", batch_size=125)
rng = SeedRandom("1")
data = drawn_task(experiment, rng).data
small = initial_learning(experiment, rng)
layers = tuple(Layer(np.ones((n, m)) / m, np.zeros(n)) for m, n in ((2, WIDE), (WIDE, WIDE), (WIDE, 1)))
wide = fresh_learning(small.model._replace(parameters=layers), all_alive(layers), experiment)
gpu_torch.open_session(experiment, data, small, ByHand()).run(Place(0, 0, 0), 3)

def most_memory():  # of this program alone: what `resource` tells begins with that of the one that started it
    with open("/proc/self/status") as status:
        return 1024 * int(status.read().split("VmHWM:")[1].split()[0])

"""


@needs_torch
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the most memory so")
def test_the_memory_it_takes_is_about_what_was_said() -> None:
    wide = 1800
    program = MEASURED.replace("WIDE", str(wide)) + (
        "before = most_memory()\n"
        "gpu_torch.open_session(experiment, data, wide, ByHand()).run(Place(0, 0, 0), 3)\n"
        "print(most_memory() - before)"
    )
    took = int(said(program))
    foretold = gpu_torch.bytes_needed(Experiment(optimizer="adam"), (2, wide, wide, 1), 500)
    assert 0.3 * foretold < took < 1.2 * foretold, (took / 2**20, foretold / 2**20)


@needs_torch
def test_a_device_without_memory_left_is_told_as_lost() -> None:
    if gpu_torch.device_name() != "CPU, PyTorch":
        pytest.skip("memory can be limited on the CPU only")
    program = MEASURED.replace("WIDE", "2000") + (
        "session = gpu_torch.open_session(experiment, data, wide, ByHand())\n"
        "with open('/proc/self/statm') as file:\n"
        "    present = int(file.read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (present + 2**25, resource.RLIM_INFINITY))\n"
        "try: session.run(Place(0, 0, 0), 3)\n"
        "except DeviceLost as error: print(error)"
    )
    assert said(program).startswith("PyTorch gave up on the device cpu: ")
