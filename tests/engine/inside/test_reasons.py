"""Why there is nothing to see."""

import re
from pathlib import Path

from engine.inside import reasons
from engine.inside.reasons import InsideReason


def test_every_reason_is_given_somewhere_and_every_one_that_is_given_has_a_sentence() -> None:
    folder = Path(reasons.__file__).parent
    given = {
        code
        for path in folder.rglob("*.py")
        for code in re.findall(r'refuse\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert given == set(InsideReason.sentences)
