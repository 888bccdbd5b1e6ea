"""What the screen asks of a table, of every kind of table that there is here, is answered the same."""

import json
import unittest

import pkg_fake  # noqa: F401
from marimo import _context, _frames, _sources, _tables

ROWS = [
    {"n": 3, "text": "c", "half": 1.5},
    {"n": None, "text": "a", "half": float("nan")},
    {"n": 1, "text": "B", "half": 0.5},
    {"n": 2, "text": "a", "half": None},
]
COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}


def libraries():
    """The same rows, as every library has them that is installed."""
    yield "list", ROWS
    yield "dict", COLUMNS
    try:
        import pandas

        yield "pandas", pandas.DataFrame(COLUMNS)
        yield "pandas objects", pandas.DataFrame(COLUMNS, dtype=object)
    except ImportError:
        pass
    try:
        import polars

        yield "polars", polars.DataFrame(COLUMNS, strict=False)
        yield "lazy polars", polars.LazyFrame(COLUMNS, strict=False)
    except ImportError:
        pass
    try:
        import pyarrow

        yield "pyarrow", pyarrow.table(COLUMNS)
        import duckdb

        relation = pyarrow.table(COLUMNS)  # noqa: F841
        yield "duckdb", duckdb.sql("select * from relation")
    except ImportError:
        pass


def ask(data, op, **question):
    handle = data if isinstance(data, _tables.Handle) else _tables.Handle(data, "t")
    return _tables.answer(handle.id, {"op": op, **question})


def texts(data, **question):
    answer = ask(data, "rows", **{"first": 0, "count": 10, "columns": [1], **question})
    return answer.get("error") or [row[0] for row in answer["rows"]]


