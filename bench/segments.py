"""Eight rules through Regulars, DuckDB (on a table of features made before, and on raw tables) and Polars, on the same files.

Each engine is a process of its own that has loaded everything before the clock starts, and uses two threads. Rounds are
interleaved; every engine has to give the same count. Regulars answers anew each time: nothing kept from the round before.
Then Regulars alone: edits of one leaf with the others kept, leaves over all of history, and memory.
"""

import argparse
import datetime
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time

import segment_rules as rules

THREADS = "2"
EVENTS = ("sent", "opened", "clicked", "visit", "bounced")


def memory():
    """Resident and highest KiB of this process."""
    status = pathlib.Path("/proc/self/status").read_text(encoding="utf-8")
    find = lambda key: int(next(line.split()[1] for line in status.splitlines() if line.startswith(key)))
    return {"rss": find("VmRSS:"), "peak": find("VmHWM:")}


class DuckDbRaw:
    """In memory, raw tables: days as dates, amounts in cents, words that repeat as enums."""

    sql = rules.RAW_SQL
    features = None

    def __init__(self, data):
        import duckdb

        self.db = duckdb.connect(config={"threads": int(THREADS)})
        countries = [row[0] for row in self.db.execute(f"SELECT DISTINCT country FROM read_csv('{data}/customers.csv')").fetchall()]
        categories = [row[0] for row in self.db.execute(f"SELECT DISTINCT category FROM read_csv('{data}/orders.csv')").fetchall()]
        enum = lambda name, words: self.db.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(repr(word) for word in words)})")
        enum("country_t", countries), enum("category_t", categories), enum("event_t", EVENTS)
        self.db.execute(
            "CREATE TABLE customers AS SELECT customer_id::INTEGER customer_id, city, country::country_t country, signed_up::DATE "
            "signed_up, coalesce(tags, '') tags, email_permission said, split_part(birthday, '-', 1)::TINYINT birth_month "
            f"FROM read_csv('{data}/customers.csv', types={{'birthday': 'VARCHAR'}})"
        )
        self.db.execute(
            "CREATE TABLE orders AS SELECT customer_id::INTEGER customer_id, ordered_at::DATE AS day, category::category_t category, "
            f"round(order_total * 100)::BIGINT total FROM read_csv('{data}/orders.csv')"
        )
        self.db.execute(
            "CREATE TABLE events AS SELECT customer_id::INTEGER customer_id, event::event_t AS event, occurred_at::DATE AS day "
            f"FROM read_csv('{data}/events.csv')"
        )
        if self.features:
            self.db.execute(self.features)
            # Memory is that of the features alone.
            self.db.execute("DROP TABLE orders; DROP TABLE events")

    def ask(self, name):
        return self.db.execute(self.sql[name]).fetchone()[0]


class DuckDbFeatures(DuckDbRaw):
    """In memory, a table with a column for each thing the rules ask, made before the clock starts."""

    sql = rules.FEATURE_SQL
    features = rules.FEATURES


class Polars:
    """In memory, raw frames: days as dates, amounts in cents, words that repeat as categoricals."""

    def __init__(self, data):
        os.environ["POLARS_MAX_THREADS"] = THREADS
        import polars as pl

        c, word = pl.col, pl.Categorical
        day = lambda name: c(name).str.slice(0, 10).str.to_date().alias("day")
        customers = pl.read_csv(f"{data}/customers.csv", infer_schema_length=0).select(
            c("customer_id").cast(pl.Int32),
            c("city"),
            c("country").cast(word),
            c("signed_up").str.to_date(),
            c("tags").fill_null(""),
            c("email_permission").cast(word).alias("said"),
            c("birthday").str.slice(0, 2).cast(pl.Int8).alias("birth_month"),
        )
        orders = pl.scan_csv(f"{data}/orders.csv", infer_schema_length=0).select(
            c("customer_id").cast(pl.Int32),
            day("ordered_at"),
            c("category").cast(word),
            (c("order_total").cast(pl.Float64) * 100).round().cast(pl.Int64).alias("total"),
        )
        events = pl.scan_csv(f"{data}/events.csv", infer_schema_length=0).select(
            c("customer_id").cast(pl.Int32), c("event").cast(word), day("occurred_at")
        )
        self.count = pl.len()
        self.rules = rules.polars_rules(pl, customers, orders.collect(), events.collect())

    def ask(self, name):
        return self.rules[name]().select(self.count).collect().item()


