"""mo.ui.data_editor: what is typed into it, of which type the columns stay, what can be taken back."""

import json
import unittest

import pkg_fake  # noqa: F401
from marimo import _tables, ui

ROWS = [{"n": 3, "text": "c", "half": 1.5, "yes": True}, {"n": 1, "text": "a\nz", "half": 2.5, "yes": False}]
COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}


def libraries():
    """The same rows, and how a value of that kind becomes such rows again."""
    yield "list", ROWS, lambda value: value
    yield "dict", COLUMNS, lambda value: [dict(zip(value, row)) for row in zip(*value.values())]
    try:
        import pandas

        yield "pandas", pandas.DataFrame(ROWS), lambda value: value.to_dict("records")
    except ImportError:
        pass
    try:
        import polars

        yield "polars", polars.DataFrame(ROWS), lambda value: value.to_dicts()
    except ImportError:
        pass
    try:
        import pyarrow

        yield "pyarrow", pyarrow.Table.from_pylist(ROWS), lambda value: value.to_pylist()
    except ImportError:
        pass


class Desk:
    """An editor, and the screen before it: what is answered becomes its value."""

    def __init__(self, data, **options):
        self.heard = []
        self.editor = ui.data_editor(data, on_change=self.heard.append, **options)
        self.id = self.editor._tarn_node_()["children"][-2]["id"]

    def ask(self, op, **question):
        answer = _tables.answer(self.id, {"op": op, **question})
        if "value" in answer:
            self.editor._update(json.loads(answer["value"]))
        return answer.get("error")

    def put(self, row, column, text, **question):
        return self.ask("edit", row=row, column=column, text=text, **question)

    def shown(self):
        return _tables.answer(self.id, {"op": "rows", "first": 0, "count": 50})["rows"]


class EveryKind(unittest.TestCase):
    def each(self):
        for name, data, rows in libraries():
            with self.subTest(name):
                before = str(data)
                desk = Desk(data)
                yield desk, lambda: rows(desk.editor._value)
                self.assertIs(desk.editor.data, data)
                self.assertEqual(before, str(data), "the data itself is left alone")

    def test_a_cell_becomes_what_is_typed_in_the_type_of_its_column(self):
        for desk, rows in self.each():
            self.assertIsNone(desk.put(0, 0, "77"))
            self.assertIsNone(desk.put(1, 1, "b"))
            self.assertIsNone(desk.put(0, 2, "2"))
            self.assertIsNone(desk.put(0, 3, "no"))
            expected = [{"n": 77, "text": "c", "half": 2.0, "yes": False}, {"n": 1, "text": "b", "half": 2.5, "yes": False}]
            self.assertEqual(expected, rows())
            self.assertEqual([int, str, float, bool], [type(value) for value in rows()[0].values()])
            self.assertEqual(4, len(desk.heard))
            self.assertEqual(["77", "c", "2.0", "False"], desk.shown()[0])

    def test_what_fits_no_column_is_refused_and_changes_nothing(self):
        for desk, rows in self.each():
            self.assertIn("is no", desk.put(0, 0, "many"))
            self.assertIn("is no number", desk.put(0, 2, "x"))
            self.assertIn("neither true nor false", desk.put(0, 3, "perhaps"))
            self.assertIn("no such row", desk.put(9, 0, "1"))
            self.assertIn("no such column", desk.put(0, 9, "1"))
            self.assertEqual(ROWS, rows())
            self.assertEqual([], desk.heard)

    def test_rows_are_added_and_removed(self):
        for desk, rows in self.each():
            self.assertIsNone(desk.ask("append", count=2))
            self.assertIsNone(desk.put(3, 1, "new"))
            self.assertIsNone(desk.ask("remove", rows=[0, 2]))
            self.assertEqual(["a\nz", "new"], [row["text"] for row in rows()])
            self.assertIn("no row", desk.ask("remove", rows=[7]))
            self.assertEqual(2, len(desk.shown()))

    def test_rows_are_those_that_are_shown(self):
        for desk, rows in self.each():
            self.assertIsNone(desk.put(0, 1, "least", sort=[[0, False]]))
            self.assertEqual("least", rows()[1]["text"])
            self.assertIsNone(desk.ask("remove", rows=[0], filter="n > 2"))
            self.assertEqual(["least"], [row["text"] for row in rows()])

    def test_edits_are_taken_back_and_made_again(self):
        for desk, rows in self.each():
            self.assertIn("nothing was edited", desk.ask("undo"))
            desk.put(0, 0, "5")
            desk.ask("append", count=3)
            desk.ask("remove", rows=[0, 1])
            self.assertEqual(3, len(rows()))
            desk.ask("undo")
            self.assertEqual(5, len(rows()))
            desk.ask("undo")
            desk.ask("undo")
            self.assertEqual(ROWS, rows())
            desk.ask("redo")
            self.assertEqual(5, rows()[0]["n"])
            desk.put(0, 0, "6")
            self.assertIn("nothing was taken back", desk.ask("redo"))

    def test_columns_are_added_renamed_and_removed(self):
        for desk, rows in self.each():
            self.assertIsNone(desk.ask("heading", kind="insert", column=0, name="new"))
            self.assertIsNone(desk.ask("heading", kind="rename", column=0, name="number"))
            self.assertIsNone(desk.ask("heading", kind="remove", column=2))
            self.assertEqual(["number", "new", "half", "yes"], list(rows()[0]))
            self.assertIsNone(desk.put(0, 1, "word"))
            self.assertEqual("word", rows()[0]["new"])
            self.assertIn("already", desk.ask("heading", kind="insert", column=0, name="yes"))
            self.assertIn("needs a name", desk.ask("heading", kind="rename", column=0, name=""))

    def test_control_characters_are_typed_as_they_are_shown(self):
        for desk, rows in self.each():
            self.assertEqual("a\\nz", desk.shown()[1][1])
            desk.put(1, 1, "b\\nz\\t")
            self.assertEqual("b\nz\t", rows()[1]["text"])
            desk.put(0, 1, "c\\n")  # nothing was shown that way here
            self.assertEqual("c\\n", rows()[0]["text"])

    def test_two_edits_before_the_first_has_come_are_both_made(self):
        for desk, rows in self.each():
            first = _tables.answer(desk.id, {"op": "edit", "row": 0, "column": 0, "text": "10"})
            second = _tables.answer(desk.id, {"op": "edit", "row": 1, "column": 0, "text": "20"})
            desk.editor._update(json.loads(first["value"]))
            self.assertIsNone(desk.put(0, 1, "third"))
            desk.editor._update(json.loads(second["value"]))
            desk.put(1, 1, "fourth")
            self.assertEqual([(10, "third"), (20, "fourth")], [(row["n"], row["text"]) for row in rows()])