class EveryKind(unittest.TestCase):
    def each(self):
        for name, data in libraries():
            with self.subTest(name):
                yield data

    def test_a_part_of_the_rows_and_columns_is_sent(self):
        for data in self.each():
            answer = ask(data, "rows", first=1, count=2, columns=[1])
            self.assertEqual([["a"], ["B"]], answer["rows"])
            self.assertEqual(["text"], [column["name"] for column in answer["columns"]])
            self.assertEqual(3, answer["width"])
            self.assertEqual(1, answer["first"])

    def test_the_end_tells_how_many_rows_there_are(self):
        for data in self.each():
            answer = ask(data, "rows", first=2, count=10)
            self.assertEqual(4, answer["total"])
            self.assertEqual(2, len(answer["rows"]))

    def test_rows_are_sorted_and_nothing_comes_last(self):
        for data in self.each():
            self.assertEqual(["B", "a", "c", "a"], texts(data, sort=[[0, False]]))
            self.assertEqual(["c", "a", "B", "a"], texts(data, sort=[[0, True]]))

    def test_numbers_among_nothing_stand_at_the_right(self):
        lines = _frames.table_text(["n", "text"], [[10, "a"], [None, None], [7, "b"]]).split("\n")
        self.assertEqual([" n  text", "──  ────", "10  a", "", " 7  b"], lines)

    def test_by_several_columns_and_equal_rows_keep_their_order(self):
        for data in self.each():
            numbers = ask(data, "rows", first=0, count=10, columns=[0], sort=[[1, False]])["rows"]
            self.assertIn(numbers[1][0], (None, "nan"))
            answer = ask(data, "rows", first=0, count=10, columns=[1], sort=[[1, True], [0, False]])
            self.assertEqual(["c", "a", "a", "B"], [row[0] for row in answer["rows"]])

    def test_an_expression_filters(self):
        for data in self.each():
            for expression in ("n > 1", "(n > 1)", "not n <= 1 and n > 0", "1 < n <= 3", "row['n'] > 1"):
                self.assertEqual(["c", "a"], texts(data, filter=expression), expression)
            self.assertEqual(["a", "c"], texts(data, filter="n > 1", sort=[[0, False]]))
            self.assertEqual(["B"], texts(data, filter="text.lower() == 'b'"))
            self.assertEqual([], texts(data, filter="n > 99"))

    def test_globals_of_the_notebook_can_be_named(self):
        pkg_fake.kernel.globals["limit"] = 2
        for data in self.each():
            self.assertEqual(["c"], texts(data, filter="n > limit"))

    def test_an_expression_that_is_none_is_told(self):
        for data in self.each():
            self.assertIn("NameError", texts(data, filter="nonsense > 1"))
            self.assertIn("SyntaxError", texts(data, filter="n >"))

    def test_the_data_stays_as_it_was(self):
        for data in self.each():
            before = repr(data)
            for op in ("rows", "describe", "count", "find"):
                ask(data, op, count=9, column=0, pattern="a", sort=[[0, True]], filter="n > 1")
            self.assertEqual(before, repr(data))

    def test_values_are_found_in_both_directions_and_around_the_end(self):
        for data in self.each():
            handle = _tables.Handle(data, "t")
            question = {"pattern": "a$", "columns": [1]}
            self.assertEqual(1, ask(handle, "find", **question, **{"from": 0, "column": 1})["row"])
            self.assertEqual(3, ask(handle, "find", **question, **{"from": 1, "column": 1})["row"])
            self.assertEqual(1, ask(handle, "find", **question, **{"from": 3, "column": 1})["row"])
            self.assertEqual(None, ask(handle, "find", pattern="zz", **{"from": 0, "column": 0})["row"])
            back = ask(handle, "find", **question, backward=True, **{"from": 3, "column": 1})["row"]
            self.assertEqual(1, back)

    def test_small_letters_find_capitals_but_not_the_other_way(self):
        for data in self.each():
            self.assertEqual(2, ask(data, "find", pattern="b", columns=[1], **{"from": 0, "column": 1})["row"])
            self.assertIsNone(ask(data, "find", pattern="C", columns=[1], **{"from": 0, "column": 1})["row"])

    def test_a_head_counts_what_is_missing(self):
        for data in self.each():
            heads = []
            while len(heads) < 3:  # as the screen asks: those that are not known yet
                heads += ask(data, "columns", columns=[0, 1, 2][len(heads) :])["columns"]
            self.assertEqual([1, 0, 2], [head["nulls"] for head in heads])
            self.assertTrue(all(1 <= len(head["bars"]) <= 8 for head in heads))

    def test_frequencies_and_descriptions_are_tables_of_their_own(self):
        for data in self.each():
            made = ask(data, "count", column=1)
            self.assertEqual(["a", "2", "50", "█" * 20], _tables.answer(made["id"], {"op": "rows", "count": 9})["rows"][0])
            made = ask(data, "describe")
            rows = _tables.answer(made["id"], {"op": "rows", "count": 9})["rows"]
            self.assertEqual(["n", "text", "half"], [row[0] for row in rows])
            self.assertEqual(["1", "0", "2"], [row[2] for row in rows])

    def test_rows_are_copied(self):
        for data in self.each():
            copied = ask(data, "copy", rows=[2, 0], columns=[1], style="tsv")
            self.assertEqual({"op": "copy", "text": "B\nc", "rows": 2}, copied)
            text = ask(data, "copy", rows=[0], columns=[1], style="csv", head=True)["text"]
            self.assertEqual("text\nc", text)

    def test_what_is_picked_is_named_by_its_place_in_the_data(self):
        for data in self.each():
            self.assertEqual([2, 0], ask(data, "places", rows=[0, 2], sort=[[0, False]])["places"])

    def test_what_is_picked_is_found_again_in_another_order_and_behind_a_filter(self):
        moved = json.dumps({"sort": [], "filter": "", "picks": [[0, 0], [2, 1]]})
        for data in self.each():
            now = ask(data, "picks", sort=[[0, False]], moved=moved)
            self.assertEqual(([[0, 1], [2, 0]], None, moved), (now["picks"], now["away"], now["moved"]))
            hidden = ask(data, "picks", filter="text == 'a'", moved=moved)
            self.assertEqual(([], [[0, 0], [2, 1]]), (hidden["picks"], json.loads(hidden["away"])))
            self.assertEqual([1, 0, 2], ask(data, "places", rows=[1], away=hidden["away"])["places"])
            again = json.dumps({"sort": [[0, False]], "filter": "", "picks": [], "moved": moved})
            self.assertEqual([[0, 0], [2, 1]], ask(data, "picks", moved=again)["picks"])


