"""Prints the reference values of paired_permutation_test_test.ts: python paired_permutation.py (scipy 1.14.1)."""

import json

import numpy
import scipy.stats

CASES = [
    [0.2, -0.1, 0.4, 0.3, -0.2, 0.1, 0.5, 0.25],
    [-1, -1, 0, 0, 1, -1, -1, 0, -1, -1],
    [0.013, -0.2, -0.31, 0.07, -0.11, -0.05, -0.4, 0.02, -0.09, -0.001, -0.3, 0.16],
    [1, 1, 1, 1],
]


def p_value(differences, alternative):
    return scipy.stats.permutation_test(
        (numpy.array(differences),),
        lambda x, axis: numpy.mean(x, axis=axis),
        permutation_type="samples",
        alternative=alternative,
        n_resamples=numpy.inf,
        vectorized=True,
    ).pvalue


print(json.dumps([
    {
        "differences": case,
        "less": p_value(case, "less"),
        "greater": p_value(case, "greater"),
        "twoSided": p_value(case, "two-sided"),
    }
    for case in CASES
], indent=2))