class Details(unittest.TestCase):
    def test_an_empty_cell_is_nothing(self):
        desk = Desk([{"n": 1, "text": "a"}])
        desk.put(0, 0, "")
        desk.put(0, 1, "")
        self.assertEqual([{"n": None, "text": ""}], desk.editor._value)
        desk.put(0, 1, None)
        self.assertEqual([{"n": None, "text": None}], desk.editor._value)

    def test_only_the_columns_that_may_are_edited(self):
        desk = Desk(ROWS, editable_columns=["n"])
        self.assertIn("not to be edited", desk.put(0, 1, "x"))
        self.assertIsNone(desk.put(0, 0, "1"))
        self.assertIn("only some columns", desk.ask("heading", kind="remove", column=0))

    def test_a_value_that_came_back_can_be_edited_further(self):
        desk = Desk(ROWS)
        desk.editor._update({"edits": [{"rowIdx": 0, "columnId": "n", "value": 9}]})
        desk.put(1, 0, "8")
        self.assertEqual([9, 8], [row["n"] for row in desk.editor._value])
        desk.ask("undo")
        desk.ask("undo")
        self.assertEqual(ROWS, desk.editor._value)

    def test_a_plain_list_stays_one(self):
        desk = Desk([1, 2])
        desk.put(1, 0, "2.5")
        desk.ask("append", count=1)
        self.assertEqual([1, 2.5, None], desk.editor._value)

    def test_infinity_and_nan_are_numbers(self):
        desk = Desk([{"x": 1.5}, {"x": 2.5}])
        desk.put(0, 0, "nan")
        desk.put(1, 0, "-inf")
        self.assertNotEqual(desk.editor._value[0]["x"], desk.editor._value[0]["x"])
        self.assertEqual(float("-inf"), desk.editor._value[1]["x"])

    def test_no_other_table_is_edited(self):
        shown = ui.table(ROWS)._tarn_node_()["children"][0]["id"]
        self.assertIn("data_editor", _tables.answer(shown, {"op": "append"})["error"])

    def test_a_fraction_is_shown_whole_where_it_is_edited(self):
        self.assertEqual([["0.1234567891"]], Desk([{"x": 0.1234567891}]).shown())

    def test_types_of_frames_are_kept(self):
        try:
            import pandas
            import polars
        except ImportError:
            self.skipTest("neither pandas nor polars")
        import datetime

        frame = polars.DataFrame({"small": [1], "day": [datetime.date(2024, 1, 2)], "kind": ["a"]}).cast(
            {"small": polars.Int8, "kind": polars.Categorical}
        )
        desk = Desk(frame)
        self.assertIsNotNone(desk.put(0, 0, "300"))
        self.assertIsNone(desk.put(0, 0, "100"))
        self.assertIn("no date", desk.put(0, 1, "today"))
        self.assertIsNone(desk.put(0, 1, "2025-03-04"))
        self.assertIsNone(desk.put(0, 2, "b"))
        desk.ask("append")
        self.assertEqual(frame.schema, desk.editor._value.schema)
        self.assertEqual((100, datetime.date(2025, 3, 4), "b"), desk.editor._value.row(0))

        frame = pandas.DataFrame({"n": [1, 2], "t": pandas.to_datetime(["2024-01-02", "2024-01-03"])}, index=["a", "a"])
        frame["kind"] = pandas.Categorical(["x", "y"])
        desk = Desk(frame)
        self.assertIn("index", desk.put(0, 0, "b"))
        self.assertIsNone(desk.put(1, 1, "7"))
        self.assertIsNone(desk.put(1, 2, "2025-03-04 05:06"))
        self.assertIn("categor", desk.put(1, 3, "z"))
        self.assertIsNone(desk.put(1, 3, "x"))
        desk.ask("append")
        self.assertEqual(list(frame.dtypes), list(desk.editor._value.dtypes))
        self.assertEqual([1, 7, 0], list(desk.editor._value["n"]))


if __name__ == "__main__":
    unittest.main()
