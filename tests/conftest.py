"""Settings for all the tests, and their order."""

from pathlib import Path

import pytest
from hypothesis import settings

LONG = (
    "test_sweeps_kept",
    "test_fuzz",
    "test_sweeps",
    "test_attacks_connecting",
    "test_shared_rooms",
    "test_fair",
    "test_many_store",
    "test_many_updates",
    "test_bench",
    "test_command",
    "test_stopping",
    "test_examples",
    "test_cluster",
    "test_keeping",
    "test_faults",
    "test_many_killed",
    "test_memory",
    "test_time",
    "test_saved_state",
    "test_line",
    "test_inside",
    "test_page_fits",
    "test_accessibility",
    "test_pictures",
    "test_classes",
    "test_teaching",
    "test_joining",
    "test_lessons",
    "test_nothing_cut",
    "test_controls",
    "test_replicas",
    "test_many_replicas",
    "test_saved",
    "test_walks",
    "test_ready_sweeps",
    "test_safety",
)
"""Files of tests that take long. They are begun first, so that no process is still at one of them when the
others have nothing left to do."""

# A busy machine must not make a test fail, and a test must fail the same way twice.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of long files first, each file as it is."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(Path(item.path).stem, len(LONG)))
