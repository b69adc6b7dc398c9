"""One step of a peer: `load_volume.py duckdb|pandas DATABASE customers|orders|events FILE`, or `duckdb DATABASE features`."""

import json
import sys
import time

FEATURES = """
CREATE OR REPLACE TABLE features AS
SELECT c.customer_id, c.country, c.city, c.email_permission, o.*, e.*
FROM customers c
LEFT JOIN (
    SELECT customer_id AS buyer, count(DISTINCT order_id) AS purchases, sum(order_total) AS spent,
           min(ordered_at) AS first_order, max(ordered_at) AS last_order,
           sum(CASE WHEN ordered_at >= TIMESTAMP '2026-08-25' THEN order_total ELSE 0 END) AS spent_90,
           count(DISTINCT category) AS categories
    FROM orders GROUP BY customer_id
) o ON o.buyer = c.customer_id
LEFT JOIN (
    SELECT customer_id AS doer, max(occurred_at) FILTER (WHERE event = 'opened') AS last_opened,
           max(occurred_at) FILTER (WHERE event = 'clicked') AS last_clicked,
           count(*) FILTER (WHERE event = 'visit') AS visits
    FROM events GROUP BY customer_id
) e ON e.doer = c.customer_id
"""


def duckdb(base, what, path=None):
    import duckdb

    started = time.perf_counter()
    connection = duckdb.connect(base, config={"threads": 2})
    answer = None
    if what == "features":
        connection.execute(FEATURES)
        answer = connection.execute("SELECT count(*) FROM features WHERE purchases >= 3").fetchone()[0]
    else:
        connection.execute(f"CREATE TABLE {what} AS SELECT * FROM read_csv('{path}')")
    connection.close()
    return {"seconds": time.perf_counter() - started, "answer": answer}


def pandas(base, what, path):
    import sqlite3

    import pandas

    started = time.perf_counter()
    connection = sqlite3.connect(base)
    pandas.read_csv(path).to_sql(what, connection, index=False)
    connection.close()
    return {"seconds": time.perf_counter() - started}


if __name__ == "__main__":
    tool, *arguments = sys.argv[1:]
    print(json.dumps({"duckdb": duckdb, "pandas": pandas}[tool](*arguments)))
