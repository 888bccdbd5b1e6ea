import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # The usage of an API, live

    A small web service runs here, somebody uses it, and this page watches: how
    many requests a second, how long they take, what they end with, and which
    routes are slow. All of it is real: FastAPI under uvicorn, SQLite between
    the service and the page, requests over the loopback.
    """)
    return


@app.cell
def _():
    import importlib.util
    import os
    import socket
    import sqlite3
    import subprocess
    import sys
    import tempfile
    import time

    import marimo as mo

    return importlib, mo, os, socket, sqlite3, subprocess, sys, tempfile, time


@app.cell
def _(importlib, mo, sys):
    missing = [name for name in ("fastapi", "uvicorn", "polars") if importlib.util.find_spec(name) is None]
    mo.stop(
        bool(missing),
        mo.callout(
            mo.md(f"This notebook needs **{', '.join(missing)}**. Install with\n\n`{sys.executable} -m pip install {' '.join(missing)}`\n\nand run it again."),
            kind="warn",
        ),
    )
    import polars as pl

    return (pl,)


@app.cell(hide_code=True)
def _(mo):
    requests_a_second = mo.ui.slider(0, 200, step=10, value=60, label="requests a second", show_value=True)
    window = mo.ui.dropdown({"10 s": 10, "30 s": 30, "1 min": 60, "5 min": 300}, value="1 min", label="of the last")
    refresh = mo.ui.refresh(options=["1s", "5s"], default_interval="1s")
    mo.hstack([requests_a_second, window, refresh], justify="start", gap=2)
    return refresh, requests_a_second, window


@app.cell(hide_code=True)
def _(mo, numbers):
    mo.hstack(
        [
            mo.stat(f"{numbers['rate']:.0f}", label="requests a second", bordered=True),
            mo.stat(f"{numbers['p50']:.1f} ms", label="half within", bordered=True),
            mo.stat(f"{numbers['p95']:.1f} ms", label="95 % within", bordered=True),
            mo.stat(f"{numbers['p99']:.1f} ms", label="99 % within", bordered=True),
            mo.stat(f"{numbers['failed']:.1%}", label="failed", bordered=True),
        ],
        widths="equal",
    )
    return


@app.cell(hide_code=True)
def _(curve, mo):
    mo.plain_text(
        f"""requests each second, the last {len(curve["requests"])} s
    {curve["requests_bars"]}  at most {max(curve["requests"], default=0)}

    95 % within, each second
    {curve["latency_bars"]}  at most {max(curve["latency"], default=0):.0f} ms"""
    )
    return


@app.cell(hide_code=True)
def _(by_status, mo, slowest):
    mo.hstack([mo.vstack(["What they end with", by_status]), mo.vstack(["The slowest routes", slowest])], gap=3, justify="start")
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## How it works

    The service writes each request into a table of its access log, and counts
    them in another. It keeps the last ten minutes of the log, so it can stay on
    as long as you like.
    """)
    return


@app.cell
def _():
    service = '''
    import os, queue, random, sqlite3, sys, threading, time, zlib
    import asyncio
    from fastapi import FastAPI, HTTPException, Request

    app = FastAPI()
    log = queue.SimpleQueue()

    @app.middleware("http")
    async def access_log(request: Request, call_next):
        begin, status = time.perf_counter(), 500
        try:
            response = await call_next(request)
            status = response.status_code
            return response
        finally:
            route = request.scope.get("route")
            path = route.path if route else request.url.path
            log.put((time.time(), path, status, (time.perf_counter() - begin) * 1000))

    @app.get("/items/{number}")
    async def item(number: int):
        await asyncio.sleep(random.expovariate(500))
        if number % 50 == 0:
            raise HTTPException(404, "there is no such item")
        return {"number": number, "name": f"item {number}"}

    @app.get("/search")
    async def search(word: str):
        await asyncio.sleep(random.expovariate(120))
        return {"found": [f"{word} {n}" for n in range(20)]}

    @app.get("/report")
    def report():
        data = random.randbytes(200_000)
        return {"size": len(data), "packed": len(zlib.compress(data, 1))}

    @app.post("/login")
    async def login(request: Request):
        await asyncio.sleep(0.01)
        if (await request.json()).get("password") != "tarn":
            raise HTTPException(401, "wrong password")
        return {"token": random.randbytes(8).hex()}

    @app.get("/flaky")
    async def flaky():
        if random.random() < 0.2:
            raise RuntimeError("as it happens")
        return {}

    def write_log(path):
        database = sqlite3.connect(path)
        while True:
            time.sleep(0.2)
            rows = [log.get() for _ in range(log.qsize())]
            with database:
                database.executemany("insert into requests values (?, ?, ?, ?)", rows)
                database.executemany(
                    "insert into counters values (?, ?, 1) on conflict do update set n = n + 1",
                    [row[1:3] for row in rows])
                database.execute("delete from requests where at < ?", (time.time() - 600,))

    def leave_with_the_notebook():
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=write_log, args=(os.environ["USAGE_DB"],), daemon=True).start()
    threading.Thread(target=leave_with_the_notebook, daemon=True).start()
    '''
    return (service,)


