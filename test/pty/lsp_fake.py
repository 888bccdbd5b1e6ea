"""A language server of a few words: `bad` is a finding, `die` its end, and everything it is asked has one answer."""
import json
import sys


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


def publish(uri, version, text):
    if "die" in text:
        sys.exit(1)
    found = []
    for number, line in enumerate(text.split("\n")):
        at = line.find("bad")
        if at >= 0:
            units = len(line[:at].encode("utf-16-le")) // 2
            place = {"line": number, "character": units}
            found.append({"range": {"start": place, "end": place}, "code": "X1", "message": f"bad at unit {units}\nmore"})
    send(method="textDocument/publishDiagnostics", params={"uri": uri, "version": version, "diagnostics": found})


def main():
    while message := receive():
        method, params = message.get("method"), message.get("params", {})
        document = params.get("textDocument", {})
        if method == "initialize":
            send(id=7, method="workspace/configuration", params={"items": [{}, {}]})
            assert receive()["result"] == [None, None]
            send(id=message["id"], result={"capabilities": {}})
        elif method == "textDocument/didOpen":
            publish(document["uri"], document["version"], document["text"])
        elif method == "textDocument/didChange":
            publish(document["uri"], document["version"], params["contentChanges"][0]["text"])
        elif method == "textDocument/completion":
            at = params["position"]
            name = f"qqline{at['line']}at{at['character']}"
            send(id=message["id"], result={"items": [{"label": name + "(x)", "insertText": name, "kind": 3}]})
        elif method == "textDocument/hover":
            send(id=message["id"], result={"contents": {"value": "```python\nold\n```\nsaid by the server"}})


main()
