"""The catalogue that the page is made from."""

from engine.experiment.experiment import OPTIONS
from server.web.pages.catalogue import catalogue


def test_every_condition_names_an_option_and_its_values() -> None:
    for name, option in catalogue()["options"].items():
        for field, values in option["shown_when"].items():
            names = OPTIONS["activation" if field == "activations" else field].names or (True, False)
            assert values, name
            assert set(values) <= set(names), name