WORKERS = {"duckdb-features": DuckDbFeatures, "duckdb-raw": DuckDbRaw, "polars": Polars}


def work(name, data):
    """A peer's own process: one line asks, one line answers."""
    started = time.perf_counter()
    engine = WORKERS[name](data)
    print(json.dumps({"load": time.perf_counter() - started}), flush=True)
    for line in sys.stdin:
        what = line.strip()
        if what == "memory":
            print(json.dumps(memory()), flush=True)
            continue
        started = time.perf_counter()
        count = engine.ask(what)
        print(json.dumps({"count": count, "micros": (time.perf_counter() - started) * 1e6}), flush=True)


class Engine:
    """A process that answers line by line."""

    def __init__(self, name, command):
        environment = {**os.environ, "RAYON_NUM_THREADS": THREADS, "POLARS_MAX_THREADS": THREADS}
        self.name = name
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.loaded = self.read()
        self.before = self.ask("memory")

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"bench: {self.name} ended")
        return json.loads(line)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Regulars(Engine):
    """The shop in memory as the program has it, with all of its columns."""

    def rule(self, name):
        return self.ask("anew " + json.dumps(rules.RULES[name]))


def middle(times):
    return statistics.median(times)


def far(times):
    """The 95th of a hundred."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def ms(micros):
    return f"{micros / 1000:.2f}"


def leaves(rule, path=()):
    """Every leaf with the way to it."""
    if "rules" in rule:
        for at, part in enumerate(rule["rules"]):
            yield from leaves(part, (*path, at))
    else:
        yield path, rule


def edited(leaf, dice):
    """The leaf with another value, as somebody typing would make it."""
    leaf = json.loads(json.dumps(leaf))
    days = dice.randint(7, 730)
    kind = leaf["type"]
    if "when" in leaf:
        leaf["when"] = rules.last(days)
    elif kind == "text":
        leaf["test"] = {"op": "in", "values": dice.sample(["DE", "AT", "CH", "NL", "DK", "Hamburg", "Berlin", "Wien", "Regular"], 3)}
    elif kind == "number" and "percent" in leaf["test"]:
        leaf["test"]["percent"] = dice.randint(1, 999) / 10
    elif kind == "number":
        leaf["test"] = {"op": "at_least", "value": dice.randint(1, 90_000) / 100}
    elif kind == "date" and leaf["field"] == "birthday":
        leaf["test"] = {"op": "anniversary_in_next", "days": dice.randint(0, 366)}
    elif kind == "date":
        leaf["test"] = {"op": "more_than_ago", "days": days}
    else:
        return None
    return leaf


def with_leaf(rule, path, leaf):
    if not path:
        return leaf
    parts = list(rule["rules"])
    parts[path[0]] = with_leaf(parts[path[0]], path[1:], leaf)
    return {**rule, "rules": parts}


def edits(regulars, many, seed):
    """One leaf of one rule edited many times, the other leaves kept."""
    rows, everything = [], []
    for name, rule in rules.RULES.items():
        for path, leaf in leaves(rule):
            dice, times = random.Random(f"{seed} {name} {path}"), []
            regulars.ask("kept " + json.dumps(rule))
            for _ in range(many):
                other = edited(leaf, dice)
                if other is None:
                    break
                times.append(regulars.ask("kept " + json.dumps(with_leaf(rule, path, other)))["micros"])
            if times:
                everything += times
                what = leaf["type"] + (f" {leaf['field']}" if "field" in leaf else "") + (f" {leaf['event']}" if "event" in leaf else "")
                rows.append((f"{name} {what}", times))
    return rows, everything


def worst():
    """Leaves over all of history that nothing was added up for beforehand."""
    products = {"of": "product", "any_of": ["Harbour Espresso 1 kg", "Assam Second Flush 200 g", "Hand Grinder", "French Press 0.8 l"]}
    beans, three = {"of": "category", "any_of": rules.COFFEE}, ["Tea", "Espresso coffee", "Filter coffee"]
    at_least = lambda value: {"op": "at_least", "value": value}
    about = lambda text: {"op": "contains", "value": text}
    did = lambda event, text, n: {"type": "did", "event": event, "about": about(text), "times": {"op": "at_least", "n": n}, "when": rules.EVER}
    return {
        "spent 500 in three categories": rules.spent(three, 500, rules.EVER),
        "spent 100 on four products": {"type": "spent", "what": products, "how": "in_all", "test": at_least(100), "when": rules.EVER},
        "mean order of three categories over 30": rules.spent(three, 30, rules.EVER, "on_average"),
        "spent 500 in half of all days": rules.spent(None, 500, rules.last(547)),
        "bought five times in three categories": rules.bought(three, 5, rules.EVER),
        "visited a page with a 1 in it five times": did("visit", "1", 5),
        "was sent letters with a 1 three times": did("email_sent", "1", 3),
        "was sent ten emails in half of all days": rules.did("email_sent", 10, rules.last(547)),
        "first bought beans in the last 400 days": {
            "type": "bought_day", "what": beans, "which": "first", "test": {"op": "in_last", "days": 400}},
        "opened, then bought beans within 30 days": {
            "type": "sequence", "first": {"deed": "did", "event": "email_opened"}, "when": rules.EVER,
            "then": {"deed": "bought", "what": beans}, "within": 30, "not": False},
        "was sent, then did not visit within 7 days": {
            "type": "sequence", "first": {"deed": "did", "event": "email_sent"}, "when": rules.EVER,
            "then": {"deed": "did", "event": "visit"}, "within": 7, "not": True},
        "top 10% by what they spent on beans": {
            "type": "spent", "what": beans, "how": "in_all", "test": {"op": "top_percent", "percent": 10}, "when": rules.EVER},
        "quiet for twice their usual gap": rules.number("usual_gaps", "at_least", 2),
    }


def report(size, rows, engines, seen, rounds, extra, loads):
    import volume

    regulars = engines[0]
    names = list(rules.RULES)
    lines = [
        f"## Segments, size {size}: {rows['customers']:,} customers, {rows['orders']:,} orders, {rows['events']:,} events",
        "",
        f"{datetime.date.today()}, `SIZE={size} bench/segments.sh`, {rounds} interleaved rounds after one to warm up, two threads each, "
        f"the same counts in every engine. {volume.machine()}. Load while it ran {min(loads):.1f} to {max(loads):.1f}.",
        "",
        "Milliseconds, median / 95th of a hundred:",
        "",
        "| | " + " | ".join(names) + " | sum of medians | times ours (geometric mean) |",
        "|---" * (len(names) + 3) + "|",
    ]
    for engine, answers in zip(engines, seen):
        medians = [middle(answers[name]) for name in names]
        ratios = [middle(answers[name]) / middle(seen[0][name]) for name in names]
        mean = statistics.geometric_mean(ratios)
        cells = [f"{ms(middle(answers[name]))} / {ms(far(answers[name]))}" for name in names]
        lines.append(f"| {engine.name} | " + " | ".join(cells) + f" | {ms(sum(medians))} | {mean:.1f} |")
    lines += ["| people | " + " | ".join(f"{extra['counts'][name]:,}" for name in names) + " | | |", ""]
    lines += ["Memory of the whole process in MiB: " + ", ".join(
        f"{engine.name} {engine.before['rss'] / 1024:.0f} after loading (highest {engine.before['peak'] / 1024:.0f})" for engine in engines
    ) + f". What rules are answered from is {extra['bytes'] / 2**20:.0f} MiB of ours, laid out in {extra['lay'] / 1e6:.2f} s."]
    lines += ["", f"Edits of one leaf, the others kept, {extra['many']} of each, milliseconds:", "", "| leaf | p50 | p95 | most |", "|---|---|---|---|"]
    edit_rows, everything = extra["edits"]
    for what, times in [*edit_rows, ("**all of them**", everything)]:
        lines.append(f"| {what} | {ms(middle(times))} | {ms(far(times))} | {ms(max(times))} |")
    lines += ["", "Leaves over all of history, milliseconds:", "", "| leaf | p50 | p95 | people |", "|---|---|---|---|"]
    for what, (times, count) in extra["worst"].items():
        lines.append(f"| {what} | {ms(middle(times))} | {ms(far(times))} | {count:,} |")
    news = extra["news"]
    lines += ["", f"100,000 new orders taken into the shop in memory: {ms(news['micros'])} ms until rules are answered with them, "
              f"{ms(news['listed'])} ms more until people are listed with them; rows by person are put together when they are first looked at, "
              f"in {ms(news['together'])} ms. How long an import of them takes is measured by `bench/opening.sh`."]
    lines += ["", f"Files into memory without a vault (Regulars reads CSV and builds): {regulars.loaded['read']:.1f} + {regulars.loaded['built']:.1f} s; "
              + ", ".join(f"{engine.name} {engine.loaded['load']:.1f} s" for engine in engines[1:]) + ".", ""]
    return "\n".join(lines)


def keep(path, size, text):
    """Puts this part of the results in the place of the one before."""
    parts = path.read_text(encoding="utf-8").split("\n## ")
    parts = [parts[0], *(part for part in parts[1:] if not part.startswith(f"Segments, size {size}:"))]
    parts.insert(1, text.removeprefix("## ").rstrip() + "\n")
    path.write_text("\n## ".join(parts), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worker", choices=WORKERS)
    parser.add_argument("--program")
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--size", default="S")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--engines", default=",".join(WORKERS))
    parser.add_argument("--results", type=pathlib.Path)
    options = parser.parse_args()
    if options.worker:
        return work(options.worker, options.data)
    files = [str(options.data / f"{what}.csv") for what in ("customers", "orders", "events")]
    rows = {}
    for file in files:
        with open(file, "rb") as lines:
            rows[pathlib.Path(file).stem] = sum(1 for _ in lines) - 1
    engines = [Regulars("Regulars", [options.program, *files, rules.AS_OF])]
    for name in filter(None, options.engines.split(",")):
        engines.append(Engine(name, [sys.executable, __file__, "--worker", name, "--data", str(options.data)]))
    seen, counts, loads = [{name: [] for name in rules.RULES} for _ in engines], {}, []
    for turn in range(options.rounds + 1):
        loads.append(os.getloadavg()[0])
        for name in rules.RULES:
            for place in range(len(engines)):
                # Another one goes first each round.
                at = (place + turn) % len(engines)
                engine = engines[at]
                answer = engine.rule(name) if at == 0 else engine.ask(name)
                if counts.setdefault(name, answer["count"]) != answer["count"]:
                    sys.exit(f"bench: {name}: {engine.name} says {answer['count']}, another {counts[name]}")
                if turn > 0:
                    seen[at][name].append(answer["micros"])
    regulars = engines[0]
    laid = regulars.ask("lay")
    worst_of = {}
    for what, rule in worst().items():
        answers = [regulars.ask("anew " + json.dumps(rule)) for _ in range(options.rounds + 1)]
        worst_of[what] = ([answer["micros"] for answer in answers[1:]], answers[0]["count"])
    extra = {
        "counts": counts, "bytes": laid["bytes"], "lay": laid["micros"], "worst": worst_of,
        "many": options.edits, "edits": edits(regulars, options.edits, 1),
        # Last of all: from then on it is another shop.
        "news": regulars.ask("news 100000"),
    }  # fmt: skip
    loads.append(os.getloadavg()[0])
    text = report(options.size, rows, engines, seen, options.rounds, extra, loads)
    print(text)
    if options.results:
        keep(options.results, options.size, text)
    for engine in engines:
        engine.end()


if __name__ == "__main__":
    main()
