"""Links of the original, read and written."""

import contextlib
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import LIMITS, OPTIONS, Experiment
from engine.experiment.links import (
    MAX_LINK_LENGTH,
    Link,
    LinkError,
    parse_link,
    random_seed,
    write_link,
)
from engine.experiment.option_links import OWN
from engine.experiment.options import FEATURE_NAMES
from engine.experiment.view import HIDABLE, View
from tests.engine import tables
from tests.engine.drawn import experiments

DEFAULT_LINK = (
    "activation=tanh&batchSize=10&dataset=circle&regDataset=reg-plane&learningRate=0.03&regularizationRate=0"
    "&noise=0&networkShape=4,2&seed=0.59704&showTestData=false&discretize=false&percTrainData=50&x=true&y=true"
    "&xTimesY=false&xSquared=false&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false"
    "&collectStats=false&problem=classification&initZero=false&hideText=false"
)


views = st.builds(
    View,
    show_test_data=st.booleans(),
    discretize=st.booleans(),
    hide_text=st.booleans(),
    inside=st.sampled_from([(), ("update",), ("update", "at:12", "point:3"), ("lines", "whole:1")]),
    hidden_controls=st.sets(st.sampled_from(HIDABLE)).map(tuple),
)


KNOWN = {each.digest: each for each in (tables.CLASSES, tables.NUMBERS, tables.PAINTED)}
"""The tables that links may name."""


def parsed(fragment: str) -> Experiment:
    """The experiment of a fragment, with a fixed seed if it names none."""
    return parse_link(fragment, lambda: "0.5").experiment


@settings(deadline=None, max_examples=200)
@given(experiments(), views)
@example(Experiment(batch_seed="://"), View())
def test_a_written_link_reads_as_an_equal_link(experiment: Experiment, view: View) -> None:
    link = Link(experiment, view)
    assert parse_link(write_link(link), table_of=KNOWN.get) == link
    address = "https://playground.example/some/path/?a=b#" + write_link(link)
    assert parse_link(address, table_of=KNOWN.get) == link


@settings(deadline=None)
@given(
    st.text(max_size=300) | st.lists(st.sampled_from(["&", "=", "seed", "noise", "1e9", "%"])).map("".join)
)
def test_any_text_is_a_link_or_a_link_error(text: str) -> None:
    with contextlib.suppress(LinkError):
        assert parse_link(text)


def test_the_default_link_is_written_as_the_original_writes_it() -> None:
    assert write_link(Link(Experiment(seed="0.59704"), View())) == DEFAULT_LINK


def test_numbers_are_written_as_javascript_writes_them() -> None:
    text = write_link(Link(Experiment(learning_rate=0.00001, regularization_rate=3.0), View()))
    assert "&learningRate=0.00001&regularizationRate=3&" in text


def test_an_empty_link_is_the_default_run_with_a_new_seed() -> None:
    for text in ("", "#", "https://playground.tensorflow.org", "https://playground.tensorflow.org/#"):
        assert parse_link(text, lambda: "0.12345") == Link(Experiment(seed="0.12345"), View())


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("networkShape=", {"hidden": ()}),
        ("networkShape= ", {"hidden": ()}),
        ("networkShape", {}),
        ("networkShape=8, 7 ,6", {"hidden": (8, 7, 6)}),
        ("networkShape=32,1,1,1,1,1,1,1,1,32", {"hidden": (32, 1, 1, 1, 1, 1, 1, 1, 1, 32)}),
        ("x=false&y=false", {"features": ()}),
        ("sinY=true&xSquared=1&x=false", {"features": ("y", "xSquared", "sinY")}),
        ("x=&y=", {"features": ("x", "y")}),
        ("sinX=False", {"features": ("x", "y", "sinX")}),
        ("noise=81", {"noise": 50.0}),
        ("noise=80", {"noise": 80.0}),
        ("noise=65", {"noise": 65.0}),
        ("noise=-3", {"noise": 0.0}),
        ("noise=1e300", {"noise": 50.0}),
        ("learningRate=&batchSize= ", {}),
        ("learningRate=.1e+1", {"learning_rate": 1.0}),
        ("batchSize=3&batchSize=4", {"batch_size": 4}),
        ("batchSize=7=8", {"batch_size": 7}),
        ("batchSize=12.0", {"batch_size": 12}),
        ("tutorial=x&dataset=hexagons&activation=toString&nothing", {}),
        ("regularization=none&regularizationRate=0.1", {"regularization_rate": 0.1}),
        ("dataset=reg-plane&regDataset=circle", {}),
        ("initZero=true", {"initializer": "zeros"}),
        ("seed=hello", {"seed": "hello"}),
        ("seed=a b", {"seed": "a%20b"}),
        ("seed=a%20b", {"seed": "a%20b"}),
        ("&&=&=5&", {}),
    ],
)
def test_odd_fragments_read_as_in_the_original(fragment: str, expected: dict[str, Any]) -> None:
    assert parsed(fragment) == Experiment(**{"seed": "0.5", **expected})


