"""Expressions that people type, such as `x1^2 - sin(3*x2)` or `test_loss < 0.05 and neurons <= 4`: read,
written back and evaluated. Nothing of them is ever run as a program.

The page has the same in static/js/expressions/; tests/golden/expressions.json says what both answer.
"""
