"""Prints the reference values of bootstrap_interval_test.ts: python bootstrap_interval.py (scipy 1.14.1, numpy 2.2.6)."""

import json

import numpy
import scipy.stats
from scipy.stats._resampling import BootstrapResult

RANDOM = numpy.random.default_rng(11)
SKEWED = [float(x) for x in numpy.round(RANDOM.lognormal(5, 0.8, 40), 3)]
RATES = [int(x) for x in RANDOM.integers(0, 2, 25)]
TIED = [1, 2, 2, 2, 3, 3, 4, 9]
CLUSTERED = [[0.1, 0.3, 0.2], [0.9], [0.5, 0.6], [0.4, 0.2, 0.8, 0.7], [1, 0.9], [0.05], [0.6, 0.65, 0.7], [0.3, 0.45]]


def quantile(q):
    return lambda x, axis=-1: numpy.quantile(x, q, axis=axis)


STATISTICS = {"mean": numpy.mean, "median": quantile(0.5), "quantile 0.9": quantile(0.9), "deviation": numpy.std}


def interval(data, statistic, method, **options):
    return scipy.stats.bootstrap(
        (numpy.array(data),), statistic, method=method, random_state=numpy.random.default_rng(5), **options
    )


def of_replicates(values, statistic, confidence):
    """SciPy's interval of replicates that are written down, so that the interval can be compared to the last digit."""
    first = interval(values, STATISTICS[statistic], "percentile", n_resamples=99)
    again = scipy.stats.bootstrap(
        (numpy.array(values),), STATISTICS[statistic], method="BCa", n_resamples=0, confidence_level=confidence,
        bootstrap_result=first,
    ).confidence_interval
    replicates = [float(x) for x in first.bootstrap_distribution]
    return {
        "values": values, "statistic": statistic, "confidence": confidence,
        "replicates": replicates, "low": again.low, "high": again.high,
    }


def whole(values, statistic, method):
    found = interval(values, STATISTICS[statistic], method, n_resamples=200_000, batch=10_000)
    low, high = found.confidence_interval
    return {
        "values": values, "statistic": statistic, "method": method,
        "low": low, "high": high, "standardError": found.standard_error,
    }


def clustered(statistic):
    """Whole groups are resampled by resampling their numbers."""
    def of_groups(numbers):
        return STATISTICS[statistic](numpy.concatenate([CLUSTERED[int(g)] for g in numbers]))

    found = interval(range(len(CLUSTERED)), of_groups, "BCa", n_resamples=20_000, vectorized=False)
    low, high = found.confidence_interval
    return {"statistic": statistic, "low": low, "high": high, "standardError": found.standard_error}


print(json.dumps({
    "ofReplicates": [
        of_replicates(values, statistic, confidence)
        for values, statistic, confidence in [
            (SKEWED, "mean", 0.95), (SKEWED, "median", 0.9), (TIED, "median", 0.95), (RATES, "mean", 0.99),
        ]
    ],
    "whole": [
        whole(values, statistic, method)
        for values in [SKEWED, TIED, RATES]
        for statistic in ["mean", "median", "quantile 0.9", "deviation"]
        for method in ["BCa", "percentile"]
        if not (values is RATES and statistic != "mean")
    ],
    "groups": CLUSTERED,
    "clustered": [clustered("mean"), clustered("median")],
}))