class Shown(unittest.TestCase):
    def test_the_first_rows_stand_below_names_and_types(self):
        for name, data in libraries():
            if name in ("pandas", "polars", "pyarrow"):
                node = _frames.node_of_frame(data)
                lines = node["text"].split("\n")
                self.assertEqual(["n", "text", "half"], lines[0].split())
                self.assertRegex(lines[1].lower(), r"(float|int)64|double")
                self.assertEqual("table", node["node"])
                self.assertEqual(4, _tables.answer(node["id"], {"op": "rows", "count": 9})["total"])


class Bounds(unittest.TestCase):
    def test_no_more_is_sent_than_a_screen_can_show(self):
        answer = ask([{str(i): i for i in range(1000)}] * 1000, "rows", first=0, count=10**9)
        self.assertEqual(_tables.MOST_ROWS, len(answer["rows"]))
        self.assertEqual(_tables.MOST_COLUMNS, len(answer["rows"][0]))
        self.assertEqual(1000, answer["width"])

    def test_a_summary_looks_at_a_part_of_a_long_table(self):
        seen = []

        class Rows(list):
            def __getitem__(self, part):
                seen.append(part.stop - part.start if isinstance(part, slice) else 1)
                return super().__getitem__(part)

        ask(Rows([{"a": i} for i in range(300_000)]), "columns", columns=[0])
        self.assertLess(sum(seen), _tables.SAMPLE + 3000)

    def shown_by(self, table):
        return table._tarn_node_()["children"][0]

    def test_chosen_cells_are_told_by_the_names_of_their_columns(self):
        from marimo import ui

        table = ui.table(ROWS, selection="multi-cell")
        node = self.shown_by(table)
        question = {"op": "cells", "cells": [[0, 1], [1, 0]], "sort": [[0, False]]}
        answer = _tables.answer(node["id"], question)
        self.assertEqual("2 cells chosen", answer["told"])
        table._update(json.loads(answer["value"]))
        self.assertEqual([("2", "text", "B"), ("3", "n", 2)], [(each.row, each.column, each.value) for each in table._value])

    def test_a_table_says_how_it_is_to_look_at_first(self):
        from marimo import ui

        node = self.shown_by(ui.table(ROWS, hidden_columns=["half"], freeze_columns_left=["n"], column_widths={"text": 80}))
        looks = {name: node["args"][name] for name in ("hidden", "frozen", "widths")}
        self.assertEqual({"hidden": [2], "frozen": 1, "widths": [[1, 10]]}, looks)
        self.assertEqual([0, 2], self.shown_by(ui.table(ROWS, visible_columns=["text"]))["args"]["hidden"])
        self.assertNotIn("hidden", self.shown_by(ui.table(ROWS))["args"])

    def test_values_are_formatted_as_the_table_says(self):
        from marimo import ui

        def broken(value):
            raise ValueError

        node = self.shown_by(ui.table(ROWS, format_mapping={"half": "{:.3f} kg", "text": str.upper, "n": broken}))
        answer = _tables.answer(node["id"], {"op": "rows", "first": 0, "count": 1})
        self.assertEqual([["3", "C", "1.500 kg"]], answer["rows"])

    def test_what_speaks_arrow_or_the_protocol_of_frames_is_a_table(self):
        try:
            import pyarrow
        except ImportError:
            self.skipTest("no pyarrow")
        from marimo import _describe, ui

        class Stream:
            def __init__(self, table):
                self._table = table

            def __arrow_c_stream__(self, requested_schema=None):
                return self._table.__arrow_c_stream__(requested_schema)

        class Frame:
            def __init__(self, table):
                self._table = table

            def __dataframe__(self, nan_as_null=False, allow_copy=True):
                return self._table.__dataframe__(nan_as_null, allow_copy)

        class Liar:
            def __arrow_c_stream__(self, requested_schema=None):
                raise ValueError("no")

        for kind in (Stream, Frame):
            value = kind(pyarrow.table(COLUMNS))
            node = _describe.describe(value)[2]
            self.assertEqual("table", node["node"])
            self.assertEqual(4, _tables.answer(node["id"], {"op": "rows", "count": 9})["total"])
            self.assertEqual(2, len(ui.table(value, initial_selection=[0, 1])._value))
        self.assertIsNone(_describe.describe(Liar()))

    def wide_frames(self, columns):
        for library in ("pandas", "polars", "pyarrow"):
            try:
                module = __import__(library)
            except ImportError:
                continue
            make = module.table if library == "pyarrow" else module.DataFrame
            yield library, make({f"c{i}": [1, 2] for i in range(columns)})

    def test_a_frame_of_100_000_columns_costs_what_is_seen_of_it(self):
        import time

        from marimo import ui

        for library, frame in self.wide_frames(100_000):
            with self.subTest(library):
                begun = time.process_time()
                node = _frames.node_of_frame(frame)
                self.shown_by(ui.table(frame))
                self.shown_by(ui.data_editor(frame))
                answer = _tables.answer(node["id"], {"op": "rows", "first": 0, "count": 70, "columns": [0, 50_000, 99_999]})
                described = _tables.answer(node["id"], {"op": "describe"})
                self.assertLess(time.process_time() - begun, 15)  # a hundred times that if each column looks at all of them
                self.assertIn("… 99980 more columns", node["text"])
                self.assertEqual(("c99999", "2"), (answer["columns"][2]["name"], answer["rows"][1][2]))
                self.assertEqual(_tables.DESCRIBED, _tables.answer(described["id"], {"op": "rows", "count": 1})["total"])

    def test_a_value_that_has_no_text_spoils_no_table(self):
        class Bad:
            def __str__(self):
                raise ValueError

            __repr__ = __str__

        text = _frames.node_of_frame([{"a": Bad(), "b": "\x1b[2J", "n": 10**6000}, {"a": "\x00", "b": "x" * 100_000, "n": 1}])["text"]
        self.assertIn("<str failed: ValueError>", text)
        self.assertIn("\\x1b[2J", text)
        self.assertIn("<int of 19932 bits>", text)
        self.assertTrue(all(line.isprintable() and len(line) < 200 for line in text.split("\n")))

    def test_summaries_leave_room_for_other_questions(self):
        self.addCleanup(setattr, _tables, "HEADS_SECONDS", _tables.HEADS_SECONDS)
        for seconds, told in ((0, 1), (1e9, 3)):
            _tables.HEADS_SECONDS = seconds
            self.assertEqual(told, len(ask(COLUMNS, "columns", columns=[0, 1, 2])["columns"]))

    def test_every_value_is_a_line_of_text(self):
        class Raises:
            def __str__(self):
                raise RuntimeError("no")

        odd = [Raises(), 10**5000, "a\tb\n\x1b[31m\x9b\u202e", "x" * 1000, "👩\u200d🔬", b"\xff", "\ud800", -0.0, 1e300]
        for text in texts([{"a": 0, "b": value} for value in odd]):
            self.assertTrue(text is None or (len(text) <= 900 and "\n" not in text and "\x1b" not in text), repr(text))
            self.assertNotIn("\x9b", text)
            self.assertNotIn("\u202e", text)
        self.assertIn("👩\u200d🔬", texts([{"a": 0, "b": "👩\u200d🔬"}]))

    def test_of_a_frame_with_many_columns_the_first_are_read(self):
        class Frame:
            """As a DataFrame of pandas, as far as it is asked; counts the values that are read."""

            def __init__(self, width):
                self.columns = [f"c{i}" for i in range(width)]
                self.index = range(3)
                self.iloc = self
                self.read = 0

            def __len__(self):
                return 3

            def __getitem__(self, part):
                rows, columns = part if isinstance(part, tuple) else (part, slice(None))
                taken = Frame(len(self.columns[columns]))
                taken.parent = self
                return taken

            def itertuples(self, index, name):
                whole = self
                while hasattr(whole, "parent"):
                    whole = whole.parent
                for row in range(3):
                    whole.read += len(self.columns)
                    yield tuple(range(len(self.columns)))

            def reset_index(self):
                return self

        frame = Frame(100_000)
        text = _frames.node_of_frame(frame)["text"]
        self.assertIn("99980 more columns", text)
        self.assertLessEqual(frame.read, 3 * _frames.COLUMNS)

    def test_mixed_types_are_sorted(self):
        values = ["b", 2, None, [1], 1.5, "a", float("nan"), (3,), True, {"k": 1}]
        for descending in (False, True):
            answer = ask([{"a": value} for value in values], "rows", first=0, count=20, sort=[[0, descending]])
            self.assertEqual(sorted(map(str, values)), sorted("None" if row[0] is None else row[0] for row in answer["rows"]))
            self.assertEqual({None, "nan"}, {row[0] for row in answer["rows"][-2:]})

    def test_many_floats_have_the_order_of_a_stable_sort(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("no pandas here")
        for ties in (False, True):
            numbers = [(each * 7919 % 150_001) / 7 for each in range(150_000)]
            numbers[100:103] = [float("nan"), float("inf"), float("nan")]
            numbers[5] = numbers[7] if ties else -1.0
            frame = pandas.DataFrame({"x": numbers})
            for down in (False, True):
                with self.subTest(ties=ties, down=down):
                    wanted = frame.sort_values("x", ascending=not down, kind="stable").index.to_list()
                    places = _sources.source_of(frame).order([(0, down)])
                    self.assertEqual(wanted, list(places))

    def test_an_interrupt_is_an_answer(self):
        class Interrupted:
            def __lt__(self, other):
                raise KeyboardInterrupt

        answer = ask([{"a": Interrupted()}, {"a": Interrupted()}], "rows", count=2, sort=[[0, False]])
        self.assertEqual({"op": "rows", "error": "interrupted"}, answer)

    def test_a_table_of_a_cell_that_ran_again_is_gone(self):
        handle = None
        with _context.entered(7):
            handle = _tables.Handle(ROWS, "t")
        self.assertEqual("7-t0", handle.id)
        self.assertNotIn("error", _tables.answer("7-t0", {"op": "rows"}))
        _context.forget(7)
        self.assertIn("gone", _tables.answer("7-t0", {"op": "rows"})["error"])

    def test_a_loop_that_shows_tables_keeps_the_last_of_them(self):
        with _context.entered(8):
            handles = [_tables.Handle(ROWS, "t") for _ in range(_tables.KEPT_HANDLES + 1)]
        self.assertIsNone(_context.find(handles[0].id))
        self.assertIs(handles[-1], _context.find(handles[-1].id))
        _context.forget(8)

    def test_tables_take_no_ids_of_elements(self):
        with _context.entered(9):
            first = _context.enrol(object())
            _tables.Handle(ROWS, "t")
            second = _context.enrol(object())
        self.assertEqual(["9-0", "9-1"], [first, second])
        _context.forget(9)

    def test_an_export_does_not_overwrite_unasked(self):
        import os
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "out.csv")
            self.assertEqual(4, ask(ROWS, "export", path=path)["rows"])
            with open(path, encoding="utf-8") as written:
                self.assertEqual("n,text,half", written.readline().strip())
            self.assertIn("already", ask(ROWS, "export", path=path)["error"])
            self.assertEqual(1, ask(ROWS, "export", path=path, force=True, filter="n > 2")["rows"])
            self.assertIn(".csv", ask(ROWS, "export", path=os.path.join(folder, "out.xyz"))["error"])
            self.assertEqual(["out.csv"], os.listdir(folder))

    def test_only_what_has_rows_and_columns_is_offered_as_a_table(self):
        for value in ([{"a": 1}], ({"a": 1},), {"a": [1], "b": [2]}):
            self.assertTrue(_sources.can_be_table(value), value)
        for value in ([], [1, 2], {"a": 1}, {}, {"a": []}, "text", [{"a": 1}, 2]):
            self.assertFalse(_sources.can_be_table(value), value)


if __name__ == "__main__":
    unittest.main()
