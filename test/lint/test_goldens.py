#!/usr/bin/env python3
"""goldens.py says what is missing."""
import tempfile
import unittest
from pathlib import Path

import goldens


class Goldens(unittest.TestCase):
    def test_a_panel_or_a_theme_without_a_picture_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder)
            (source / "src/edit").mkdir(parents=True)
            (source / "themes").mkdir()
            (source / "src/edit/panel.c").write_text(
                'const char *const PANEL_NAMES[] = {"a", "b", "c", "d", "e", "f", NULL};\n')
            (source / "themes/dusk.theme").touch()
            self.assertEqual((goldens.panels(source), goldens.themes(source)), (list("abcdef"), ["dusk"]))
            wanted = goldens.missing(source)
            self.assertEqual(len(wanted), 21)
            self.assertIn("test/screen/cases/sizes/every-theme/dusk-40x12.screen", wanted)
            for name in wanted[1:]:
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                (source / name).touch()
            self.assertEqual(goldens.missing(source), wanted[:1])


if __name__ == "__main__":
    unittest.main()
