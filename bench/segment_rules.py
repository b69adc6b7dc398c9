"""The eight rules of the bench, in each engine's own words, for the files of `crates/sample`.

Two of them ask what is nearest to what the rules of other tools ask and ours does not: nobody's age is kept (only month and
day of birth), and these files name no channel of an order. S8 asks for the time since signing up and for two kinds of coffee
instead.
"""

AS_OF = "2026-11-23"


def last(days):
    return {"in": "last_days", "days": days}


def every(*rules):
    return {"type": "all", "rules": list(rules)}


def some(*rules):
    return {"type": "any", "rules": list(rules)}


def no(*rules):
    return {"type": "none", "rules": list(rules)}


def text(field, *values):
    return {"type": "text", "field": field, "test": {"op": "in", "values": list(values)}}


def number(field, op, value):
    key = {"top_percent": "percent"}.get(op, "value")
    return {"type": "number", "field": field, "test": {"op": op, key: value}}


def bought(what, n, when, op="at_least"):
    what = {"of": "category", "any_of": what} if what else {"of": "anything"}
    return {"type": "bought", "what": what, "times": {"op": op, "n": n}, "when": when}


def spent(what, value, when, how="in_all"):
    what = {"of": "category", "any_of": what} if what else {"of": "anything"}
    return {"type": "spent", "what": what, "how": how, "test": {"op": "more_than", "value": value}, "when": when}


def did(event, n, when, op="at_least"):
    return {"type": "did", "event": event, "times": {"op": op, "n": n}, "when": when}


EVER = {"in": "ever"}
MAY_EMAIL = {"type": "permission", "channel": "email", "state": "granted"}
COFFEE = ["Espresso coffee", "Filter coffee"]

RULES = {
    "S1": every(
        text("country", "DE", "AT", "CH"),
        MAY_EMAIL,
        some(bought(None, 2, last(90)), number("net_value", "more_than", 500)),
        no(did("email_opened", 1, last(60))),
    ),
    "S2": every(bought(["Tea"], 1, EVER), bought(["Gifts"], 0, EVER, "at_most")),
    "S3": every({"type": "date", "field": "birthday", "test": {"op": "in_month", "month": 12}}, MAY_EMAIL),
    "S4": every(number("net_value", "top_percent", 10), MAY_EMAIL, text("country", "DE", "AT", "CH")),
    "S5": every(
        {"type": "date", "field": "signed_up", "test": {"op": "before", "day": "2026-02-01"}}, number("purchases", "equals", 0)
    ),
    "S6": every(text("tag", "Regular"), text("city", "Hamburg"), spent(None, 100, last(365))),
    "S7": every(did("visit", 3, last(30)), bought(None, 0, last(30), "at_most"), did("email_clicked", 0, last(7), "at_most")),
    "S8": every(
        some(text("country", "NL", "DK"), {"type": "date", "field": "signed_up", "test": {"op": "more_than_ago", "days": 730}}),
        bought(COFFEE, 2, EVER),
        {"type": "date", "field": "last_purchase", "test": {"op": "ago_between", "least": 30, "most": 120}},
        spent(["Brewing gear"], 100, last(180)),
    ),
}

# The feature table has a column for each thing the rules ask: counts and sums are made before the clock starts.
FEATURES = f"""
CREATE TABLE features AS
SELECT c.*, coalesce(o.purchases, 0) purchases, coalesce(o.net, 0) net, o.last_day, coalesce(o.orders30, 0) orders30,
  coalesce(o.orders90, 0) orders90, coalesce(o.spent365, 0) spent365, coalesce(o.tea, 0) tea, coalesce(o.gifts, 0) gifts,
  coalesce(o.beans, 0) beans, coalesce(o.gear180, 0) gear180, e.last_open, coalesce(e.visits30, 0) visits30,
  coalesce(e.clicks7, 0) clicks7, list_contains(string_split(c.tags, ', '), 'Regular') is_regular
FROM customers c
LEFT JOIN (
  SELECT customer_id, count(*) purchases, sum(total) net, max(day) last_day, count(*) FILTER (day >= DATE '{AS_OF}' - 30) orders30,
    count(*) FILTER (day >= DATE '{AS_OF}' - 90) orders90, sum(total) FILTER (day >= DATE '{AS_OF}' - 365) spent365,
    count(*) FILTER (category = 'Tea') tea, count(*) FILTER (category = 'Gifts') gifts,
    count(*) FILTER (category IN ('Espresso coffee', 'Filter coffee')) beans,
    sum(total) FILTER (category = 'Brewing gear' AND day >= DATE '{AS_OF}' - 180) gear180
  FROM orders GROUP BY customer_id) o USING (customer_id)
LEFT JOIN (
  SELECT customer_id, max(day) FILTER (event = 'opened') last_open,
    count(*) FILTER (event = 'visit' AND day >= DATE '{AS_OF}' - 30) visits30,
    count(*) FILTER (event = 'clicked' AND day >= DATE '{AS_OF}' - 7) clicks7
  FROM events GROUP BY customer_id) e USING (customer_id)
"""

