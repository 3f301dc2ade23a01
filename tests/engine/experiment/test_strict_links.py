"""Commands refuse in a link what the page passes over, and keep the links of the original."""

import json
from pathlib import Path

import pytest

from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.option_links import LinkError
from engine.experiment.strict_links import parse_strictly
from engine.experiment.view import View

ORIGINAL = [
    run["hash"] for run in json.loads((Path(__file__).parents[1] / "training" / "parity.json").read_text())
]


@pytest.mark.parametrize(
    ("link", "field", "sentence"),
    [
        ("dataset=nope", "dataset", "dataset must be one of circle, xor,"),
        (
            "regDataset=circle",
            "regDataset",
            "must be one of reg-plane, reg-gauss, reg-roll, reg-housing, reg-own, got 'circle'",
        ),
        ("activation=banana", "activation", "got 'banana'"),
        ("regularization=L3", "regularization", "must be one of none, L1, L2"),
        ("problem=guess", "problem", "must be one of"),
        ("optimizer=adamm", "optimizer", "must be one of"),
        (
            "learningrate=0.1",
            "learningrate",
            "no key 'learningrate'; perhaps learningRate is meant",
        ),
        ("optimiser=adam", "optimiser", "perhaps optimizer is meant"),
        ("dataset_hid=true", "dataset_hid", "perhaps dataset_hide is meant"),
        ("qqqqqqqq=1", "qqqqqqqq", "it may have activation, regularization, batchSize"),
        ("seed=1&nope", "nope", "a link has no key 'nope'"),
        ("https://playground.tensorflow.org/#nope", "nope", "a link has no key 'nope'"),
        ("x=yes", "x", "x must be true or false, got 'yes'"),
        ("initZero=1", "initZero", "must be true or false"),
        ("hideText=True", "hideText", "must be true or false"),
        ("dataset_hide=on", "dataset_hide", "must be true or false"),
        ("earlyStopping=yes", "earlyStopping", "must be true or false"),
        ("noise=90", "noise", "noise must be between 0 and 80, got 90.0"),
        ("noise=-1", "noise", "noise must be between 0 and 80, got -1.0"),
        ("noise=loud", "noise", "noise must be a number"),
        ("learningRate=1e999", "learningRate", "must be between 0 and 100, got infinity"),
        ("learningRate=0x10", "learningRate", "must be a number, got '0x10'"),
        ("learningRate=NaN", "learningRate", "must be a number, got 'NaN'"),
        ("batchSize=2.5", "batchSize", "must be a whole number"),
    ],
)
def test_what_is_not_understood_is_refused_with_what_is_allowed(link: str, field: str, sentence: str) -> None:
    with pytest.raises(LinkError) as caught:
        parse_strictly(link)
    assert caught.value.field == field
    assert sentence in str(caught.value)


OF_THE_PAGE = Experiment(dataset="pinwheel", loss="cross-entropy", optimizer="adam", skip=True)


@pytest.mark.parametrize(
    "link",
    [
        *ORIGINAL,
        "",
        "https://playground.tensorflow.org/",
        "#seed=0.5&tutorial=dp&collectStats=false&cosX=true&cosY=false",
        "#seed=0.5&learningRate_hide=true&numHiddenLayers_hide=false&networkShape=&regularization=",
        write_link(Link(OF_THE_PAGE, View())),
    ],
)
def test_links_of_the_original_and_of_the_page_are_read_as_the_page_reads_them(link: str) -> None:
    assert parse_strictly(link, lambda: "0.5") == parse_link(link, lambda: "0.5")


@pytest.mark.parametrize("link", ["dataset=nope", "learningrate=0.1", "x=no&noise=90"])
def test_in_the_page_such_links_open_all_the_same(link: str) -> None:
    assert parse_link(f"{link}&seed=0.5").experiment.seed == "0.5"
