"""What `make release` builds from: the version stands once, and all that is named is there."""

import re
import tomllib
from typing import Any

from tests.paths import ROOT
from tests.release import MACHINES, PYTHONS


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def test_the_newest_version_of_the_changes_is_that_of_the_package() -> None:
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == project()["version"]
    assert len(versions) == len(set(versions))


def test_the_container_is_made_for_the_machines_whose_libraries_are_looked_for() -> None:
    text = (ROOT / "docker-bake.hcl").read_text()
    assert re.findall(r'"linux/(\w+)"', text) == list(MACHINES)


def test_the_package_can_be_started_by_its_own_name() -> None:
    scripts = project()["scripts"]
    assert scripts[project()["name"]] == scripts["playground"]


def test_the_wheel_is_tried_with_the_oldest_python_that_is_promised() -> None:
    assert project()["requires-python"] == f">={PYTHONS[0]}"
