"""A whole shop (customers, orders, events) into Regulars and into what people use otherwise, in one interleaved run.

Every contender is a process of its own for every file and every round; each round another contender goes first. Wall
clock and CPU seconds are of the whole process; "inside" is what the program itself says the work took, without its start
(and for Regulars without the slow key derivation, the look at the file before, and the safety copy). Ratios are of
medians, Regulars over the other: under 1 means that Regulars is faster.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys

FILES = ("customers", "orders", "events")
RULE = {"type": "number", "field": "purchases", "test": {"op": "at_least", "value": 3}}


def run(command, env=None):
    """Wall seconds, CPU seconds, peak MiB and standard output of one process. Its error stops the bench."""
    before = os.times()
    errors = pathlib.Path(os.environ["BENCH_WORK"]) / "errors"
    with errors.open("wb") as err:
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=err)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    wall = os.times().elapsed - before.elapsed
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench: {command[0]} ended with {process.returncode}: {errors.read_text(errors='replace')[-400:]}")
    peak = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak, "out": out.decode()}


def size(path):
    path = pathlib.Path(path)
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


class Regulars:
    """Regulars: encrypted vault, every row checked, people matched, one transaction and a log entry a file."""

    name = "regulars"
    files = FILES

    def __init__(self, options, work):
        self.program, self.as_of = options.regulars, options.as_of
        self.empty, self.vault = work / "empty", work / "vault"
        self.env = {**os.environ, "REGULARS_PASSPHRASE": "a passphrase for measuring"}
        self.call("vault", "create", "--vault", str(self.empty), "--name", "Bench", "--currency", "EUR")

    def call(self, *arguments):
        return run([self.program, "--as-of", self.as_of, "--quiet", "--json", *arguments], self.env)

    def begin(self):
        shutil.rmtree(self.vault, ignore_errors=True)
        shutil.copytree(self.empty, self.vault)

    def load(self, what, path):
        seen = self.call(
            "import", str(path), "--as", what, "--source", "bench", "--basis", "contract", "--vault", str(self.vault)
        )
        seen["inside"] = json.loads(seen["out"])["seconds"]
        return seen

    def ready(self):
        seen = self.call("segment", "count", "--rule", json.dumps(RULE), "--vault", str(self.vault))
        seen["answer"] = json.loads(seen["out"])["size"]
        return seen

    def size(self):
        return size(self.vault / "vault.db")

    def price(self, program):
        """What encryption costs, of this vault's tables; the vault is of no use after that."""
        return run([program, str(self.vault)], self.env)["out"]


class Script:
    """A Python script of its own process (bench/load_volume.py)."""

    files = FILES

    def __init__(self, work):
        self.base = work / f"{self.tool}.db"

    def begin(self):
        for old in self.base.parent.glob(self.base.name + "*"):
            old.unlink()

    def call(self, *arguments):
        script = pathlib.Path(__file__).with_name("load_volume.py")
        seen = run([sys.executable, str(script), self.tool, str(self.base), *map(str, arguments)])
        told = json.loads(seen["out"])
        return {**seen, "inside": told["seconds"], "answer": told.get("answer")}

    def load(self, what, path):
        return self.call(what, path)

    def size(self):
        return size(self.base)


class DuckDb(Script):
    """DuckDB: read_csv into an unencrypted file, two threads; then a table of features for every customer."""

    name = "duckdb"
    tool = "duckdb"

    def ready(self):
        return self.call("features")


class Pandas(Script):
    """pandas: read_csv and to_sql into SQLite."""

    name = "pandas to_sql"
    tool = "pandas"
    ready = None


class Shell:
    """sqlite3 .import: text columns, WAL, no checks."""

    name = "sqlite3 .import"
    files = FILES
    ready = None

    def __init__(self, work):
        self.base = work / "shell.db"

    def begin(self):
        for old in self.base.parent.glob(self.base.name + "*"):
            old.unlink()

    def load(self, what, path):
        seen = run(["sqlite3", str(self.base), "-cmd", "PRAGMA journal_mode=WAL;", "-cmd", ".mode csv", f".import '{path}' {what}"])
        return {**seen, "inside": seen["wall"]}

    def size(self):
        return size(self.base)


def middle(seen, key):
    return statistics.median(one[key] for one in seen)


