"""Prints the reference values of quantile_intervals_test.ts: python quantile_intervals.py (numpy 2.2.6, scipy 1.14.1,
statsmodels 0.15.0).

Woodruff's interval in the words of those libraries: statsmodels' clustered regression tells how sure the share of values
that are not above the quantile is, Student's t how far it reaches, numpy reads it back as values.
"""

import json

import numpy
import scipy.stats
import statsmodels.api

RANDOM = numpy.random.default_rng(7)
GROUPS = [int(group) for group in RANDOM.integers(0, 30, 200)]
EFFECTS = RANDOM.normal(0, 80, 30)
VALUES = [round(float(300 + EFFECTS[group] + RANDOM.gamma(2, 60)), 2) for group in GROUPS]


def interval(q, clusters, confidence):
    value = numpy.quantile(VALUES, q)
    below = (numpy.array(VALUES) <= value).astype(float)
    groups = numpy.array(GROUPS) if clusters else numpy.arange(len(VALUES))
    count = len(set(groups.tolist()))
    fit = statsmodels.api.OLS(below, numpy.ones(len(below))).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    error = fit.bse[0] * numpy.sqrt(count / (count - 1))
    margin = scipy.stats.t.ppf((1 + confidence) / 2, count - 1) * error
    low, high = numpy.quantile(VALUES, [q - margin, q + margin])
    return {"q": q, "clusters": clusters, "confidence": confidence, "value": value, "low": low, "high": high}


cases = [interval(q, clusters, c) for q in [0.25, 0.5, 0.9] for clusters in [False, True] for c in [0.8, 0.95]]
print(json.dumps({"values": VALUES, "groups": GROUPS, "cases": cases}))
