"""Steps that transform a frame, as code: what is shown is what is done.

The names of columns that come about are marimo's ("n_mean").  There is a writer for pandas and one for polars; a table of
pyarrow and a relation of DuckDB become a frame of polars first, or of pandas if there is no polars.
"""

from __future__ import annotations

from marimo._frames import is_ibis
from marimo._steps import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    Step = dict[str, Any]


def library_of(frame: Any) -> str:
    """"pandas" or "polars": which writes the code for the frame."""
    library = type(frame).__module__.partition(".")[0]
    if library in ("pandas", "geopandas", "polars"):
        return "polars" if library == "polars" else "pandas"
    from importlib.util import find_spec

    return "polars" if find_spec("polars") else "pandas"


def code_of(frame: Any, name: str, steps: list[Step]) -> tuple[str, Any]:
    """The code that makes the steps of the frame called `name`, and the frame that it makes; raises what a step raises."""
    library = library_of(frame)
    writer = _Polars() if library == "polars" else _Pandas()
    module = __import__(library)
    alias = "pl" if library == "polars" else "pd"
    result = f"{name}_next"
    values = {alias: module, name: frame}
    lines = [_first_line(frame, name, result, library)]
    exec(lines[0], values)
    for step in steps:
        line = writer.line(result, step, values[result])
        exec(line, values)
        lines.append(line)
    return "\n".join([f"import {library} as {alias}", "", *lines]), values[result]


def _first_line(frame: Any, name: str, result: str, library: str) -> str:
    own = type(frame).__module__.partition(".")[0]
    if own in ("pandas", "geopandas", "polars"):
        return f"{result} = {name}"
    if own == "ibis":
        return f"{result} = {name}.to_{library}()"
    if own == "pyarrow":
        return f"{result} = pl.from_arrow({name})" if library == "polars" else f"{result} = {name}.to_pandas()"
    return f"{result} = {name}.pl()" if library == "polars" else f"{result} = {name}.df()"


def columns_of(frame: Any) -> list[str]:
    """The names of its columns, without what it costs to have its rows."""
    if hasattr(frame, "collect_schema"):
        return list(frame.collect_schema().names())
    return list(frame.columns if is_ibis(frame) or not hasattr(frame, "schema") else frame.schema.names)


def kinds_of(frame: Any) -> list[str]:
    """The types of its columns, in the words of its library."""
    if hasattr(frame, "collect_schema"):
        return [str(kind) for kind in frame.collect_schema().dtypes()]
    if hasattr(frame, "schema"):
        return [str(kind) for kind in (frame.schema() if is_ibis(frame) else frame.schema).types]
    return [str(kind) for kind in getattr(frame, "dtypes", ())]