@pytest.mark.parametrize(
    "text",
    [
        "https://playground.tensorflow.org/#networkShape=5%2C3&seed=0.1",
        "https://playground.tensorflow.org/%23networkShape%3D5%2C3%26seed%3D0.1",
        "  #networkShape=5,3&amp;seed=0.1\n",
        "networkShape%3D5%2C3%26seed%3D0.1",
    ],
)
def test_links_mangled_on_their_way_are_read(text: str) -> None:
    assert parse_link(text).experiment == Experiment(hidden=(5, 3), seed="0.1")


def test_views_are_read() -> None:
    fragment = (
        "showTestData=true&discretize=yes&hideText=true&noise_hide=true&playButton_hide=true"
        "&dataset_hide=1&problem_hide=false&nonsense_hide=true"
    )
    assert parse_link(fragment).view == View(
        show_test_data=True, discretize=True, hide_text=True, hidden_controls=("playButton", "noise")
    )


@pytest.mark.parametrize(
    ("fragment", "key"),
    [
        ("learningRate=fast", "learningRate"),
        ("learningRate=NaN", "learningRate"),
        ("learningRate=-1", "learningRate"),
        ("learningRate=1e999", "learningRate"),
        ("regularizationRate=101", "regularizationRate"),
        ("noise=1_0", "noise"),
        ("batchSize=0", "batchSize"),
        ("batchSize=2.5", "batchSize"),
        ("batchSize=1e300", "batchSize"),
        ("percTrainData=0", "percTrainData"),
        ("percTrainData=100", "percTrainData"),
        ("networkShape=4,,2", "networkShape"),
        ("networkShape=4,0", "networkShape"),
        ("networkShape=33", "networkShape"),
        ("networkShape=1,1,1,1,1,1,1,1,1,1,1", "networkShape"),
        ("seed=" + "1" * 65, "seed"),
    ],
)
def test_a_bad_value_is_refused_with_its_key(fragment: str, key: str) -> None:
    with pytest.raises(LinkError) as caught:
        parse_link(fragment)
    assert caught.value.field == key
    assert str(caught.value).startswith(key)
    assert "\n" not in str(caught.value)


def test_a_very_long_link_is_refused() -> None:
    with pytest.raises(LinkError, match="at most 4000 characters, got 4001") as caught:
        parse_link("x" * (MAX_LINK_LENGTH + 1))
    assert caught.value.field is None


