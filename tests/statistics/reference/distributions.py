"""Prints the reference values of distributions_test.ts: python distributions.py (scipy 1.14.1)."""

import json

import scipy.optimize
import scipy.special
import scipy.stats

DEGREES = [1, 2, 3, 5, 15, 38, 100, 1000, 99999]
SHARES = [1e-6, 0.005, 0.025, 0.05, 0.3, 0.5]


def t_quantile(p, df):
    """SciPy's own quantile is right to ten digits only; where its distribution function is p is right to all."""
    near = scipy.stats.t.ppf(p, df)
    return scipy.optimize.brentq(
        lambda t: scipy.stats.t.cdf(t, df) - p, near * 1.001 - 0.1, near * 0.999 + 0.1, xtol=1e-300, rtol=1e-15
    )


print(json.dumps({
    "normalCdf": [[x, scipy.stats.norm.cdf(x)] for x in [-37, -20, -6.4, -5, -2, -0.6, 0, 0.3, 1, 1.96, 4, 9]],
    "normalQuantile": [[p, scipy.stats.norm.ppf(p)] for p in [1e-300, 1e-10, *SHARES, 0.8, 0.975, 0.9999]],
    "studentTCdf": [[t, df, scipy.stats.t.cdf(t, df)] for df in DEGREES for t in [-30, -5, -1, -0.1, 0, 0.5, 4]],
    "studentTQuantile": [[p, df, t_quantile(p, df)] for df in DEGREES for p in SHARES if p != 0.5],
    "incompleteBeta": [
        [x, a, b, scipy.special.betainc(a, b, x)]
        for x in [0.001, 0.2, 0.5, 0.9, 0.999] for a, b in [(0.5, 0.5), (1, 3), (2.5, 40), (300, 200), (5000, 0.5)]
    ],
    "logGamma": [[x, scipy.special.gammaln(x)] for x in [0.01, 0.5, 1, 1.5, 2, 3.7, 9.99, 10, 25, 1e3, 1e6]],
    "noncentralTCdf": [
        [t, df, shift, scipy.stats.nct.cdf(t, df, shift)]
        for t in [-3, 0, 0.5, 2, 4, 10] for df in [1, 3, 15, 99, 20000] for shift in [-1, 0, 0.5, 2.8, 12]
    ],
}))
