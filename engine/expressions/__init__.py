"""Expressions that people type, such as `x1^2 - sin(3*x2)` or `test_loss < 0.05 and neurons <= 4`: read,
written back and evaluated. Nothing of them is ever run as a program.

A product needs its sign: beside a number that ends in e, as 2e3 may, or a name before a bracket, which may be
a call, nobody could say whether a sign was left out. So `2x1` is refused, and told that one is missing.

The page has the same in static/js/expressions/; tests/golden/expressions.json says what both answer.
"""
