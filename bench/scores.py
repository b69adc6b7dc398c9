"""Models of buying, ridge logistic regression and k-means through Regulars, lifetimes, SciPy and scikit-learn, on the same numbers.

Everything is loaded before a clock starts; two threads each; rounds are interleaved. How far parameters differ stands beside each.
"""

import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "2"

import numpy as np

COLUMNS = 20
GROUPED = 12


def customers(count, seed):
    """People who buy and leave as the sample of CDNOW does (MBG/NBD, weeks), over 78 weeks, told by the day."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.525, 1 / 6.183, count)
    leave = rng.beta(0.891, 1.614, count)
    age = 78.0 - rng.integers(0, 84, count) / 7
    repeats, last, now = np.zeros(count, np.int64), np.zeros(count), np.zeros(count)
    stays = rng.random(count) >= leave
    while stays.any():
        at = np.flatnonzero(stays)
        now[at] += rng.exponential(1 / np.maximum(rate[at], 1e-300))
        at = at[now[at] <= age[at]]
        repeats[at] += 1
        last[at] = now[at]
        stays[:] = False
        stays[at] = rng.random(len(at)) >= leave[at]
    last = np.minimum(np.maximum(np.round(last * 7), repeats > 0) / 7, age)
    return repeats, last, age


def table(rows, seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, COLUMNS))
    weights = np.linspace(-1, 1, COLUMNS)
    answers = rng.random(rows) < 1 / (1 + np.exp(-(values @ weights - 1)))
    return values, answers.astype(np.float64)


def places(rows, seed):
    """Rows around eight places that overlap: twenty steps do not reach where they would stand."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(0, 1.2, (8, GROUPED))
    return middles[rng.integers(0, 8, rows)] + rng.normal(size=(rows, GROUPED))


def write(path, values, answers):
    np.column_stack([values, answers]).astype("<f8").tofile(path)
    return [str(len(values)), str(values.shape[1]), str(path)]


class Program:
    def __init__(self, path, histories, values):
        command = [path, str(histories), *values]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, what):
        print(what, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def lifetimes_fit(name, data):
    import lifetimes

    fitter = {"bg": lifetimes.BetaGeoFitter, "mbg": lifetimes.ModifiedBetaGeoFitter, "pareto": lifetimes.ParetoNBDFitter}[name]
    started = time.perf_counter()
    fitted = fitter().fit(*data)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "parameters": [float(value) for value in fitted.params_]}


def scipy_fit(name, data):
    """As one writes it down from the paper: all rows, numbers for slopes."""
    from scipy.optimize import minimize
    from scipy.special import betaln, gammaln

    repeats, last, age = data
    once = 1.0 if name == "mbg" else 0.0

    def unlikely(point):
        r, alpha, a, b = np.exp(point)
        base = gammaln(r + repeats) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
        stays = betaln(a, b + repeats + once) - (r + repeats) * np.log(alpha + age)
        left = np.where(repeats + once > 0, betaln(a + 1, b + np.maximum(repeats + once - 1, 0)) - (r + repeats) * np.log(alpha + last), -np.inf)
        return -(base + np.logaddexp(stays, left)).mean()

    started = time.perf_counter()
    found = minimize(unlikely, np.zeros(4), method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-7})
    return {"seconds": time.perf_counter() - started, "parameters": np.exp(found.x).tolist()}


def sklearn_fit(values, answers):
    from sklearn.linear_model import LogisticRegression

    started = time.perf_counter()
    fitted = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-7).fit(values, answers)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "parameters": fitted.coef_[0].tolist(), "last": float(fitted.intercept_[0])}


def sklearn_groups(values):
    from sklearn.cluster import KMeans

    started = time.perf_counter()
    fitted = KMeans(n_clusters=6, init=values[:6].copy(), n_init=1, max_iter=20, tol=0.0, algorithm="lloyd").fit(values)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "parameters": fitted.cluster_centers_.ravel().tolist(), "last": float(fitted.inertia_)}


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "work", "results"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    work = pathlib.Path(asked.work)

    values, answers = table(asked.rows, 3)
    grouped = places(asked.rows, 5)
    # One program holds the table of answers, the other that of places: neither holds more than it is asked about.
    tables = [write(work / "places", grouped, np.zeros(asked.rows)), write(work / "answers", values, answers)]
    sets = {}
    for count, shape in zip((100_000, asked.rows), tables):
        data = customers(count, 7)
        np.savetxt(work / f"{count}.csv", np.column_stack(data), fmt=["%d", "%.17g", "%.17g"], delimiter=",")
        sets[count] = (data, Program(asked.program, work / f"{count}.csv", shape))

    small, large = sets[100_000], sets[asked.rows]
    jobs = [
        ("BG/NBD, 100,000 customers", "lifetimes", lambda: small[1].ask("bg"), lambda: lifetimes_fit("bg", small[0]), 50),
        ("MBG/NBD, 100,000 customers", "lifetimes", lambda: small[1].ask("mbg"), lambda: lifetimes_fit("mbg", small[0]), 50),
        ("Pareto/NBD, 100,000 customers", "lifetimes", lambda: small[1].ask("pareto"), lambda: lifetimes_fit("pareto", small[0]), 50),
        (f"BG/NBD, {asked.rows:,} customers", "SciPy", lambda: large[1].ask("bg"), lambda: scipy_fit("bg", large[0]), 20),
        (f"MBG/NBD, {asked.rows:,} customers", "SciPy", lambda: large[1].ask("mbg"), lambda: scipy_fit("mbg", large[0]), 20),
        (f"Ridge logistic, {asked.rows:,} rows of {COLUMNS}", "scikit-learn", lambda: large[1].ask("logistic"), lambda: sklearn_fit(values, answers), 2),
        (f"k-means, {asked.rows:,} rows of {GROUPED}, 6 groups, 20 steps", "scikit-learn", lambda: small[1].ask("groups"), lambda: sklearn_groups(grouped), 2),
    ]
    load = os.getloadavg()[0]
    lines = [
        "",
        f"## Fits beside peers, {datetime.date.today()}, load {load:.1f}",
        "",
        f"`bench/scores.sh`, medians of {asked.rounds} interleaved rounds, two threads each; peers: lifetimes 0.11.3, SciPy 1.16.3, scikit-learn 1.7.2.",
        "",
        "| what | Regulars | peer | times as quick | aim |",
        "|---|---|---|---|---|",
    ]
    for what, peer, ours, theirs, aim in jobs:
        times, other = [], []
        for _ in range(asked.rounds if "Pareto" not in what else 1):
            mine, its = ours(), theirs()
            times.append(mine["seconds"])
            other.append(its["seconds"])
        if "logistic" in what:
            off = max(abs(a - b) for a, b in zip(mine["parameters"] + [mine["last"]], its["parameters"] + [its["last"]]))
            agrees = f"weights differ by at most {off:.1e}"
        elif "k-means" in what:
            agrees = f"inertia {mine['last'] / asked.rows:.5f} and {its['last'] / asked.rows:.5f} a row"
        else:
            off = max(abs(a / b - 1) for a, b in zip(mine["parameters"], its["parameters"]))
            agrees = f"parameters differ by at most {off:.1e} of their size"
        ratio = statistics.median(other) / statistics.median(times)
        line = (
            f"| {what} | {statistics.median(times):.3f} s | {peer} {statistics.median(other):.2f} s | {ratio:.1f} | "
            f"{aim}{'' if ratio >= aim else ', missed'}; {agrees} |"
        )
        print(line, flush=True)
        lines.append(line)
    with open(asked.results, "a", encoding="utf-8") as results:
        results.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