class _Writer:
    def line(self, frame: str, step: Step, value: Any) -> str:
        """The statement that makes the step: `frame` is what the variable is called, `value` what it holds."""
        missing = [name for name in _columns_in(step) if name not in columns_of(value)]
        if missing:
            raise KeyError(f"there is no column {missing[0]!r}")
        made = getattr(self, "_" + step["type"])(frame, step, value)
        return f"{frame} = {made}"

    def _explode_columns(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.explode({step['column_ids']!r})"

    def _conditions(self, frame: str, group: Any, value: Any) -> str:
        if isinstance(group, list):
            group = {"operator": "and", "children": group, "negate": False}
        parts = []
        for child in group["children"]:
            is_group = child.get("type") == "group"
            part = self._conditions(frame, child, value) if is_group else self._condition(frame, child, value)
            parts.append(f"({part})")
        joined = (" | " if group.get("operator") == "or" else " & ").join(parts)
        joined = joined[1:-1] if len(parts) == 1 else joined
        return f"~({joined})" if group.get("negate") else joined

    def _condition(self, frame: str, condition: Step, value: Any) -> str:
        raise NotImplementedError


def _columns_in(step: Step) -> list[str]:
    names = [step["column_id"]] if "column_id" in step else []
    for key in ("column_ids", "aggregation_column_ids", "index_column_ids", "value_column_ids"):
        names += step.get(key) or []
    return names


_SIGNS = {"equals": "==", "does_not_equal": "!=", **{sign: sign for sign in ("==", "!=", "<", ">", "<=", ">=")}}


def _aggregated(step: Step, names: list[str]) -> list[tuple[str, str]]:
    """What a grouping aggregates, and what that is called."""
    of = [name for name in step.get("aggregation_column_ids") or names if name not in step["column_ids"]]
    return [(name, f"{name}_{step['aggregation']}") for name in of]


class _Pandas(_Writer):
    def _filter_rows(self, frame: str, step: Step, value: Any) -> str:
        where = self._conditions(frame, step["where"], value)
        return f"{frame}[{where}]" if step["operation"] == "keep_rows" else f"{frame}[~({where})]"

    def _condition(self, frame: str, condition: Step, value: Any) -> str:
        name, operator, operand = condition["column_id"], condition["operator"], condition.get("value")
        if name not in value.columns:
            raise KeyError(f"there is no column {name!r}")
        column, kind = f"{frame}[{name!r}]", str(value[name].dtype)
        if operator in _SIGNS:
            made = f"{column} {_SIGNS[operator]} {typed(operand, kind)!r}"
        elif operator == "between":
            made = f"{column}.between({typed(operand['min'], kind)!r}, {typed(operand['max'], kind)!r})"
        elif operator in ("in", "not_in"):
            made = f"{'~' if operator == 'not_in' else ''}{column}.isin({typed(list(operand), kind)!r})"
        elif operator in ("contains", "regex"):
            made = f'{column}.fillna("").str.contains({operand!r}, regex={operator == "regex"})'
        elif operator in ("starts_with", "ends_with"):
            made = f'{column}.fillna("").str.{operator.replace("_", "")}({operand!r})'
        else:
            made = column + {
                "is_null": ".isna()", "is_not_null": ".notna()", "is_true": ".eq(True)", "is_false": ".eq(False)",
                "is_empty": ".eq('')",
            }[operator]
        return f"~({made})" if condition.get("negate") else made

    def _sort_column(self, frame: str, step: Step, value: Any) -> str:
        how = f"ascending={bool(step['ascending'])}, na_position={step.get('na_position', 'last')!r}, kind='stable'"
        return f"{frame}.sort_values({step['column_id']!r}, {how})"

    def _select_columns(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}[{step['column_ids']!r}]"

    def _rename_column(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.rename(columns={{{step['column_id']!r}: {step['new_column_id']!r}}})"

    def _column_conversion(self, frame: str, step: Step, value: Any) -> str:
        name, kind = step["column_id"], step["data_type"]
        strict = step.get("errors", "raise") == "raise"
        if kind.partition("[")[0] in ("date", "datetime", "datetime64"):
            how = "" if strict else ", errors='coerce'"
            return f"{frame}.assign(**{{{name!r}: pd.to_datetime({frame}[{name!r}]{how})}})"
        how = "" if strict else ", errors='ignore'"
        return f"{frame}.astype({{{name!r}: {kind!r}}}{how})"

    def _group_by(self, frame: str, step: Step, value: Any) -> str:
        found = _aggregated(step, list(value.columns))
        if not found:
            return f"{frame}[{step['column_ids']!r}].drop_duplicates().reset_index(drop=True)"
        parts = ", ".join(f"{name!r}: ({column!r}, {step['aggregation']!r})" for column, name in found)
        grouped = f"{frame}.groupby({step['column_ids']!r}, sort=False, dropna={bool(step.get('drop_na'))})"
        return f"{grouped}.agg(**{{{parts}}}).reset_index()"

    def _aggregate(self, frame: str, step: Step, value: Any) -> str:
        parts = ", ".join(
            f"{f'{name}_{how}'!r}: [{frame}[{name!r}].{how}()]" for how in step["aggregations"] for name in step["column_ids"]
        )
        return f"pd.DataFrame({{{parts}}})"

    def _sample_rows(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.sample(n={int(step['n'])}, replace={bool(step.get('replace'))}, random_state={int(step.get('seed', 0))})"

    def _shuffle_rows(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.sample(frac=1, random_state={int(step.get('seed', 0))})"

    def _expand_dict(self, frame: str, step: Step, value: Any) -> str:
        name = step["column_id"]
        at = list(value.columns).index(name)
        dicts = f"[each if isinstance(each, dict) else {{}} for each in {frame}[{name!r}]]"
        inner = f"pd.json_normalize({dicts}, max_level=0).set_axis({frame}.index)"
        return f"pd.concat([{frame}.iloc[:, :{at}], {inner}, {frame}.iloc[:, {at + 1}:]], axis=1)"

    def _unique(self, frame: str, step: Step, value: Any) -> str:
        keep = {"none": False, "any": "first"}.get(step["keep"], step["keep"])
        return f"{frame}.drop_duplicates({step['column_ids']!r}, keep={keep!r})"

    def _pivot(self, frame: str, step: Step, value: Any) -> str:
        rows, columns, values, how = _pivoted(step, list(value.columns))
        called = "len" if how == "count" else repr(how)
        made = f"{frame}.pivot_table(index={rows!r}, columns={columns!r}, values={values!r}, aggfunc={called}, sort=True)"
        if how in ("count", "sum"):
            made += ".fillna(0)"
        named = f"""set_axis(["_".join(map(str, each)) + "_{how}" for each in _.columns], axis=1).reset_index()"""
        return f"{made}.pipe(lambda _: _.{named})"


def _pivoted(step: Step, names: list[str]) -> tuple[list[str], list[str], list[str], str]:
    columns, rows, values = step["column_ids"], step["index_column_ids"], step["value_column_ids"]
    if not rows and not values:
        raise ValueError("a pivot needs rows, or values")
    rows = rows or [name for name in names if name not in columns and name not in values]
    values = values or [name for name in names if name not in columns and name not in rows]
    return rows, columns, values, step["aggregation"]


class _Polars(_Writer):
    def line(self, frame: str, step: Step, value: Any) -> str:
        eager = step["type"] in ("sample_rows", "shuffle_rows", "pivot")
        if not hasattr(value, "collect") or not eager:
            return super().line(frame, step, value)
        made = super().line(f"{frame}.collect()", step, value.collect())
        return f"{frame} = {made.partition(' = ')[2]}.lazy()"

    def _filter_rows(self, frame: str, step: Step, value: Any) -> str:
        where = self._conditions(frame, step["where"], value)
        return f"{frame}.filter({where})" if step["operation"] == "keep_rows" else f"{frame}.filter(~({where}))"

    def _condition(self, frame: str, condition: Step, value: Any) -> str:
        name, operator, operand = condition["column_id"], condition["operator"], condition.get("value")
        schema = value.collect_schema()
        if name not in schema.names():
            raise KeyError(f"there is no column {name!r}")
        column, kind = f"pl.col({name!r})", str(schema[name])
        if operator in _SIGNS:
            made = f"{column} {_SIGNS[operator]} {self._literal(operand, kind)}"
        elif operator == "between":
            made = f"{column}.is_between({self._literal(operand['min'], kind)}, {self._literal(operand['max'], kind)})"
        elif operator in ("in", "not_in"):
            made = f"{column}.is_in({typed(list(operand), kind)!r})"
            made = f"~{made}.fill_null(False)" if operator == "not_in" else made  # nothing is in no list
        elif operator in ("contains", "regex"):
            made = f'{column}.fill_null("").str.contains({operand!r}, literal={operator == "contains"})'
        elif operator in ("starts_with", "ends_with"):
            made = f'{column}.fill_null("").str.{operator}({operand!r})'
        else:
            made = column + {
                "is_null": ".is_null()", "is_not_null": ".is_not_null()", "is_true": " == True", "is_false": " == False",
                "is_empty": " == ''",
            }[operator]
        return f"~({made})" if condition.get("negate") else made

    def _literal(self, operand: Any, kind: str) -> str:
        if isinstance(operand, str) and kind.startswith(("Date", "Time")):
            return f"pl.lit({operand!r}).str.{'to_date' if kind == 'Date' else 'to_datetime'}()"
        return repr(typed(operand, kind))

    def _sort_column(self, frame: str, step: Step, value: Any) -> str:
        last = step.get("na_position", "last") == "last"
        return f"{frame}.sort({step['column_id']!r}, descending={not step['ascending']}, nulls_last={last}, maintain_order=True)"

    def _select_columns(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.select({step['column_ids']!r})"

    def _rename_column(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.rename({{{step['column_id']!r}: {step['new_column_id']!r}}})"

    def _column_conversion(self, frame: str, step: Step, value: Any) -> str:
        name, wanted = step["column_id"], step["data_type"]
        is_text = str(value.collect_schema()[name]) == "String"
        parse = {"date": "to_date", "datetime64": "to_datetime", "datetime": "to_datetime"}.get(wanted.replace("[ns]", ""))
        if parse and is_text:
            return f"{frame}.with_columns(pl.col({name!r}).str.{parse}())"
        kind = _POLARS.get(wanted.replace("[ns]", "").lower(), wanted)
        return f"{frame}.cast({{{name!r}: pl.{kind}}}, strict={step.get('errors', 'raise') == 'raise'})"

    def _group_by(self, frame: str, step: Step, value: Any) -> str:
        found = _aggregated(step, columns_of(value))
        parts = [f"pl.col({column!r}).{step['aggregation']}().alias({name!r})" for column, name in found]
        drop = f".drop_nulls({step['column_ids']!r})" if step.get("drop_na") else ""
        return f"{frame}{drop}.group_by({step['column_ids']!r}, maintain_order=True).agg([{', '.join(parts)}])"

    def _aggregate(self, frame: str, step: Step, value: Any) -> str:
        parts = [
            f"pl.col({name!r}).{how}().alias({f'{name}_{how}'!r})" for how in step["aggregations"] for name in step["column_ids"]
        ]
        return f"{frame}.select([{', '.join(parts)}])"

    def _sample_rows(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.sample({int(step['n'])}, with_replacement={bool(step.get('replace'))}, seed={int(step.get('seed', 0))})"

    def _shuffle_rows(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.sample(fraction=1.0, shuffle=True, seed={int(step.get('seed', 0))})"

    def _expand_dict(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.unnest({step['column_id']!r})"

    def _unique(self, frame: str, step: Step, value: Any) -> str:
        return f"{frame}.unique({step['column_ids']!r}, keep={step['keep']!r}, maintain_order=True)"

    def _pivot(self, frame: str, step: Step, value: Any) -> str:
        rows, columns, values, how = _pivoted(step, columns_of(value))
        keys = value.select(columns).unique().sort(columns).rows()
        parts = []
        for column in values:
            for key in keys:
                where = " & ".join(f"(pl.col({name!r}) == {each!r})" for name, each in zip(columns, key))
                name = f"{column}_{'_'.join(map(str, key))}_{how}"
                parts.append(f"pl.col({column!r}).filter({where}).{'len' if how == 'count' else how}().alias({name!r})")
        return f"{frame}.group_by({rows!r}).agg([{', '.join(parts)}]).sort({rows!r})"


_POLARS = {
    "int8": "Int8", "int16": "Int16", "int32": "Int32", "int64": "Int64", "int": "Int64", "uint8": "UInt8", "uint16": "UInt16",
    "uint32": "UInt32", "uint64": "UInt64", "float32": "Float32", "float64": "Float64", "float": "Float64", "bool": "Boolean",
    "boolean": "Boolean", "str": "String", "string": "String", "object": "String", "date": "Date", "datetime64": "Datetime",
    "datetime": "Datetime", "category": "Categorical",
}