FEATURE_SQL = {
    "S1": f"SELECT count(*) FROM features WHERE country IN ('DE', 'AT', 'CH') AND said = 'yes' AND (orders90 >= 2 OR net > 50000) "
    f"AND (last_open IS NULL OR last_open < DATE '{AS_OF}' - 60)",
    "S2": "SELECT count(*) FROM features WHERE tea >= 1 AND gifts = 0",
    "S3": "SELECT count(*) FROM features WHERE birth_month = 12 AND said = 'yes'",
    "S4": "SELECT count(*) FROM features WHERE said = 'yes' AND country IN ('DE', 'AT', 'CH') AND net >= (SELECT min(net) FROM "
    "(SELECT net FROM features ORDER BY net DESC LIMIT (SELECT ceil(count(*) * 0.1)::BIGINT FROM features)))",
    "S5": "SELECT count(*) FROM features WHERE signed_up < DATE '2026-02-01' AND purchases = 0",
    "S6": "SELECT count(*) FROM features WHERE is_regular AND city = 'Hamburg' AND spent365 > 10000",
    "S7": "SELECT count(*) FROM features WHERE visits30 >= 3 AND orders30 = 0 AND clicks7 = 0",
    "S8": f"SELECT count(*) FROM features WHERE (country IN ('NL', 'DK') OR signed_up < DATE '{AS_OF}' - 730) AND beans >= 2 "
    f"AND last_day BETWEEN DATE '{AS_OF}' - 120 AND DATE '{AS_OF}' - 30 AND gear180 > 10000",
}


def _of(table, what, where, having):
    return f"customer_id IN (SELECT customer_id FROM {table} WHERE {where} GROUP BY customer_id HAVING {what} {having})"


def _has(table, where):
    return f"customer_id IN (SELECT customer_id FROM {table} WHERE {where})"


RAW_SQL = {
    "S1": "SELECT count(*) FROM customers WHERE country IN ('DE', 'AT', 'CH') AND said = 'yes' AND ("
    + _of("orders", "count(*)", f"day >= DATE '{AS_OF}' - 90", ">= 2")
    + " OR "
    + _of("orders", "sum(total)", "true", "> 50000")
    + ") AND NOT "
    + _has("events", f"event = 'opened' AND day >= DATE '{AS_OF}' - 60"),
    "S2": "SELECT count(*) FROM customers WHERE "
    + _has("orders", "category = 'Tea'")
    + " AND NOT "
    + _has("orders", "category = 'Gifts'"),
    "S3": "SELECT count(*) FROM customers WHERE birth_month = 12 AND said = 'yes'",
    "S4": "WITH sums AS (SELECT customer_id, sum(total) net FROM orders GROUP BY customer_id), net AS MATERIALIZED (SELECT said, "
    "country, coalesce(net, 0) net FROM customers LEFT JOIN sums USING (customer_id)) SELECT count(*) FROM net WHERE said = 'yes' "
    "AND country IN ('DE', 'AT', 'CH') AND net >= (SELECT min(net) FROM (SELECT net FROM net ORDER BY net DESC LIMIT "
    "(SELECT ceil(count(*) * 0.1)::BIGINT FROM net)))",
    "S5": "SELECT count(*) FROM customers WHERE signed_up < DATE '2026-02-01' AND NOT " + _has("orders", "true"),
    "S6": "SELECT count(*) FROM customers WHERE list_contains(string_split(tags, ', '), 'Regular') AND city = 'Hamburg' AND "
    + _of("orders", "sum(total)", f"day >= DATE '{AS_OF}' - 365", "> 10000"),
    "S7": "SELECT count(*) FROM customers WHERE "
    + _of("events", "count(*)", f"event = 'visit' AND day >= DATE '{AS_OF}' - 30", ">= 3")
    + " AND NOT "
    + _has("orders", f"day >= DATE '{AS_OF}' - 30")
    + " AND NOT "
    + _has("events", f"event = 'clicked' AND day >= DATE '{AS_OF}' - 7"),
    "S8": f"SELECT count(*) FROM customers WHERE (country IN ('NL', 'DK') OR signed_up < DATE '{AS_OF}' - 730) AND "
    + _of("orders", "count(*)", "category IN ('Espresso coffee', 'Filter coffee')", ">= 2")
    + " AND "
    + _of("orders", "max(day)", "true", f"BETWEEN DATE '{AS_OF}' - 120 AND DATE '{AS_OF}' - 30")
    + " AND "
    + _of("orders", "sum(total)", f"category = 'Brewing gear' AND day >= DATE '{AS_OF}' - 180", "> 10000"),
}


