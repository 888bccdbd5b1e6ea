"""A language server of a few words, which keeps the text by the changes that it is told.

    lsp_fake.py [--units utf-8|utf-16|utf-32] [--full] [--keep FILE] [--hang METHOD] [--name NAME]

`bad` is a finding, `silence` means none, `die` its end, `flood` and `rubbish` are what it says then.  It is asked about words: `lib...` are
those of lib.py beside the notebook, too, and `no...` have no other name.  What it says of `shown`, `gap` and `hint` is of
no use in a notebook.  `--keep` writes the text that it knows, and the
methods that it was told, to FILE and FILE.log; `--hang` never answers that.
"""
import argparse
import json
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urlparse

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
WORD = re.compile(r"[^\W\d]\w*")


def receive():
    length = 0
    while (line := sys.stdin.buffer.readline().strip()):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(sys.stdin.buffer.read(length)) if length else None


def send(**message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()


class Server:
    def __init__(self, options):
        self.options = options
        self.encoding, self.width = ENCODINGS[options.units]
        self.text, self.uri, self.version = "", "", 0

    # --- places

    def units(self, text):
        return len(text.encode(self.encoding)) // self.width

    def place(self, offset, text=None):
        before = (self.text if text is None else text)[:offset]
        return {"line": before.count("\n"), "character": self.units(before[before.rfind("\n") + 1:])}

    def offset(self, place, text=None):
        lines = (self.text if text is None else text).split("\n")
        line = lines[place["line"]].encode(self.encoding)
        start = sum(len(line) + 1 for line in lines[:place["line"]])
        size = place["character"] * self.width
        assert size <= len(line), f"{place} is behind the end of {line}"
        return start + len(line[:size].decode(self.encoding))

    def range(self, start, end, text=None):
        return {"start": self.place(start, text), "end": self.place(end, text)}

    def word(self, params):
        at = self.offset(params["position"])
        for match in WORD.finditer(self.text):
            if match.start() <= at <= match.end():
                return match[0]
        return ""

    def all(self, word, text=None):
        text = self.text if text is None else text
        return [self.range(m.start(), m.end(), text) for m in re.finditer(rf"\b{re.escape(word)}\b", text)]

    def library(self):
        path = Path(unquote(urlparse(self.uri).path)).with_name("lib.py")
        return path.as_uri(), path.read_text()

    # --- what it is told

    def opened(self, document):
        assert not self.uri, "opened twice"
        self.text, self.uri, self.version = document["text"], document["uri"], document["version"]
        self.changed()

    def change(self, params):
        assert params["textDocument"]["uri"] == self.uri
        assert params["textDocument"]["version"] == self.version + 1
        self.version += 1
        for change in params["contentChanges"]:
            assert ("range" not in change) == self.options.full
            if self.options.full:
                self.text = change["text"]
                continue
            start, end = self.offset(change["range"]["start"]), self.offset(change["range"]["end"])
            self.text = self.text[:start] + change["text"] + self.text[end:]
        self.changed()

    def changed(self):
        if self.options.keep:
            Path(self.options.keep).write_text(self.text)
        if "silence" in self.text:
            return
        if "die" in self.text:
            sys.exit(1)
        if "rubbish" in self.text:
            sys.stdout.buffer.write(b"what?" * 2000)
            sys.stdout.buffer.flush()
        while "flood" in self.text:
            send(method="window/logMessage", params={"type": 4, "message": "."})
        found = []
        for match in re.finditer(r"\bbad\b", self.text):
            where = self.range(match.start(), match.end())
            message = f"bad at unit {where['start']['character']}\nmore"
            found.append({"range": where, "code": "X1", "message": message, "data": match.start()})
        for match in re.finditer(r"\bgap\n", self.text):  # put right by one more line between two cells
            end = self.place(match.end())
            found.append({"range": self.range(match.start(), match.end()), "code": "I001", "message": "a gap",
                          "data": {"edits": [{"range": {"start": end, "end": end}, "newText": "\n"}]}})
        for match in re.finditer(r"\bshown\b", self.text):
            found.append({"range": self.range(*match.span()), "code": "B018", "message": "useless"})
        for match in re.finditer(r"\bhint\b", self.text):
            found.append({"range": self.range(*match.span()), "severity": 4, "code": "H", "message": "a hint"})
        send(method="textDocument/publishDiagnostics",
             params={"uri": self.uri, "version": self.version, "diagnostics": found})

    # --- what it is asked

    def locations(self, params):
        word = self.word(params)
        if word.startswith("lib"):
            uri, text = self.library()
            return [{"uri": uri, "range": where} for where in self.all(word, text)]
        places = self.all(word)
        return [{"uri": self.uri, "range": where} for where in places[:2 if word.startswith("many") else 1]]

    def references(self, params):
        return [{"uri": self.uri, "range": where} for where in self.all(self.word(params))]

    def rename(self, params):
        word, new = self.word(params), params["newName"]
        documents = [(self.uri, self.version, self.all(word))]
        if word.startswith("lib"):
            uri, text = self.library()
            documents.append((uri, None, self.all(word, text)))
        if word == "gone":
            return {"documentChanges": [{"kind": "delete", "uri": self.uri + ".old"}]}
        return {"documentChanges": [{"textDocument": {"uri": uri, "version": version},
                                     "edits": [{"range": where, "newText": new} for where in reversed(places)]}
                                    for uri, version, places in documents]}

    def actions(self, params):
        only = params["context"].get("only", [""])
        found = []
        for diagnostic in params["context"]["diagnostics"]:
            if diagnostic["code"] != "X1":
                continue
            at = diagnostic["data"]
            edit = {"changes": {self.uri: [{"range": self.range(at, at + 3), "newText": "good"}]}}
            found.append({"title": f"make {self.options.name} good", "kind": "quickfix", "edit": edit})
        found.append({"title": "sort the imports", "kind": "source.organizeImports", "data": 1})
        found.append({"title": "shout", "kind": "refactor", "command": {"title": "x", "command": "fake.shout",
                                                                       "arguments": [params["range"]["start"]["line"]]}})
        found.append({"title": "not now", "kind": "quickfix", "disabled": {"reason": "no"}})
        return [action for action in found if any(action["kind"].startswith(kind) for kind in only)]

    def resolve(self, action):
        assert action["data"] == 1
        where = {"line": 0, "character": 0}
        return {**action, "edit": {"changes": {self.uri: [{"range": {"start": where, "end": where}, "newText": "import os\n"}]}}}

    def execute(self, params):
        assert params["command"] == "fake.shout"
        line = params["arguments"][0]
        start = self.offset({"line": line, "character": 0})
        text = self.text[start:].split("\n")[0]
        edit = {"range": self.range(start, start + len(text)), "newText": text.upper()}
        send(id="edit-1", method="workspace/applyEdit", params={"label": "shouted", "edit": {"changes": {self.uri: [edit]}}})
        return None

    def completion(self, params):
        at = params["position"]
        name = f"qqline{at['line']}at{at['character']}"
        return {"items": [{"label": name + "(x)", "insertText": name, "kind": 3}]}

    def describe(self, item):
        assert item["label"] == item["insertText"] + "(x)" and item["kind"] == 3, "the item as it was told"
        return {**item, "documentation": {"kind": "plaintext", "value": f"def {item['label']}\n\nmore of {item['insertText']}\nand more"}}

    ANSWERS = {
        "textDocument/completion": completion,
        "completionItem/resolve": describe,
        "textDocument/hover": lambda self, params: {"contents": {"value": "```python\nold\n```\nsaid by the server"}},
        "textDocument/signatureHelp": lambda self, params: {"signatures": [{"label": "called(by, the, server)"}]},
        "textDocument/definition": locations,
        "textDocument/references": references,
        "textDocument/prepareRename": lambda self, params: None if self.word(params).startswith("no") else {"defaultBehavior": True},
        "textDocument/rename": rename,
        "textDocument/codeAction": actions,
        "codeAction/resolve": resolve,
        "workspace/executeCommand": execute,
    }

    def initialize(self, message):
        assert self.options.units in message["params"]["capabilities"]["general"]["positionEncodings"]
        send(id=7, method="workspace/configuration", params={"items": [{}, {"section": "python"}]})
        nothing, python = receive()["result"]
        assert nothing is None and (python is None or Path(python["pythonPath"]).exists())
        send(id=8, method="workspace/applyEdit", params={"edit": {"changes": {}}})
        assert receive()["result"] == {"applied": False}, "nobody asked for that"
        send(id=message["id"], result={"capabilities": {
            "positionEncoding": self.options.units, "textDocumentSync": 1 if self.options.full else 2,
            "completionProvider": {"resolveProvider": True}, "hoverProvider": True, "signatureHelpProvider": {}, "definitionProvider": True,
            "referencesProvider": True, "renameProvider": {"prepareProvider": True},
            "codeActionProvider": {"resolveProvider": True}, "executeCommandProvider": {"commands": ["fake.shout"]}}})

    def serve(self):
        while message := receive():
            method, params = message.get("method"), message.get("params", {})
            if self.options.keep:
                with open(self.options.keep + ".log", "a") as log:
                    print(method or message, file=log)
            if method == self.options.hang:
                continue
            if method == "initialize":
                self.initialize(message)
            elif method == "textDocument/didOpen":
                self.opened(params["textDocument"])
            elif method == "textDocument/didChange":
                self.change(params)
            elif method in self.ANSWERS:
                send(id=message["id"], result=self.ANSWERS[method](self, params))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", default="utf-16")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--keep")
    parser.add_argument("--hang")
    parser.add_argument("--name", default="it")
    Server(parser.parse_args()).serve()


main()
