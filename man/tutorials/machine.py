import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # This machine

    What its processors and its memory do, and who does it: read from _/proc_,
    so that it needs Linux and nothing else.
    """)
    return


@app.cell
def _():
    import os
    import time

    import marimo as mo

    mo.stop(
        not os.path.exists("/proc/stat"),
        mo.callout("There is no /proc/stat here: this notebook needs Linux.", kind="warn"),
    )
    return mo, os, time


@app.cell(hide_code=True)
def _(mo):
    refresh = mo.ui.refresh(options=["1s", "2s", "10s"], default_interval="2s")
    order = mo.ui.radio(["processor", "memory"], value="processor", inline=True, label="by")
    shown = mo.ui.slider(5, 40, value=12, label="processes", show_value=True)
    mo.hstack([refresh, order, shown], justify="start", gap=2)
    return order, refresh, shown


@app.cell(hide_code=True)
def _(bar, busy, memory, mo, os):
    _used = memory["MemTotal"] - memory["MemAvailable"]
    _swap = memory["SwapTotal"] - memory["SwapFree"]
    _rows = [(f"cpu {_name}", _share, f"{_share:4.0%}") for _name, _share in busy.items()]
    _rows.append(("memory", _used / memory["MemTotal"], f"{_used / 2**20:.1f} of {memory['MemTotal'] / 2**20:.1f} GiB"))
    if memory["SwapTotal"]:
        _rows.append(("swap", _swap / memory["SwapTotal"], f"{_swap / 2**20:.1f} of {memory['SwapTotal'] / 2**20:.1f} GiB"))
    _text = "\n".join(f"{_name:8} {bar(_share)} {_words}" for _name, _share, _words in _rows)
    mo.plain_text(f"{_text}\nload     {'  '.join(f'{load:.2f}' for load in os.getloadavg())}")
    return


@app.cell(hide_code=True)
def _(mo, order, processes, shown):
    _by = (lambda row: -row["cpu"]) if order.value == "processor" else (lambda row: -row["memory"])
    _lines = [f"{'pid':>8} {'cpu':>6} {'MiB':>8}  name"]
    for _row in sorted(processes, key=_by)[: shown.value]:
        _lines.append(f"{_row['pid']:8} {_row['cpu']:6.1%} {_row['memory'] / 2**20:8.1f}  {_row['name']}")
    mo.plain_text("\n".join(_lines))
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## How it works

    The counters of _/proc_ only grow; what happened is the difference between
    two looks. What was read last stays in `before`, which no run of a cell
    takes away.
    """)
    return


@app.cell
def _():
    def bar(share, width=30):
        eighths = round(min(max(share, 0), 1) * width * 8)
        return ("█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()).ljust(width, "░")

    before = {}
    return bar, before


@app.cell
def _(os):
    def read_cpus():
        """Ticks that each processor was at work, and all."""
        cpus = {}
        with open("/proc/stat") as file:
            for line in file:
                name, *numbers = line.split()
                if not name.startswith("cpu"):
                    break
                ticks = [int(number) for number in numbers[:8]]
                cpus[name[3:] or "all"] = (sum(ticks) - ticks[3] - ticks[4], sum(ticks))
        return cpus

    def read_processes():
        """Ticks of the processor and bytes of memory, by process."""
        found, page = {}, os.sysconf("SC_PAGE_SIZE")
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                    text = file.read()
            except OSError:  # it has ended meanwhile, or is not ours to see
                continue
            name = text[text.index("(") + 1 : text.rindex(")")]
            fields = text[text.rindex(")") + 2 :].split()
            found[int(pid)] = {"name": name, "ticks": int(fields[11]) + int(fields[12]), "memory": int(fields[21]) * page}
        return found

    return read_cpus, read_processes


@app.cell
def _(before, os, read_cpus, read_processes, refresh, time):
    refresh.value
    _now, _cpus, _found = time.monotonic(), read_cpus(), read_processes()
    _past, _old_cpus, _old = before.get("looked", (_now - 1, {}, {}))
    before["looked"] = (_now, _cpus, _found)
    busy = {}
    for _name, (_work, _all) in _cpus.items():
        _work_then, _all_then = _old_cpus.get(_name, (0, 0))
        busy[_name] = (_work - _work_then) / max(_all - _all_then, 1)
    _ticks = max((_now - _past) * os.sysconf("SC_CLK_TCK"), 1)
    processes = [
        {"pid": _pid, "name": _process["name"], "memory": _process["memory"], "cpu": (_process["ticks"] - _old.get(_pid, _process)["ticks"]) / _ticks}
        for _pid, _process in _found.items()
    ]
    return busy, processes


@app.cell
def _(refresh):
    refresh.value
    with open("/proc/meminfo") as _file:
        memory = {_line.split(":")[0]: int(_line.split()[1]) for _line in _file}
    return (memory,)


if __name__ == "__main__":
    app.run()
