"""Writes all files that follow from the code: `python -m tests.generated`, or `make generate`."""

from tests.generated import FILES

for path, made in FILES.items():
    path.write_text(made(), encoding="utf-8")
