"""Prints the reference values of power_test.ts: python power.py (scipy 1.14.1, statsmodels 0.15.0)."""

import json
import math

import scipy.optimize
import scipy.stats
from statsmodels.stats.power import TTestPower

CASES = [
    {"prompts": 100, "between": 0.15, "within": 0.3, "repeats": 1, "power": 0.8, "significance": 0.05, "sides": 2},
    {"prompts": 12, "between": 0.2, "within": 0.1, "repeats": 4, "power": 0.9, "significance": 0.05, "sides": 2},
    {"prompts": 40, "between": 0.4, "within": 0, "repeats": 1, "power": 0.8, "significance": 0.01, "sides": 1},
    {"prompts": 1000, "between": 12, "within": 30, "repeats": 3, "power": 0.95, "significance": 0.05, "sides": 2},
    {"prompts": 3, "between": 0.1, "within": 0.1, "repeats": 2, "power": 0.8, "significance": 0.05, "sides": 2},
]
DIFFERENCES = [0.01, 0.05, 0.2, 1]


def deviation(case):
    return math.sqrt(case["between"] ** 2 + case["within"] ** 2 / case["repeats"])


def power(case, size, prompts):
    """As statsmodels' TTestPower, whose noncentral t is right to seven digits; that of scipy.stats is to all."""
    alpha, df, shift = case["significance"], prompts - 1, size * math.sqrt(prompts)
    critical = scipy.stats.t.isf(alpha / case["sides"], df)
    found = scipy.stats.nct.sf(critical, df, shift)
    if case["sides"] == 2:
        found += scipy.stats.nct.cdf(-critical, df, shift)
    alternative = "two-sided" if case["sides"] == 2 else "larger"
    assert abs(found - TTestPower().power(size, prompts, alpha, alternative=alternative)) < 1e-6
    return found


def solved(find, low, high):
    """What statsmodels' own solver finds is right to five digits."""
    return scipy.optimize.brentq(find, low, high, xtol=1e-300, rtol=1e-14)


def planned(case):
    smallest = solved(lambda size: power(case, size, case["prompts"]) - case["power"], 1e-3, 30) * deviation(case)
    target = 2 * deviation(case) / math.sqrt(case["prompts"])
    prompts = solved(lambda n: power(case, target / deviation(case), n) - case["power"], 2, 1e5)
    return {
        **case, "smallest": smallest,
        "powers": [[d, power(case, d / deviation(case), case["prompts"])] for d in DIFFERENCES],
        "target": target, "promptsNeeded": math.ceil(prompts),
    }


print(json.dumps([planned(case) for case in CASES], indent=2))
