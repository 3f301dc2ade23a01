"""A formula is one entry of one table: a copy of the engine gets an activation and an optimizer, each with a
number of its own, and every backend trains with them; options, limits and links know them."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]

ACTIVATION = """
    "bent": ActivationFormula(
        lambda f, z, n: f.where(z > 0, z, n.bend * f.tanh(z)),
        lambda f, z, a, n: f.where(z > 0, f.ones_like(z), n.bend * (1 - f.tanh(z) * f.tanh(z))),
        numbers=(Number("bend", 0.3, 0, 2, "bend"),),
    ),"""

OPTIMIZER = """
    "soft-signum": Optimizer(
        1,
        lambda f, g, moments, t, n: (
            (n.inertia * moments[0] + g) / (1 - n.inertia**t) / (1 + f.abs(n.inertia * moments[0] + g)),
            (n.inertia * moments[0] + g,),
        ),
        numbers=(Number("inertia", 0.8, 0, 0.99, "inertia"),),
    ),"""

PREAMBLE = """
import engine, json, sys
from pathlib import Path
assert Path(engine.__file__).parent.parent == Path(sys.argv[1]), "this is not the copy"
from engine.experiment.experiment import Experiment
experiment = Experiment(activation="bent", bend=0.4, optimizer="soft-signum", inertia=0.7, learning_rate=0.01)
"""

TRAINS = """
import importlib
import numpy as np
from tests.engine.backends.experiments import BASE, START, check_same, opened, ran
from engine.backends import reference
backend = importlib.import_module(sys.argv[2])
small = experiment.changed(dataset="gauss", noise=20, train_percent=7, hidden=(4, 3))
data, learning = opened(small)
n_batches = int(sys.argv[3])
want = ran(reference, small, data, learning, n_batches=n_batches)
check_same(ran(backend, small, data, learning, n_batches=n_batches), want)
population = [small.changed(inertia=inertia, seed=f"{inertia}") for inertia in (0.1, 0.5, 0.9)]
learnings = [opened(each)[1] for each in population]
got, want = (each.open_population(population, data, learnings) for each in (backend, reference))
check_same(got.run(0, 2).losses, want.run(0, 2).losses)
check_same(got.learning(2), want.learning(2))
print(json.dumps(want.learning(2).steps))
"""

BACKENDS = {
    "NumPy": ("engine.backends.reference", "numpy", {}, 40),
    "compiled": ("engine.backends.compiled.backend", "numba", {}, 40),
    "CUDA, simulated": ("engine.backends.cuda.backend", "numba_cuda", {"NUMBA_ENABLE_CUDASIM": "1"}, 6),
    "PyTorch": ("engine.backends.torch.backend", "torch", {}, 40),
}
"""Of each its module, the library it needs, what must be set for it, and how many batches it trains."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the engine and one entry more in two of its tables."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "engine", folder / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    for name, beginning, entry in (
        ("activations", "ACTIVATIONS: dict[str, ActivationFormula] = {", ACTIVATION),
        ("optimizers", "OPTIMIZERS: dict[str, Optimizer] = {", OPTIMIZER),
    ):
        path = folder / "engine" / "formulas" / f"{name}.py"
        before, after = path.read_text(encoding="utf-8").split(beginning)
        path.write_text(before + beginning + entry + after, encoding="utf-8")
    return folder


def printed(copy: Path, program: str, *arguments: str, **environment: str) -> Any:
    """What a program prints that finds the copy first."""
    paths = os.pathsep.join((str(copy), str(ROOT)))
    environment = {**os.environ, **environment, "PYTHONPATH": paths, "XDG_CACHE_HOME": str(copy / "cache")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", PREAMBLE + program, str(copy), *arguments],
        capture_output=True, text=True, timeout=900, env=environment, cwd=copy,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    return json.loads(done.stdout)


@pytest.mark.timeout(900)  # the compiled backend makes its kernels anew
@pytest.mark.parametrize("name", BACKENDS)
def test_every_backend_trains_with_a_new_entry(copy: Path, name: str) -> None:
    module, library, environment, n_batches = BACKENDS[name]
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    assert printed(copy, TRAINS, module, f"{n_batches}", **environment) > 0


def test_a_new_entry_is_taken_away_as_it_is(copy: Path) -> None:
    program = """
from engine.export.description import describe
from engine.export.table import exported
from engine.training.trainer import Trainer
trainer = Trainer(experiment)
trainer.run_epoch()
script = {}
exec(exported(describe(trainer), "numpy").content, script)
x = trainer.task.data.test_x
far = abs(script["predict"](x) - trainer.learner.evaluate(x).outputs[-1]).max()
print(json.dumps([float(far), "0.4 * np.tanh(z)" in exported(describe(trainer), "numpy").content.decode()]))
"""
    far, is_written = printed(copy, program)
    assert far < 1e-12
    assert is_written


def test_options_limits_and_what_may_change_while_training_know_a_new_entry(copy: Path) -> None:
    known = printed(
        copy,
        """
from engine.experiment.experiment import LIMITS, LIVE_FIELDS, OPTIONS, OWN_FIELDS
names = ("bend", "inertia")
print(json.dumps({
    "activations": "bent" in OPTIONS["activation"].names,
    "optimizers": "soft-signum" in OPTIONS["optimizer"].names,
    "limits": [tuple(LIMITS[name]) for name in names],
    "live": [name in LIVE_FIELDS for name in names],
    "own": [name in OWN_FIELDS for name in names],
    "defaults": [Experiment().bend, Experiment().inertia],
}))
""",
    )
    assert known == {
        "activations": True,
        "optimizers": True,
        "limits": [[0, 2], [0, 0.99]],
        "live": [True, True],
        "own": [True, True],
        "defaults": [0.3, 0.8],
    }


def test_a_number_beyond_the_limits_of_a_new_entry_is_refused_by_its_name(copy: Path) -> None:
    refused = printed(
        copy,
        """
from engine.experiment.checks import ExperimentError
try: experiment.changed(inertia=1)
except ExperimentError as error: print(json.dumps(f"{error}"))
""",
    )
    assert refused == "inertia must be between 0 and 0.99, got 1"


def test_a_link_carries_a_new_entry_there_and_back(copy: Path) -> None:
    link, is_same = printed(
        copy,
        """
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.view import View
link = write_link(Link(experiment, View()))
print(json.dumps([link, parse_link(link).experiment == experiment]))
""",
    )
    assert "bend=0.4" in link
    assert "inertia=0.7" in link
    assert is_same
