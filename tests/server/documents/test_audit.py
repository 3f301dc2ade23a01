"""What `make audit` makes of the answers of its tools."""

from tests.audit import of_npm, of_python


def test_known_weaknesses_are_named() -> None:
    known = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]},
            {"name": "b", "skip_reason": ""},
        ]
    }
    assert of_python(known) == ["a 1: CVE-1"]
    assert of_npm({"vulnerabilities": {"x": {"severity": "high"}}}) == ["x: high"]


def test_none_known_and_nobody_reached_are_two_things() -> None:
    assert (
        of_python({"dependencies": [{"name": "a", "version": "1", "vulns": []}]})
        == of_npm({"vulnerabilities": {}})
        == []
    )
    assert of_python(None) is None
    assert of_python({"dependencies": [{"name": "a", "skip_reason": "not found"}]}) is None
    assert of_npm({"message": "request to advisories failed"}) is None
