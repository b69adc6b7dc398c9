"""What a careful person writes in an afternoon: orders.csv into SQLite with types, people and indexes."""

import csv
import sqlite3
import sys


def main(source, target):
    base = sqlite3.connect(target)
    base.executescript(
        """
        CREATE TABLE people (customer_id TEXT PRIMARY KEY, email TEXT);
        CREATE TABLE orders (order_id TEXT, customer_id TEXT, ordered_at TEXT, sku TEXT, product TEXT, category TEXT,
                             quantity INTEGER, total INTEGER);
        """
    )
    with open(source, newline="", encoding="utf-8") as file, base:
        rows = csv.DictReader(file)
        people, batch = set(), []
        for row in rows:
            if row["customer_id"] not in people:
                people.add(row["customer_id"])
                base.execute("INSERT INTO people VALUES (?, ?)", (row["customer_id"], row["email"].lower()))
            total = round(float(row["order_total"]) * 100)
            batch.append(
                (row["order_id"], row["customer_id"], row["ordered_at"], row["sku"], row["product"], row["category"],
                 int(row["quantity"]), total)
            )
            if len(batch) == 10_000:
                base.executemany("INSERT INTO orders VALUES (?,?,?,?,?,?,?,?)", batch)
                batch.clear()
        base.executemany("INSERT INTO orders VALUES (?,?,?,?,?,?,?,?)", batch)
        base.execute("CREATE INDEX by_customer ON orders (customer_id)")
        base.execute("CREATE INDEX by_category ON orders (category)")
    base.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
