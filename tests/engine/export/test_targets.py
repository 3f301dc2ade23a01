"""Whatever a network is taken away as, it says there what it says here, to 1e-6: every target in a process of
its own, as downloaded, with every kind of network."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from engine.experiment.experiment import Experiment
from engine.export.description import describe
from engine.export.table import MOST_BYTES, TARGETS, exported
from engine.training.trainer import Trainer
from tests.engine.backends.experiments import tame_experiments
from tests.engine.export import by_arrays
from tests.engine.export.cases import Case, all_cases, made

Outputs = list[Any]


@lru_cache
def cases() -> list[Case]:
    return all_cases()


def written(target: str, folder: Path) -> list[Path]:
    """The file of every case, each in a folder of its own."""
    paths = []
    for number, case in enumerate(cases()):
        name, content, _ = exported(case.description, target)
        path = folder / f"case{number}" / name
        path.parent.mkdir()
        path.write_bytes(content)
        np.savetxt(path.parent / "x.txt", case.x)
        paths.append(path)
    return paths


PYTHON = """
import json, runpy, sys, warnings
from pathlib import Path
import numpy as np
warnings.simplefilter("error")
answers = []
for path in map(Path, sys.argv[1:]):
    x = np.loadtxt(path.parent / "x.txt", ndmin=2)
    answers.append(np.asarray(runpy.run_path(str(path))["predict"](x)).tolist())
print(json.dumps(answers))
"""


def by_python(paths: Sequence[Path]) -> Outputs:
    done = subprocess.run(
        [sys.executable, "-c", PYTHON, *map(str, paths)], capture_output=True, text=True, timeout=250
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return list(json.loads(done.stdout))


RUNNERS: dict[str, Callable[[Sequence[Path]], Outputs]] = {
    "numpy": by_python,
    "json": by_arrays.of_json,
    "npz": by_arrays.of_npz,
}


def test_every_target_is_run() -> None:
    assert set(RUNNERS) == set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_says_what_the_engine_says(target: str, tmp_path: Path) -> None:
    answers = RUNNERS[target](written(target, tmp_path))
    for case, answer in zip(cases(), answers, strict=True):
        np.testing.assert_allclose(answer, case.wanted, rtol=1e-6, atol=1e-6, err_msg=case.name, strict=False)
        assert np.shape(answer) == case.wanted.shape, case.name


@settings(max_examples=60, deadline=None)
@given(experiment=tame_experiments())
def test_any_network_says_in_numpy_what_the_engine_says(experiment: Experiment) -> None:
    case = made("drawn", experiment, n_epochs=1)
    script: dict[str, Any] = {}
    exec(exported(case.description, "numpy").content, script)
    np.testing.assert_allclose(script["predict"](case.x), case.wanted, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("target", TARGETS)
def test_the_largest_network_is_no_larger_than_is_said(target: str) -> None:
    largest = Experiment(
        dataset="blobs", classes=8, loss="cross-entropy", hidden=(32,) * 10, normalization="batch", skip=True,
        activation="gelu", input_scaling="standard",
    )  # fmt: skip
    case = made("largest", largest, n_epochs=0)
    assert len(exported(case.description, target).content) < MOST_BYTES


@pytest.mark.parametrize("target", TARGETS)
def test_a_seed_ends_no_comment_and_is_no_code(target: str) -> None:
    hostile = Experiment(seed="*/;'''$(x)\\u000a?--%/*", weights_seed="\\", hidden=(1,))
    seeded = made("hostile", hostile, n_epochs=0).description
    harmless = made("harmless", Experiment(hidden=(1,)), n_epochs=0).description
    n_lines = exported(harmless, target).content.count(b"\n")
    if TARGETS[target].is_text:
        assert exported(seeded, target).content.count(b"\n") == n_lines


def test_a_file_is_called_what_it_is() -> None:
    trainer = Trainer(Experiment(dataset="xor"))
    trainer.run_epoch()
    names = {target: exported(describe(trainer), target).name for target in TARGETS}
    assert len(set(names.values())) == len(TARGETS)
    assert names["numpy"] == "network_xor_epoch_1_numpy.py"
    assert all(name.startswith("network_xor_epoch_1") for name in names.values())
