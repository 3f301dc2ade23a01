"""What may vary in a sweep, and how it is written."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.experiment.experiment import OPTIONS, Experiment
from engine.reasons import ReasonError
from engine.sweeps.varied import (
    MOST_VALUES,
    SHAPES,
    VARIABLE,
    over_range,
    read_varied,
    told_value,
    with_values,
)


def test_a_range_by_factors_has_each_value_the_same_factor_from_the_last() -> None:
    values = read_varied("learning_rate=0.001..1:log:7").values
    assert values == pytest.approx([10 ** (-3 + k / 2) for k in range(7)], rel=1e-5)


def test_a_range_is_even_and_has_five_values_where_it_does_not_say() -> None:
    assert read_varied("noise=0..50:6").values == (0, 10, 20, 30, 40, 50)
    assert read_varied("dropout=0..0.8").values == (0, 0.2, 0.4, 0.6, 0.8)


def test_whole_numbers_stay_whole_and_stand_once() -> None:
    assert read_varied("batch_size=1..4:log:7").values == (1, 2, 3, 4)
    assert read_varied("width=1..32:log:6").values == (1, 2, 4, 8, 16, 32)


def test_values_are_told_one_by_one() -> None:
    assert read_varied("hidden=2|4|8,4").values == ((2,), (4,), (8, 4))
    assert read_varied("activation=tanh|relu").values == ("tanh", "relu")
    assert read_varied("shuffle=true|false").values == (True, False)
    assert read_varied("seed=a|b").values == ("a", "b")


def test_width_and_depth_make_the_hidden_layers() -> None:
    begin = Experiment(hidden=(4, 2))
    assert with_values(begin, {"width": 7}).hidden == (7, 7)
    assert with_values(begin, {"depth": 3}).hidden == (4, 4, 4)
    assert with_values(begin, {"width": 5, "depth": 1}).hidden == (5,)
    assert with_values(begin, {"depth": 0}).hidden == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "what varies must be a field and its values"),
        ("learning_rate", "what varies must be a field and its values"),
        ("learning_rate=", "what varies must be a field and its values"),
        ("x" * 2_000 + "=1", "what varies must be a field and its values"),
        ("table=a|b", "'table' cannot vary; one of these can"),
        ("learning_rat=1|2", "perhaps learning_rate is meant"),
        ("qqqq=1", "'qqqq' cannot vary; one of these can: problem"),
        ("learning_rate=1..0.1", "learning_rate must go from a number to a larger one, got 1 to 0.1"),
        ("learning_rate=0..1:log", "from a number above 0 only, got 0"),
        ("learning_rate=0.1..1:log:1", "from 2 to 64, got 1"),
        ("learning_rate=0.1..1:1000000000", "from 2 to 64"),
        ("learning_rate=0.1..1:3:4", "what varies must be"),
        ("learning_rate=0.1..ten", "learning_rate in the sweep: learning_rate must be a number"),
        ("learning_rate=0.1|1000", "learning_rate must be between 0 and 100, got 1000"),
        ("batch_size=1.5..3", "batch_size must be a whole number"),
        ("activation=tanh..relu", "activation has no range of numbers"),
        ("activation=tanh|rely", "activation must be one of"),
        ("hidden=2|99", "must be between 1 and 32, got 99"),
        ("depth=1..99", "depth must be between 0 and 10, got 99"),
        ("seed=" + "|".join(map(str, range(100))), "at most 64 values"),
    ],
)
def test_what_cannot_vary_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ReasonError, match=re.escape(sentence)):
        read_varied(text)


def test_values_that_do_not_go_together_are_named() -> None:
    with pytest.raises(ReasonError) as caught:
        with_values(Experiment(normalization="batch"), {"batch_size": 1, "learning_rate": 0.1})
    assert "batch_size=1, learning_rate=0.1" in str(caught.value)
    with pytest.raises(ReasonError, match="width must be of hidden layers"):
        with_values(Experiment(hidden=()), {"width": 3})


@given(low=st.floats(1e-5, 1), factor=st.floats(1.5, 50), n=st.integers(2, MOST_VALUES), log=st.booleans())
def test_a_range_goes_from_its_low_to_its_high_end_and_rises(
    low: float, factor: float, n: int, log: bool
) -> None:
    high = low * factor
    values = over_range("learning_rate", low, high, log, n).values
    assert math.isclose(values[0], low, rel_tol=1e-5)
    assert math.isclose(values[-1], high, rel_tol=1e-5)
    assert list(values) == sorted(values)
    assert len(values) <= n


def test_everything_but_a_table_can_vary_and_what_is_told_is_read_again() -> None:
    assert set(VARIABLE) == {*OPTIONS, *SHAPES} - {"table"}
    for name in VARIABLE:
        if name in SHAPES or OPTIONS[name].default in ("", ()):
            continue
        default = OPTIONS[name].default
        again = read_varied(f"{name}={told_value(name, default)}").values
        assert again == (default,), name
