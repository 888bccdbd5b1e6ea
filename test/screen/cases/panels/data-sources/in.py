import marimo

app = marimo.App()


@app.cell
def base():
    import sqlite3

    db = sqlite3.connect(":memory:")
    _ = db.executescript("""
        CREATE TABLE trips (id INTEGER PRIMARY KEY, "from" TEXT, km REAL);
        CREATE TABLE "two words" (a);
        CREATE VIEW far AS SELECT * FROM trips WHERE km > 100;
    """)
    return (db,)


@app.cell
def _():
    total = 3
    return (total,)


if __name__ == "__main__":
    app.run()