def polars_rules(pl, customers, orders, events):
    """The same as lazy queries on whole frames: each gives one number."""
    import datetime

    day = lambda back: datetime.date.fromisoformat(AS_OF) - datetime.timedelta(days=back)
    key = "customer_id"
    ours = customers.lazy()
    of = lambda rows, where, having: rows.lazy().filter(where).group_by(key).agg(having.alias("n"))
    only = lambda rows, where: rows.lazy().filter(where).select(key)
    both = lambda left, right: left.join(right, on=key, how="semi")
    less = lambda left, right: left.join(right, on=key, how="anti")
    c = pl.col
    dach, yes = c("country").is_in(["DE", "AT", "CH"]), c("said") == "yes"

    def s1():
        often = of(orders, c("day") >= day(90), pl.len()).filter(c("n") >= 2).select(key)
        dear = of(orders, pl.lit(True), c("total").sum()).filter(c("n") > 50000).select(key)
        mine = both(ours.filter(dach & yes), pl.concat([often, dear]))
        return less(mine, only(events, (c("event") == "opened") & (c("day") >= day(60))))

    def s2():
        return less(both(ours, only(orders, c("category") == "Tea")), only(orders, c("category") == "Gifts"))

    def s3():
        return ours.filter((c("birth_month") == 12) & yes)

    def s4():
        net = ours.join(of(orders, pl.lit(True), c("total").sum()), on=key, how="left").with_columns(c("n").fill_null(0))
        least = c("n").sort(descending=True).get((customers.height + 9) // 10 - 1)
        return net.filter((c("n") >= least) & dach & yes)

    def s5():
        return less(ours.filter(c("signed_up") < datetime.date(2026, 2, 1)), orders.lazy().select(key))

    def s6():
        dear = of(orders, c("day") >= day(365), c("total").sum()).filter(c("n") > 10000)
        return both(ours.filter(c("tags").str.split(", ").list.contains("Regular") & (c("city") == "Hamburg")), dear)

    def s7():
        came = of(events, (c("event") == "visit") & (c("day") >= day(30)), pl.len()).filter(c("n") >= 3)
        mine = less(both(ours, came), only(orders, c("day") >= day(30)))
        return less(mine, only(events, (c("event") == "clicked") & (c("day") >= day(7))))

    def s8():
        mine = ours.filter(c("country").is_in(["NL", "DK"]) | (c("signed_up") < day(730)))
        mine = both(mine, of(orders, c("category").is_in(COFFEE), pl.len()).filter(c("n") >= 2))
        last_day = of(orders, pl.lit(True), c("day").max())
        mine = both(mine, last_day.filter(c("n").is_between(day(120), day(30))))
        gear = (c("category") == "Brewing gear") & (c("day") >= day(180))
        return both(mine, of(orders, gear, c("total").sum()).filter(c("n") > 10000))

    return {name.upper(): rule for name, rule in (("s1", s1), ("s2", s2), ("s3", s3), ("s4", s4), ("s5", s5), ("s6", s6), ("s7", s7), ("s8", s8))}