def test_the_longest_run_fits_in_a_link() -> None:
    longest = {
        field: max(option.names, key=len) for field, option in OPTIONS.items() if option.kind == "choice"
    }
    longest |= {field: "%" * 64 for field, option in OPTIONS.items() if option.kind == "seed"}
    numbers = {
        field: LIMITS[field].high - 0.1234567890123
        for field, option in OPTIONS.items()
        if option.kind == "number"
    }
    wholes = {f: int(LIMITS[f].high) for f, option in OPTIONS.items() if option.kind == "whole"}
    flags = {f: True for f, option in OPTIONS.items() if option.kind == "flag"}
    names = (max(OPTIONS["activation"].names, key=len),) * 10
    fields = (
        longest | numbers | wholes | flags | {"problem": "classification", "initializer": "xavier-uniform"}
    )
    formulas = tuple(
        "+".join((f"x1*{n}", *["x2"] * 65)) for n in range(11, 11 + int(LIMITS["formulas"].high))
    )
    features = FEATURE_NAMES + formulas
    experiment = Experiment(hidden=(32,) * 10, features=features, layer_activations=names, **fields)
    assert len(write_link(Link(experiment, View(hidden_controls=HIDABLE)))) < MAX_LINK_LENGTH


def test_a_new_seed_has_five_decimals() -> None:
    for _ in range(50):
        seed = random_seed()
        assert len(seed) == 7
        assert 0 <= float(seed) < 1


@pytest.mark.parametrize(
    "changes",
    [
        {"discretize": 1},
        {"hidden_controls": "noise"},
        {"hidden_controls": ["volume"]},
        {"hidden_controls": [[]]},
        {"inside": "update"},
        {"inside": ["everything"]},
        {"inside": ["update", "at:-1"]},
        {"inside": ["update", "at:1e3"]},
        {"inside": ["update", "at:1", "at:2"]},
        {"inside": ["update", "across:1"]},
        {"inside": ["update", "at:nan"]},
        {"inside": ["update", "at:3.5"]},
        {"inside": ["boxes", "n:2.5"]},
        {"inside": ["hidden", "at:1.5", "across:1.5"]},
        {"inside": ["hidden", "at:٣"]},
        {"inside": ["update", 7]},
        {"inside": [["update"]]},
    ],
)
def test_a_view_is_checked(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        View(**changes)


def test_only_a_way_and_an_angle_are_between_whole_numbers() -> None:
    View(inside=("hidden", "at:1.5", "turn:0.5", "tilt:0.5"))
    View(inside=("landscape", "turn:0.5", "tilt:0.5"))
    with pytest.raises(ValueError, match=re.escape("the number of update,at must be whole, got 3.5")):
        View(inside=("update", "at:3.5"))


def test_what_is_chosen_in_a_view_is_written_in_one_way() -> None:
    inside = View(inside=("update", "point:003", "at:12.0")).inside
    assert inside == ("update", "at:12", "point:3")
    assert View(inside=inside).inside == inside


def test_the_run_of_a_room_stays_out_of_links_but_the_moment_stays_in() -> None:
    view = View(inside=("cut", "from_run:12", "to:80"))
    text = write_link(Link(Experiment(), view))
    assert "inside=cut,to:80&" in f"{text}&"
    assert parse_link(text).view.inside == ("cut", "to:80")


def test_a_view_says_which_field_it_has_not() -> None:
    assert View().changed({"discretize": True}) == View(discretize=True)
    for name in ("self", "volume"):
        with pytest.raises(ExperimentError, match=f"a view has no field '{name}'") as caught:
            View().changed({name: True})
        assert caught.value.field == name


def test_own_keys_and_the_originals_are_all_the_options() -> None:
    original = {
        *("problem", "dataset", "regression_dataset", "noise", "train_percent", "features", "hidden"),
        *("activation", "batch_size", "learning_rate", "regularization", "regularization_rate", "seed"),
    }
    assert set(OWN) | original == set(OPTIONS)
    assert set(OWN) & original == {"features"}  # formulas have a key, those with names are keys themselves
    assert len({option.link for option in OPTIONS.values()}) == len(OPTIONS)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("loss=cross-entropy&dataset=rings", {"loss": "cross-entropy", "dataset": "rings"}),
        ("dataset=blobs&classes=5", {"dataset": "blobs", "classes": 5}),
        ("layerActivations=relu, step", {"layer_activations": ("relu", "step")}),
        ("optimizer=adam&beta1=.8&clipNorm=2", {"optimizer": "adam", "beta1": 0.8, "clip_norm": 2.0}),
        ("shuffle=true&skip=false&earlyStopping=yes", {"shuffle": True, "early_stopping": True}),
        ("problem=curve", {"problem": "curve", "features": ("x",)}),
        ("problem=curve&sinX=true&x=false", {"problem": "curve", "features": ("sinX",)}),
        ("dataSeed=a%20b&dropoutSeed=&weightsSeed=7", {"data_seed": "a%20b", "weights_seed": "7"}),
        ("initializer=he&initZero=true", {"initializer": "he"}),
        ("formulas=x1^3;sin(3*x1)+x2", {"features": ("x", "y", "x1^3", "sin(3*x1) + x2")}),
        ("formulas=%20x1%5E3%20;&x=false", {"features": ("y", "x1^3")}),
        ("formulas=x1^2;x1*x2;((x1))&x=false", {"features": ("x", "y", "xSquared", "xTimesY")}),
        ("formulas=&y=false", {"features": ("x",)}),
        ("formulas=abs(x1)&problem=curve", {"problem": "curve", "features": ("x", "abs(x1)")}),
        ("optimiser=adam", {}),
    ],
)  # fmt: skip
def test_own_keys_are_read(fragment: str, expected: dict[str, Any]) -> None:
    assert parsed(fragment) == Experiment(**{"seed": "0.5", **expected})


