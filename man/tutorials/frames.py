import marimo

__generated_with = "0.25.2"
app = marimo.App(width="columns")


@app.cell(column=0, hide_code=True)
def _(mo):
    mo.md(r"""
    # pandas and polars

    The same questions to the same data, in both: the weather of Seattle, a row
    a day from 2012 to 2015, as NOAA recorded it. It comes with the package
    *vega_datasets*.
    """)
    return


@app.cell
def _():
    import importlib.util
    import sys
    import time

    import marimo as mo

    return importlib, mo, sys, time


@app.cell
def _(importlib, mo, sys):
    missing = [name for name in ("pandas", "polars", "vega_datasets") if importlib.util.find_spec(name) is None]
    mo.stop(
        bool(missing),
        mo.callout(
            mo.md(f"This notebook needs **{', '.join(missing)}**. Install with\n\n`{sys.executable} -m pip install {' '.join(missing)}`\n\nand run it again."),
            kind="warn",
        ),
    )
    import pandas as pd
    import polars as pl
    from vega_datasets import local_data

    path = local_data.seattle_weather.filepath
    return path, pd, pl


@app.cell(hide_code=True)
def _(mo):
    question = mo.ui.dropdown(
        ["warmest months", "rain by year", "kinds of weather", "longest dry spells"], value="warmest months", label="question"
    )
    times = mo.ui.slider(1, 200, value=20, label="the data, times", show_value=True)
    mo.vstack([question, times])
    return question, times


@app.cell
def _(path, pd, pl, times):
    in_pandas = pd.concat([pd.read_csv(path, parse_dates=["date"])] * times.value, ignore_index=True)
    in_polars = pl.concat([pl.read_csv(path, try_parse_dates=True)] * times.value)
    return in_pandas, in_polars


@app.cell
def _(time):
    def measured(ask, frame):
        """The answer, and the milliseconds that it took: the best of three."""
        best, answer = float("inf"), None
        for _ in range(3):
            begin = time.perf_counter()
            answer = ask(frame)
            best = min(best, (time.perf_counter() - begin) * 1000)
        return answer, best

    return (measured,)


@app.cell(hide_code=True)
def _(in_polars, mo, pandas_ms, polars_ms):
    mo.vstack(
        [
            mo.stat(f"{in_polars.height:,}", label="rows"),
            mo.stat(f"{pandas_ms:.1f} ms", label="pandas"),
            mo.stat(f"{polars_ms:.1f} ms", label="polars"),
            mo.stat(f"{pandas_ms / polars_ms:.1f} ×", label="polars is faster by"),
        ]
    )
    return


@app.cell(hide_code=True)
def _(mo, pandas_answer, polars_answer):
    _same = [tuple(row) for row in pandas_answer.itertuples(index=False)] == polars_answer.rows()
    mo.callout("Both say the same." if _same else "They differ!", kind="success" if _same else "danger")
    return


@app.cell(column=1, hide_code=True)
def _(mo):
    mo.md(r"""
    ## pandas
    """)
    return


@app.cell
def _():
    def _warmest(frame):
        months = frame.groupby(frame["date"].dt.strftime("%Y-%m"), as_index=False).agg(month=("date", lambda days: days.iloc[0].strftime("%Y-%m")), warmest=("temp_max", "max"))
        return months.sort_values(["warmest", "month"], ascending=[False, True]).head(5)[["month", "warmest"]]

    def _rain(frame):
        wet = frame[frame["weather"] == "rain"]
        return wet.groupby(wet["date"].dt.year.rename("year")).agg(days=("date", "nunique")).reset_index()

    def _kinds(frame):
        kinds = frame.groupby("weather", as_index=False).agg(days=("date", "nunique"), wind=("wind", "max"))
        return kinds.sort_values(["days", "weather"], ascending=[False, True])

    def _dry(frame):
        days = frame.drop_duplicates("date").sort_values("date")
        dry = days["precipitation"] == 0
        spells = days[dry].groupby((~dry).cumsum()[dry]).agg(begins=("date", "min"), days=("date", "size"))
        spells["begins"] = spells["begins"].dt.strftime("%Y-%m-%d")
        return spells.sort_values(["days", "begins"], ascending=[False, True]).head(5)

    ask_pandas = {"warmest months": _warmest, "rain by year": _rain, "kinds of weather": _kinds, "longest dry spells": _dry}
    return (ask_pandas,)


@app.cell
def _(ask_pandas, in_pandas, measured, question):
    pandas_answer, pandas_ms = measured(ask_pandas[question.value], in_pandas)
    pandas_answer
    return pandas_answer, pandas_ms


@app.cell(column=2, hide_code=True)
def _(mo):
    mo.md(r"""
    ## polars
    """)
    return


@app.cell
def _(pl):
    def _warmest(frame):
        months = frame.group_by(pl.col("date").dt.strftime("%Y-%m").alias("month")).agg(warmest=pl.col("temp_max").max())
        return months.sort(["warmest", "month"], descending=[True, False]).head(5)

    def _rain(frame):
        wet = frame.filter(pl.col("weather") == "rain")
        return wet.group_by(pl.col("date").dt.year().alias("year")).agg(days=pl.col("date").n_unique()).sort("year")

    def _kinds(frame):
        kinds = frame.group_by("weather").agg(days=pl.col("date").n_unique(), wind=pl.col("wind").max())
        return kinds.sort(["days", "weather"], descending=[True, False])

    def _dry(frame):
        days = frame.unique("date").sort("date").with_columns(spell=(pl.col("precipitation") > 0).cum_sum())
        spells = days.filter(pl.col("precipitation") == 0).group_by("spell").agg(begins=pl.col("date").min().dt.strftime("%Y-%m-%d"), days=pl.len())
        return spells.sort(["days", "begins"], descending=[True, False]).head(5).select("begins", "days")

    ask_polars = {"warmest months": _warmest, "rain by year": _rain, "kinds of weather": _kinds, "longest dry spells": _dry}
    return (ask_polars,)


@app.cell
def _(ask_polars, in_polars, measured, question):
    polars_answer, polars_ms = measured(ask_polars[question.value], in_polars)
    polars_answer
    return polars_answer, polars_ms


if __name__ == "__main__":
    app.run()
