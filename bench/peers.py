"""Regulars beside its peers on one file, in one run: rounds are interleaved so that a busy machine is busy for all.

Each contender runs as a process of its own, as a person would start it. Times are wall clock. Regulars opens an
encrypted vault (its key derivation is slow on purpose and is counted), matches people, checks every row and writes a
log; the peers do none of this. What each does is printed above its figures.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import threading
import time

TEA_TWICE = {
    "type": "bought",
    "what": {"of": "category", "any_of": ["Tea"]},
    "times": {"op": "at_least", "n": 2},
    "when": {"in": "ever"},
}
SQL = (
    "SELECT count(*) FROM (SELECT customer_id FROM orders WHERE category = 'Tea' "
    "GROUP BY customer_id HAVING count(DISTINCT order_id) >= 2)"
)


def run(command, env=None):
    """Seconds, peak MiB and standard output of one process; its error stops the bench."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = read_both(process)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: {command[0]} ended with {process.returncode}: {err.decode(errors='replace')[-400:]}")
    peak = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return seconds, peak, out.decode()


def read_both(process):
    """Both pipes to their ends, without letting either fill."""
    err = []
    reader = threading.Thread(target=lambda: err.append(process.stderr.read()))
    reader.start()
    out = process.stdout.read()
    reader.join()
    return out, err[0]


def size(path):
    """Bytes of a file or of all files in a folder."""
    path = pathlib.Path(path)
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


class Regulars:
    """Import into an encrypted vault."""

    name = "regulars"

    def __init__(self, program, work, as_of):
        self.program, self.as_of = program, as_of
        self.empty, self.vault = work / "empty", work / "vault"
        self.env = {**os.environ, "REGULARS_PASSPHRASE": "a passphrase for measuring"}
        self.call("vault", "create", "--vault", str(self.empty), "--name", "Bench", "--currency", "EUR")

    def call(self, *arguments):
        return run([self.program, "--as-of", self.as_of, "--quiet", "--json", *arguments], self.env)

    def load(self, orders):
        shutil.rmtree(self.vault, ignore_errors=True)
        shutil.copytree(self.empty, self.vault)
        seconds, peak, _ = self.call(
            "import", str(orders), "--as", "orders", "--source", "bench", "--basis", "contract", "--vault", str(self.vault)
        )
        return seconds, peak, size(self.vault)

    def count(self):
        seconds, peak, out = self.call("segment", "count", "--rule", json.dumps(TEA_TWICE), "--vault", str(self.vault))
        return seconds, peak, json.loads(out)["size"]


class SqliteShell:
    """`.import` into a plain table: no types, no checks, no people."""

    name = "sqlite3 .import"

    def __init__(self, work):
        self.file = work / "shell.db"

    def load(self, orders):
        self.file.unlink(missing_ok=True)
        seconds, peak, _ = run(["sqlite3", str(self.file), "-cmd", ".mode csv", f".import '{orders}' orders"])
        return seconds, peak, size(self.file)

    def count(self):
        seconds, peak, out = run(["sqlite3", str(self.file), SQL])
        return seconds, peak, int(out)


class PythonScript:
    """csv and sqlite3 of the standard library: typed columns, one row a person, two indexes."""

    name = "python csv + sqlite3"

    def __init__(self, work):
        self.file = work / "python.db"

    def load(self, orders):
        self.file.unlink(missing_ok=True)
        script = pathlib.Path(__file__).with_name("load_with_python.py")
        seconds, peak, _ = run([sys.executable, str(script), str(orders), str(self.file)])
        return seconds, peak, size(self.file)

    def count(self):
        code = f"import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute({SQL!r}).fetchone()[0])"
        seconds, peak, out = run([sys.executable, "-c", code, str(self.file)])
        return seconds, peak, int(out)


def table(title, contenders, seen, rows, last):
    """One line a contender; the ratio is of medians, ours over theirs: under 1 means that we are faster."""
    print(f"\n{title}")
    print(f"  {'':22}{'median s':>10}{'fastest':>10}{'slowest':>10}{'rows/s':>12}{'peak MiB':>10}{last:>14}{'ratio':>8}")
    ours = statistics.median(second for second, _, _ in seen[0])
    for contender, runs in zip(contenders, seen):
        seconds = [second for second, _, _ in runs]
        median = statistics.median(seconds)
        peak = max(peak for _, peak, _ in runs)
        print(
            f"  {contender.name:22}{median:10.2f}{min(seconds):10.2f}{max(seconds):10.2f}{rows / median:12,.0f}"
            f"{peak:10.0f}{runs[-1][2]:14,}{ours / median:8.2f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regulars", required=True)
    parser.add_argument("--orders", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--as-of", required=True)
    options = parser.parse_args()
    with options.orders.open("rb") as lines:
        rows = sum(1 for _ in lines) - 1
    contenders = [Regulars(options.regulars, options.work, options.as_of), SqliteShell(options.work), PythonScript(options.work)]
    loads, counts = [[] for _ in contenders], [[] for _ in contenders]
    for contender in contenders:
        print(f"  {contender.name}: {contender.__doc__}")
    for turn in range(options.rounds):
        for place in range(len(contenders)):
            # Another one goes first each round.
            at = (place + turn) % len(contenders)
            loads[at].append(contenders[at].load(options.orders))
            counts[at].append(contenders[at].count())
    answers = {contender.name: runs[-1][2] for contender, runs in zip(contenders, counts)}
    table(f"Import of {rows:,} orders, {options.rounds} rounds", contenders, loads, rows, "bytes on disk")
    table("People who bought tea at least twice, from start to answer", contenders, counts, rows, "answer")
    if len(set(answers.values())) != 1:
        sys.exit(f"bench: the answers differ: {answers}")


if __name__ == "__main__":
    main()
