"""A notebook beside a language server, lsp_fake.py: for test_lsp*.py."""
from pathlib import Path

from terminal import PYTHON, Case, notebook

FAKE = f"{PYTHON}\\ {Path(__file__).with_name('lsp_fake.py')}"


class LanguageServer(Case):
    def start(self, *cells, server=FAKE, options=""):
        terminal = self.open(notebook(*cells))
        terminal.type(f":set lsp={server}{options}<CR>")
        return terminal

    def ready(self, *cells, **how):
        """Started, and it knows the text: the last cell is `bad`."""
        terminal = self.start(*cells, "bad", **how)
        terminal.send("G")
        terminal.until("bad at unit 0")
        terminal.type("gg")
        return terminal
