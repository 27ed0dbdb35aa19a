"""Prints the reference values of pass_at_k_test.ts, as exact fractions rounded once: python pass_at_k.py."""

import json
import math
from fractions import Fraction

CASES = [(5, 2, 1), (5, 2, 3), (10, 0, 4), (10, 10, 1), (200, 3, 100), (1000, 7, 50), (10000, 1, 9999), (7, 4, 4)]

print(json.dumps([
    {"n": n, "correct": c, "k": k, "value": float(1 - Fraction(math.comb(n - c, k), math.comb(n, k)))}
    for n, c, k in CASES
], indent=2))