def table(title, rows, contenders, seen):
    """Lines of Markdown for one file."""
    ours = seen[0]
    lines = [
        f"### {title}",
        "",
        "| | wall s (median, least-most) | inside s | CPU s | peak MiB | rows/s | ratio wall | ratio inside | ratio CPU |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for contender, runs in zip(contenders, seen):
        if not runs:
            continue
        walls = [one["wall"] for one in runs]
        ratio = lambda key: f"{middle(ours, key) / max(middle(runs, key), 1e-9):.2f}"
        lines.append(
            f"| {contender.name} | {statistics.median(walls):.2f} ({min(walls):.2f}-{max(walls):.2f}) "
            f"| {middle(runs, 'inside'):.2f} | {middle(runs, 'cpu'):.2f} | {max(one['peak'] for one in runs):.0f} "
            f"| {rows / statistics.median(walls):,.0f} | {ratio('wall')} | {ratio('inside')} | {ratio('cpu')} |"
        )
    return lines + [""]


def total(runs):
    """One round's stages added up; the peak is the highest."""
    return {
        "wall": sum(one["wall"] for one in runs),
        "inside": sum(one["inside"] for one in runs),
        "cpu": sum(one["cpu"] for one in runs),
        "peak": max(one["peak"] for one in runs),
    }


def machine():
    name = platform.processor() or platform.machine()
    if pathlib.Path("/proc/cpuinfo").exists():
        names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regulars", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", default="S")
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--price", type=pathlib.Path)
    parser.add_argument("--results", type=pathlib.Path)
    options = parser.parse_args()
    os.environ["BENCH_WORK"] = str(options.work)
    work = options.work
    contenders = [Regulars(options, work), DuckDb(work), Shell(work), Pandas(work)]
    paths = {what: options.data / f"{what}.csv" for what in FILES}
    rows = {}
    for what, path in paths.items():
        with path.open("rb") as lines:
            rows[what] = sum(1 for _ in lines) - 1
    seen = {what: [[] for _ in contenders] for what in (*FILES, "ready")}
    loads = []
    for turn in range(options.rounds):
        for contender in contenders:
            contender.begin()
        for what in (*FILES, "ready"):
            for place in range(len(contenders)):
                at = (place + turn) % len(contenders)
                contender = contenders[at]
                if what == "ready":
                    if contender.ready:
                        one = contender.ready()
                        one.setdefault("inside", one["wall"])
                        seen["ready"][at].append(one)
                else:
                    seen[what][at].append(contender.load(what, paths[what]))
            loads.append(os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0)
    answers = {runs[-1]["answer"] for runs in seen["ready"] if runs}
    if len(answers) != 1:
        sys.exit(f"bench: the answers differ: {answers}")
    lines = [
        f"## Size {options.size}: {rows['customers']:,} customers, {rows['orders']:,} orders, {rows['events']:,} events",
        "",
        f"{datetime.date.today()}, `make bench SIZE={options.size}`, {options.rounds} interleaved rounds. {machine()}. Load "
        f"while it ran {min(loads):.1f} to {max(loads):.1f}: wall clock and CPU stand side by side because of it.",
        "",
    ]
    lines += [f"- {' '.join(contender.__doc__.split())}" for contender in contenders] + [""]
    for what in FILES:
        lines += table(f"{what.capitalize()} ({rows[what]:,} rows, {size(paths[what]) / 1e6:.1f} MB)", rows[what], contenders, seen[what])
    whole = [
        [total([seen[what][at][turn] for what in (*FILES, "ready")]) for turn in range(options.rounds)] if contender.ready else []
        for at, contender in enumerate(contenders)
    ]
    lines += table(
        "Ready to query: all three files, then the first answer (Regulars) or the feature table and the answer (DuckDB)",
        sum(rows.values()),
        contenders,
        whole,
    )
    lines += ["On disk: " + ", ".join(f"{contender.name} {contender.size() / 1e6:.0f} MB" for contender in contenders) + ".", ""]
    if options.price:
        lines += [
            "### Encryption itself",
            "",
            "The tables of the vault above, written by the engine alone into a new file and read back from it: without the rest "
            "of an import, and nothing of its rows looked at.",
            "",
            contenders[0].price(str(options.price)),
        ]
    text = "\n".join(lines)
    print(text)
    if options.results:
        keep(options.results, options.size, text)


def keep(path, size_name, text):
    """Puts a size's part of the results in the place of the one before."""
    old = path.read_text(encoding="utf-8") if path.exists() else "# Results\n\n"
    parts = old.split("\n## ")
    parts = [parts[0], *(part for part in parts[1:] if not part.startswith(f"Size {size_name}:"))]
    parts.insert(1, text.removeprefix("## ").rstrip() + "\n")
    path.write_text("\n## ".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
