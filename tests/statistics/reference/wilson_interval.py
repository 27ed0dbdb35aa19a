"""Prints the reference values of wilson_interval_test.ts: python wilson_interval.py (scipy 1.14.1, statsmodels 0.15.0)."""

import json

import scipy.stats
import statsmodels.stats.proportion

CASES = [(0, 10), (1, 10), (10, 10), (7, 9), (50, 100), (998, 1000), (1, 1)]


def estimate(successes, n, confidence):
    low, high = scipy.stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    again = statsmodels.stats.proportion.proportion_confint(successes, n, alpha=1 - confidence, method="wilson")
    assert max(abs(low - again[0]), abs(high - again[1])) < 1e-9
    return {"successes": successes, "n": n, "confidence": confidence, "low": low, "high": high}


print(json.dumps([estimate(*case, confidence) for case in CASES for confidence in [0.8, 0.95]], indent=2))
