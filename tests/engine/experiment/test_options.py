"""The table of options agrees with the experiment and with the documents; what does not fit is refused."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import LIMITS, LIVE_FIELDS, OPTIONS, Experiment
from engine.formulas.activations import ACTIVATIONS

TEXT = (Path(__file__).parents[3] / "docs" / "options.md").read_text(encoding="utf-8")
SECTIONS: dict[str, str] = dict(
    re.findall(r"^## (\w+) — .+?\n(.*?)(?=^## |\Z)", TEXT, flags=re.MULTILINE | re.DOTALL)
)
OWN_NAMES = ("layer_activations",)  # the names stand in the section of `activation`


def test_every_field_is_an_option_with_a_default_of_its_kind() -> None:
    assert {field.name for field in fields(Experiment)} == set(OPTIONS)
    for field, option in OPTIONS.items():
        default = getattr(Experiment(), field)
        assert option.check(field, default) == default
        assert (option.limit is not None) == (option.kind in ("number", "whole"))
        assert option.limit == LIMITS.get(field)


def test_what_shapes_points_or_parameters_is_not_live() -> None:
    live = LIVE_FIELDS
    assert not {"problem", "dataset", "noise", "features", "hidden", "loss", "normalization", "seed"} & live
    assert {"learning_rate", "optimizer", "dropout", "activation", "skip", "stop_epoch"} <= live


@pytest.mark.parametrize("field", OPTIONS)
def test_every_option_has_a_paragraph_with_its_key(field: str) -> None:
    section = SECTIONS[field].strip()
    paragraph = section.split("\n\n")[0]
    assert "\n" not in paragraph
    assert len(paragraph) > 30
    keys = OPTIONS[field].names if field == "features" else (OPTIONS[field].link,)
    assert all(f"`{key}`" in paragraph for key in keys)


@pytest.mark.parametrize("field", [field for field in OPTIONS if field not in OWN_NAMES])
def test_every_choice_of_an_option_is_explained_and_no_other(field: str) -> None:
    named = re.findall(r"^- `([^`]+)` — [^:]+: \S.*$", SECTIONS[field], flags=re.MULTILINE)
    assert tuple(named) == OPTIONS[field].names


def test_the_documents_have_no_section_of_something_else() -> None:
    assert list(SECTIONS) == list(OPTIONS)
    for line in TEXT.split("\n## ", 1)[1].splitlines():
        formula = line.startswith("    ")
        assert formula or not line.startswith(" "), f"neither paragraph, formula, heading nor choice: {line}"


def test_the_surrogate_of_the_step_is_named_in_the_documents_and_the_table() -> None:
    (line,) = [line for line in SECTIONS["activation"].splitlines() if line.startswith("- `step`")]
    for text in (line, ACTIVATIONS["step"].surrogate):
        assert "slope 0 everywhere" in text or "slope is 0 everywhere" in text
        assert "σ(z)(1 − σ(z))" in text
    assert [name for name, phi in ACTIVATIONS.items() if phi.surrogate] == ["step"]


@pytest.mark.parametrize(
    ("unsupported_reason", "field"),
    [
        ({"problem": "regression", "loss": "cross-entropy"}, "loss"),
        ({"problem": "curve", "features": ("x",), "loss": "hinge"}, "loss"),
        ({"problem": "curve"}, "features"),
        ({"problem": "curve", "features": ("x", "xTimesY")}, "features"),
        ({"hidden": (3,), "layer_activations": ("relu", "relu")}, "layer_activations"),
        ({"normalization": "batch", "batch_size": 1}, "batch_size"),
        ({"normalization": "layer", "hidden": (4, 1)}, "hidden"),
        ({"problem": "regression", "stop_accuracy": 90}, "stop_accuracy"),
    ],
)
def test_what_cannot_go_together_is_refused_at_its_field(
    unsupported_reason: dict[str, Any], field: str
) -> None:
    with pytest.raises(ExperimentError, match=f"^{field} must be ") as caught:
        Experiment(**unsupported_reason)
    assert caught.value.field == field
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ({}, {"problem": "curve"}, {"features": ("x",)}),
        ({"features": ("y", "sinX", "sinY")}, {"problem": "curve"}, {"features": ("sinX",)}),
        ({"loss": "cross-entropy", "stop_accuracy": 9}, {"problem": "curve"},
         {"features": ("x",), "loss": "square", "stop_accuracy": 0}),
        ({"loss": "huber"}, {"problem": "regression"}, {"loss": "huber"}),
        ({"layer_activations": ("relu", "elu")}, {"hidden": [3]}, {"layer_activations": ("relu",)}),
        ({}, {"learning_rate": 1}, {}),
    ],
)  # fmt: skip
def test_a_change_takes_along_what_would_not_fit_any_more(
    before: dict[str, Any], changes: dict[str, Any], after: dict[str, Any]
) -> None:
    assert Experiment(**before).fitting(**changes) == Experiment(**{**before, **changes, **after})


@pytest.mark.parametrize(
    ("before", "changes", "field"),
    [
        ({}, {"problem": "curve", "features": ["y"]}, "features"),
        ({"normalization": "batch"}, {"batch_size": 1}, "batch_size"),
        ({"batch_size": 1}, {"normalization": "batch"}, "batch_size"),
        ({"problem": "regression"}, {"loss": "hinge"}, "loss"),
        ({}, {"colour": "red"}, "colour"),
        ({}, {"classes": 1}, "classes"),
    ],
)
def test_what_is_asked_for_itself_and_does_not_fit_is_refused(
    before: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ExperimentError) as caught:
        Experiment(**before).fitting(**changes)
    assert caught.value.field == field


def test_the_outputs_follow_from_classes_and_loss() -> None:
    def sizes(**changes: Any) -> tuple[int | None, int]:
        experiment = Experiment(**changes)
        return experiment.n_classes, experiment.n_outputs

    assert sizes() == (2, 1)
    assert sizes(loss="cross-entropy") == (2, 2)
    assert sizes(classes=5) == (2, 1), "the circle has two classes whatever is chosen"
    assert sizes(dataset="rings", classes=5) == (5, 5)
    assert sizes(dataset="rings", classes=2) == (2, 1)
    assert sizes(problem="regression", dataset="rings", classes=5) == (None, 1)
    assert Experiment(dataset="blobs", classes=8).sizes == (2, 4, 2, 8)