@app.cell
def _():
    users = '''
    import http.client, json, os, random, sqlite3, sys, threading, time

    port, database = int(sys.argv[1]), sqlite3.connect(sys.argv[2], check_same_thread=False)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    wanted = [0.0]

    def use():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while True:
            rate = wanted[0] / USERS
            time.sleep(random.expovariate(rate) if rate > 0.02 else 0.5)
            if rate <= 0.02:
                continue
            method, path, body = random.choices(ROUTES, WEIGHTS)[0]()
            try:
                connection.request(method, path, body, {"Content-Type": "application/json"})
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.2)

    USERS = 8
    ROUTES = [
        lambda: ("GET", f"/items/{random.randrange(1, 1000)}", None),
        lambda: ("GET", f"/search?word={random.choice(['fish', 'boat', 'lake'])}", None),
        lambda: ("GET", "/report", None),
        lambda: ("POST", "/login", json.dumps({"password": random.choice(["tarn", "tarn", "lake"])})),
        lambda: ("GET", "/flaky", None),
    ]
    WEIGHTS = [60, 20, 5, 10, 5]
    for _ in range(USERS):
        threading.Thread(target=use, daemon=True).start()
    while True:
        wanted[0] = database.execute("select value from knobs where name = 'rate'").fetchone()[0]
        time.sleep(0.5)
    '''
    return (users,)


@app.cell
def _(os, pl, service, socket, sqlite3, subprocess, sys, tempfile, users):
    import textwrap

    pl.__version__  # without polars nothing is started
    folder = tempfile.TemporaryDirectory(prefix="usage-")
    database_path = os.path.join(folder.name, "usage.db")
    with sqlite3.connect(database_path) as _setup:
        _setup.executescript("""
            pragma journal_mode = wal;
            create table requests (at real, route text, status integer, ms real);
            create index by_time on requests (at);
            create table counters (route text, status integer, n integer, primary key (route, status));
            create table knobs (name text primary key, value real);
            insert into knobs values ('rate', 0);
        """)
    for _name, _code in (("service.py", service), ("users.py", users)):
        with open(os.path.join(folder.name, _name), "w") as _file:
            _file.write(textwrap.dedent(_code))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    # Both end when nobody holds this any more: when the cell runs again, and with the interpreter.
    _reader, _writer = os.pipe()
    leash = os.fdopen(_writer, "wb")
    _quiet = {"stdin": _reader, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder.name}
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "service:app", "--fd", str(listener.fileno()), "--log-level", "critical"],
        env={**os.environ, "USAGE_DB": database_path},
        pass_fds=[listener.fileno()],
        **_quiet,
    )
    crowd = subprocess.Popen([sys.executable, "users.py", str(listener.getsockname()[1]), database_path], **_quiet)
    os.close(_reader)
    print(f"http://127.0.0.1:{listener.getsockname()[1]} is served by process {server.pid}, used by {crowd.pid}")
    return crowd, database_path, server


@app.cell
def _(database_path, requests_a_second, sqlite3):
    with sqlite3.connect(database_path) as _knobs:
        _knobs.execute("update knobs set value = ? where name = 'rate'", (requests_a_second.value,))
    return


@app.cell
def _(crowd, database_path, pl, refresh, server, sqlite3, time, window):
    refresh.value
    for _name, _process in (("service", server), ("users", crowd)):
        if _process.poll() is not None:
            raise RuntimeError(f"the {_name} ended with {_process.returncode}")
    end = int(time.time())  # the second that is under way is not complete
    _database = sqlite3.connect(f"file:{database_path}?mode=ro", uri=True)
    log = pl.DataFrame(
        _database.execute(
            "select cast(at as integer), route, status, ms from requests where at >= ? and at < ?",
            (end - window.value, end),
        ).fetchall(),
        schema={"second": pl.Int64, "route": pl.String, "status": pl.Int64, "ms": pl.Float64},
        orient="row",
    )
    counted = _database.execute("select coalesce(sum(n), 0) from counters").fetchone()[0]
    _database.close()
    return counted, end, log


@app.cell
def _(log, pl):
    numbers = {
        "rate": log.filter(pl.col("second") >= log["second"].max() - 4).height / 5 if log.height else 0.0,
        "p50": log["ms"].quantile(0.5) or 0.0,
        "p95": log["ms"].quantile(0.95) or 0.0,
        "p99": log["ms"].quantile(0.99) or 0.0,
        "failed": (log["status"] >= 500).mean() or 0.0,
    }
    by_status = log.group_by("status").agg(pl.len().alias("requests"), (pl.len() / max(log.height, 1) * 100).round(1).alias("%")).sort("status")
    slowest = (
        log.group_by("route")
        .agg(pl.len().alias("requests"), pl.col("ms").quantile(0.95).round(1).alias("95 % ms"), pl.col("ms").max().round(1).alias("slowest"))
        .sort("95 % ms", descending=True)
    )
    return by_status, numbers, slowest


@app.cell
def _(end, log, pl, window):
    def bars(values, most=60):
        top = max(values, default=0) or 1
        return "".join(" ▁▂▃▄▅▆▇█"[round(value / top * 8)] for value in values[-most:])

    _seconds = pl.DataFrame({"second": range(end - min(window.value, 60), end)}, schema={"second": pl.Int64})
    _each = log.group_by("second").agg(pl.len().alias("requests"), pl.col("ms").quantile(0.95).alias("latency"))
    _all = _seconds.join(_each, on="second", how="left").fill_null(0).sort("second")
    curve = {name: _all[name].to_list() for name in ("requests", "latency")}
    curve |= {"requests_bars": bars(curve["requests"]), "latency_bars": bars(curve["latency"])}
    return (curve,)


@app.cell(hide_code=True)
def _(counted, mo):
    mo.md(f"""
    {counted} requests since the service started.
    """)
    return


if __name__ == "__main__":
    app.run()