@pytest.mark.parametrize(
    ("fragment", "key"),
    [
        ("optimizer=adamm", "optimizer"),
        ("optimizer=toString", "optimizer"),
        ("classes=1", "classes"),
        ("classes=9", "classes"),
        ("scheduleEpochs=0", "scheduleEpochs"),
        ("scheduleEpochs=1.5", "scheduleEpochs"),
        ("dropout=1", "dropout"),
        ("momentum=1", "momentum"),
        ("layerActivations=relu,,tanh", "layerActivations"),
        ("layerActivations=relu,relu,relu", "layerActivations"),
        ("normalization=batch&batchSize=1", "batchSize"),
        ("normalization=layer&networkShape=4,1", "networkShape"),
        ("problem=regression&loss=hinge", "loss"),
        ("problem=curve&y=true", "features"),
        ("problem=curve&formulas=x1*x2-1", "features"),
        ("formulas=x1^", "formulas"),
        ("formulas=2x1", "formulas"),
        ("formulas=x3", "features"),
        ("formulas=x784", "features"),
        ("formulas=x785", "formulas"),
        ("dataset=own", "data"),
        ("data=abc", "data"),
        ("formulas=log(x1)", "formulas"),
        ("formulas=" + ";".join(f"x1+{n}" for n in range(9)), "formulas"),
        ("formulas=" + "1" * 201, "formulas"),
        ("dataSeed=" + "1" * 65, "dataSeed"),
        ("problem=regression&stopAccuracy=90", "stopAccuracy"),
    ],
)
def test_a_bad_value_under_an_own_key_is_refused_with_its_key(fragment: str, key: str) -> None:
    with pytest.raises(LinkError) as caught:
        parse_link(fragment)
    assert caught.value.field == key
    assert str(caught.value).startswith(key)
    assert " must be " in str(caught.value)


@pytest.mark.parametrize("field", OWN)
def test_an_own_key_is_written_only_where_it_is_not_the_default(field: str) -> None:
    option = OPTIONS[field]
    assert f"&{option.link}=" not in "&" + write_link(Link(Experiment(), View()))
    for value in (
        *option.names[-1:],
        *(option.limit or ())[-1:],
        True,
        ("step",),
        "7",
        ("x1^3",),
        "x1^3",
        "x1 > 3",
        tables.CLASSES,
    ):
        try:
            experiment = Experiment(**{field: int(value) if option.kind == "whole" else value})
        except (ExperimentError, TypeError, ValueError):
            continue
        if experiment != Experiment():
            link = write_link(Link(experiment, View()))
            assert f"&{option.link}=" in link
            assert parse_link(link, table_of=KNOWN.get).experiment == experiment
            return
    raise AssertionError(f"no value found for {field}")
