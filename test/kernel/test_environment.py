"""Files of variables are read as python-dotenv reads them, and what the environment has already stays."""
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "engine" / "kernel"))
import _tarn_environment  # noqa: E402

# What python-dotenv 1.2 makes of them.
READ = {
    "a=b": {"a": "b"},
    "a = b\n": {"a": "b"},
    "export a=b\nexport\tc = d": {"a": "b", "c": "d"},
    "'a b'=c": {"a b": "c"},
    "a=b c\nd=e": {"a": "b c", "d": "e"},
    "a=b # c\nd=e#f\n# g=h\n\n  # i": {"a": "b", "d": "e#f"},
    "a='b # c' # d\ne=\"f # g\"": {"a": "b # c", "e": "f # g"},
    "a='b\\'c\\n'\nd=\"e\\\"f\\n\\t\\q\"": {"a": "b'c\\n", "d": 'e"f\n\t\\q'},
    'a="b\nc"\nd=e': {"a": "b\nc", "d": "e"},
    "a=\nb=''\nc": {"a": "", "b": ""},
    "a='b\nc=d": {"c": "d"},
    "a=b\r\nc=d\re=f": {"a": "b", "c": "d", "e": "f"},
    "=x\na=b": {"a": "b"},
    "a='b'c\nd=e": {"d": "e"},
    "a=ä=b": {"a": "ä=b"},
    "a=#b\nc= #d\n": {"a": "#b", "c": ""},
    "a\"'b=c\n{=\t'd": {"a\"'b": "c"},
    "a=1\na=2": {"a": "2"},
    "a  # b\nc=d": {"c": "d"},
    "": {},
}


class Environment(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, ".env")
        before = dict(os.environ)
        self.addCleanup(lambda: (os.environ.clear(), os.environ.update(before)))

    def load(self, text, **environment):
        os.environ.clear()
        os.environ.update(environment)
        self.file.write_bytes(text.encode() if isinstance(text, str) else text)
        _tarn_environment.load([str(self.file)])
        return dict(os.environ)

    def test_names_and_values(self):
        for text, values in READ.items():
            with self.subTest(text):
                self.assertEqual(dict(_tarn_environment.bindings(text)), values)

    def test_what_is_there_stays(self):
        self.assertEqual(self.load("a=1\nb=2", a="0"), {"a": "0", "b": "2"})

    def test_variables_in_values(self):
        self.assertEqual(self.load("a=1\nb=${a}${c}${d:-else}${e:-}'\nf=$a\ng=${h}\nh=2", c="3"),
                         {"a": "1", "b": "13else'", "c": "3", "f": "$a", "g": "", "h": "2"})
        self.assertEqual(self.load("a=1\nb=${a}", a="0")["b"], "0")

    def test_bytes_that_are_no_text_stay_and_a_nul_is_no_value(self):
        loaded = self.load(b"\xef\xbb\xbfa=\xff\nb=c\0d\ne=f")
        self.assertEqual((os.fsencode(loaded["a"]), loaded["e"]), (b"\xff", "f"))
        self.assertNotIn("b", loaded)

    def test_a_file_that_is_not_there_is_none(self):
        _tarn_environment.load([str(self.file)])


if __name__ == "__main__":
    unittest.main()
