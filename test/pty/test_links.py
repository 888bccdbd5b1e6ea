"""Texts that lead somewhere (OSC 8): only to addresses that no terminal runs, only from what tarn lays out itself."""
import re
import unittest

from terminal import Case, notebook

LINK = re.compile(rb"\x1b\]8;([^;\x1b]*);([^\x1b]*)\x1b\\((?:[^\x1b]|\x1b\[[\d;]*m)*)")
LOOK = re.compile(rb"\x1b\[[\d;]*m")


def shown(markdown: str) -> str:
    return notebook(f"import marimo as mo\nmo.md({markdown!r})")


class Links(Case):
    def output(self, content, *keys, **options) -> bytes:
        terminal = self.open(content, **options)
        terminal.type(":run all<CR>")
        for one in keys:
            terminal.type(one)
        self.last = terminal.screen
        output = terminal.output()
        terminal.close()
        return output

    def links(self, content, *keys, **options) -> list[tuple[str, str]]:
        """(Address, text) of each that was begun; all of them were ended."""
        found = LINK.findall(self.output(content, *keys, **options))
        self.assertEqual(sum(1 for _, address, _ in found if address), sum(1 for _, address, _ in found if not address))
        return [(address.decode(), LOOK.sub(b"", text).decode()) for _, address, text in found if address]

    def test_a_link_of_markdown_leads_there(self):
        links = self.links(shown("see [the page](https://example.org/a?b=c) and <https://other.example>, [me](mailto:a@b.example)"))
        self.assertIn(("https://example.org/a?b=c", "the page"), links)
        self.assertIn(("https://other.example", "https://other.example"), links)
        self.assertIn(("mailto:a@b.example", "me"), links)

    def test_what_is_folded_is_one_link(self):
        output = self.output(shown("[" + "many words " * 20 + "end](https://example.org/long)"))
        names = {name for name, address, _ in LINK.findall(output) if address}
        self.assertEqual(len(names), 1)
        self.assertRegex(names.pop(), rb"^id=\w+$")

    def test_others_are_text(self):
        for address in ("javascript:alert(1)", "data:text/html,x", "x-man-page://ls", "ssh://host/", "vscode://file/x", "http://", "/etc/passwd",
                        "#here", "https://e.example/" + "x" * 2100):
            self.assertEqual(self.links(shown(f"[text]({address})")), [], address)
            self.assertIn("text", self.last.text)

    def test_what_is_no_ascii_is_escaped_and_a_control_character_is_no_address(self):
        self.assertIn(("https://e.example/%C3%A9", "there"), self.links(shown("[there](https://e.example/é)")))
        for control in ("\x1b", "\x07", "\x9c", "\n", "\x7f"):
            output = self.output(shown(f"<a href='https://e.example/{control}]2;evil'>there</a> [x](<https://e.example/{control}]2;evil>)"))
            self.assertNotIn(b"\x1b]2;evil", output)
            self.assertNotIn(f"{control}]2;evil".encode(), output.replace(b"%C2%9C", b""))
            self.assertNotEqual(self.last.title, "evil")

    def test_what_a_cell_prints_is_none(self):
        link = r"\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\"
        self.assertEqual(self.links(notebook(f"print('{link}')")), [])
        self.assertRegex(self.last.text, r"(?m)› here$")

    def test_only_terminals_like_xterm_are_told(self):
        for environment in ({"TERM": "vt100"}, {"TERM": "linux"}, {"TERM": "screen", "STY": "1.x"}):
            self.assertNotIn(b"\x1b]8;", self.output(shown("[a](https://example.org/)"), environment=environment))

    def seen(self, terminal) -> list[list[dict]]:
        """All but the colour of what is not there."""
        rows = [terminal.cells(row) for row in range(24)]
        return [[cell if cell["text"].strip() else {**cell, "text": " ", "fg": None, "bold": False} for cell in row] for row in rows]

    def test_what_scrolls_and_comes_back_is_what_it_was(self):
        """Links and what stands around them, painted piece by piece, look as if painted at once."""
        cells = [f"mo.md('''{i} [one](https://example.org/{i}) two [three](https://example.org/{i % 3}) four''')" for i in range(30)]
        terminal = self.open(notebook("import marimo as mo", *cells), options=["--synchronised"])
        terminal.type(":run all<CR>")
        for keys in ("<C-f>", "<C-f>", "<C-y>", "<C-e>", "<C-b>", "<C-d>", "G", "gg"):
            terminal.type(keys)
            before = self.seen(terminal)
            terminal.redraw()
            self.assertEqual(self.seen(terminal), before, keys)


if __name__ == "__main__":
    unittest.main()
