"""Prints the reference values of power_test.ts: python difference_spread.py (numpy 2.2.6, scipy 1.14.1, statsmodels 0.15.0).

The one-way analysis of variance of each variant tells what varies within its prompts.
"""

import json

import numpy
import scipy.stats
import statsmodels.api

RANDOM = numpy.random.default_rng(3)
PROMPTS, REPEATS = 12, (4, 3)
HARDNESS = RANDOM.normal(0.6, 0.2, PROMPTS)
SHIFT = RANDOM.normal(0.1, 0.15, PROMPTS)
FIRST = (HARDNESS[:, None] + SHIFT[:, None] + RANDOM.normal(0, 0.1, (PROMPTS, REPEATS[0]))).round(3)
SECOND = (HARDNESS[:, None] + RANDOM.normal(0, 0.07, (PROMPTS, REPEATS[1]))).round(3)


def within(values):
    prompts = numpy.repeat(numpy.eye(PROMPTS), values.shape[1], axis=0)
    return statsmodels.api.OLS(values.ravel(), prompts).fit().mse_resid


parts = [within(FIRST), within(SECOND)]
of_means = sum(part / repeats for part, repeats in zip(parts, REPEATS))
between = scipy.stats.tvar(FIRST.mean(axis=1) - SECOND.mean(axis=1)) - of_means
print(json.dumps({
    "first": FIRST.tolist(), "second": SECOND.tolist(),
    "between": float(numpy.sqrt(between)), "within": float(numpy.sqrt(sum(parts))),
}))
