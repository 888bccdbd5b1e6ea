#!/usr/bin/env python3
"""keymaps.py names keys that stand twice."""
import unittest

import keymaps


class Keymaps(unittest.TestCase):
    def test_only_in_one_section(self):
        text = "[normal]\n# a = b\na = one\nb = two\n[visual]\na = three\n[c = four\na = five\n"
        self.assertEqual(keymaps.twice(text), [(8, "a", 6)])


if __name__ == "__main__":
    unittest.main()
