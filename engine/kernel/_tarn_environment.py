"""Files of variables (.env), read into the environment as python-dotenv reads them; imported when there is one.

    NAME=text to the end of the line     # a comment behind blanks
    export NAME="in quotes, with \\n and over several lines"
    NAME='as it is'

What the environment has already stays.  ${NAME} and ${NAME:-else} in a value stand for a variable that is known by then.
A line that is none of this is passed over.
"""
import os
import re

_BINDING = re.compile(
    r"""\s*(?:export[^\S\n]+|(?!export[^\S\n]))
    (?: '(?P<quoted>[^']+)' | (?P<name>(?!')[^=\#\s]+) )
    [^\S\n]*
    (?: =(?P<gap>[^\S\n]*)
        (?: '(?P<single>(?:[^'\\]|\\.)*)' | "(?P<double>(?:[^"\\]|\\.)*)" | (?P<plain>[^'"\s][^\n]*)? )
    )?
    [^\S\n]*(?:\#[^\n]*)?(?:\n|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_VARIABLE = re.compile(r"\$\{(?P<name>[^}:]*)(?::-(?P<default>[^}]*))?\}")


def _value(found):
    if found["single"] is not None:
        return re.sub(r"\\([\\'])", r"\1", found["single"])
    if found["double"] is not None:
        return re.sub(r"\\([\\'\"abfnrtv])", lambda escape: _ESCAPES.get(escape[1], escape[1]), found["double"])
    return re.sub(r"\s+#.*", "", found["gap"] + (found["plain"] or "")).strip()


def bindings(text):
    """Names and values in their order."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    at = 0
    while at < len(text):
        found = _BINDING.match(text, at)
        if not found:
            at = text.find("\n", at) + 1 or len(text)
            continue
        at = found.end()
        if found["gap"] is not None:  # else a name without a value
            yield found["quoted"] or found["name"], _value(found)


def load(files):
    for file in files:
        try:
            with open(file, encoding="utf-8-sig", errors="surrogateescape") as opened:
                text = opened.read()
        except OSError:
            continue  # the editor says so
        known = {}
        for name, value in bindings(text):
            around = {**known, **os.environ}
            known[name] = _VARIABLE.sub(lambda each: around.get(each["name"], each["default"] or ""), value)
        for name, value in known.items():
            if name not in os.environ and "\0" not in name + value:
                os.environ[name] = value
