#!/usr/bin/env python3
"""The reasons for differences excuse what they name, and nothing beside it."""

import unittest

from run_reasons import differences, reason_of

SLIDER = "<marimo-ui-element object-id='1-0'><marimo-slider data-label='&quot;a&quot;' data-start='1'></marimo-slider></marimo-ui-element>"
PLACE = "cells[2].output.text"


class Reasons(unittest.TestCase):
    def test_an_element_in_markdown_may_be_text(self):
        self.assertEqual(reason_of(PLACE, f"x is {SLIDER}.", "x is ●─── 1."), "element as text")
        self.assertEqual(reason_of("defs.tips", f"'{SLIDER}'", "'●─── 1'"), "element as text")

    def test_one_of_two_elements_may_stay(self):
        self.assertEqual(reason_of(PLACE, f"<b>bold</b> {SLIDER}", "<b>bold</b> ●─── 1"), "element as text")

    def test_what_stands_around_it_must_be_the_same(self):
        self.assertIsNone(reason_of(PLACE, f"x is {SLIDER}.", "y is ●─── 1."))
        self.assertIsNone(reason_of(PLACE, f"x is {SLIDER}.", "x is ●─── 1!"))
        self.assertIsNone(reason_of(PLACE, f"x is {SLIDER}.", "x is ."))

    def test_text_is_not_other_markup(self):
        self.assertIsNone(reason_of(PLACE, f"x is {SLIDER}.", "x is <b>1</b>."))

    def test_text_without_elements_has_no_reason(self):
        self.assertIsNone(reason_of(PLACE, "1 < 2", "1 < 3"))
        self.assertIsNone(reason_of(PLACE, None, "3"))

    def test_what_is_printed_has_no_reason(self):
        self.assertIsNone(reason_of("cells[2].stdout", f"x is {SLIDER}.", "x is ●─── 1."))

    def test_an_error_of_sql_is_an_exception_but_no_other_error_is(self):
        place, got = "cells[1].errors[0]", {"kind": "exception", "names": [], "type": "ParserException", "msg": "no"}
        self.assertEqual(reason_of(place, {"kind": "sql-error", "names": []}, got), "database error")
        self.assertIsNone(reason_of(place, {"kind": "sql-error", "names": []}, {**got, "type": ""}))
        self.assertIsNone(reason_of(place, {"kind": "ancestor-raised", "names": []}, got))

    def test_every_place_that_differs_is_told(self):
        want = {"order": [0, 1], "cells": [{"errors": [{"kind": "a"}], "stdout": ""}], "defs": {"x": "1"}}
        got = {"order": [1, 0], "cells": [{"errors": [{"kind": "b"}], "stdout": ""}], "defs": {"y": "1"}}
        self.assertEqual([place for place, _, _ in differences(want, got)],
                         ["cells[0].errors[0]", "defs.x", "defs.y", "order[0]", "order[1]"])


if __name__ == "__main__":
    unittest.main()
