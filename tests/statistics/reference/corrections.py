"""Prints the reference values of corrections_test.ts: python corrections.py (statsmodels 0.15.0)."""

import json

import numpy
import statsmodels.stats.multitest

CASES = [
    [0.04, 0.01, 0.03],
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.9, 0.001, 0.001, 0.5, 0.04, 0.2, 1, 0],
    [0.05],
    list(numpy.round(numpy.random.default_rng(7).beta(0.4, 2, 20), 6)),
]

print(json.dumps([
    {
        "pValues": case,
        "holm": list(statsmodels.stats.multitest.multipletests(case, method="holm")[1]),
        "benjaminiHochberg": list(statsmodels.stats.multitest.multipletests(case, method="fdr_bh")[1]),
    }
    for case in CASES
], indent=2))
