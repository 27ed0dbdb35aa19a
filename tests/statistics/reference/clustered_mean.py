"""Prints the reference values of clustered_mean_test.ts: python clustered_mean.py (statsmodels 0.15.0)."""

import json

import numpy
import statsmodels.api

CASES = [
    ([1, 1, 0, 0, 1, 0], ["a", "a", "b", "b", "c", "c"], 0.95),
    ([0.2, 0.7, 0.4, 0.9, 0.55, 0.1, 0.65], ["a", "a", "a", "b", "c", "c", "d"], 0.95),
    ([310, 295, 402, 350, 288, 1210, 330, 305, 371, 299], list("abcdefghij"), 0.99),
    ([0.31, -0.2, 0.05, 0.4, 0.4, 0.1, -0.7, 0.33, 0.8, 0.01, 0.2, 0.25], list("aabbccddeeff"), 0.8),
]


def estimate(values, clusters, confidence):
    groups = numpy.unique(clusters, return_inverse=True)[1]
    fit = statsmodels.api.OLS(values, numpy.ones(len(values))).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    low, high = fit.conf_int(1 - confidence)[0]
    return {
        "values": values, "clusters": clusters, "confidence": confidence,
        "value": fit.params[0], "standardError": fit.bse[0], "low": low, "high": high,
    }


print(json.dumps([estimate(*case) for case in CASES], indent=2))
