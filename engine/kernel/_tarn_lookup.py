"""What the editor asks of names while code is typed: what could follow, what a name is, what a call takes.

Nothing of the user's code runs for it.  Attributes are read as they lie in instances and classes, without properties,
`__getattr__` or a `__dir__` of the notebook's own; what an object does not say by itself jedi finds out by reading code,
if the user has it: not by jedi.Interpreter, which asks objects for this and that and takes the repr of defaults.
"""

import builtins
import re
import sys
import types

NAMES, HELP, SIGNATURE = range(3)

MOST = 2000  # entries
MOST_CODE = 200000  # characters for jedi to read
DOC = 400  # characters of the first paragraph in a menu
HELP_DOC = 20000  # characters of a page
WIDE = 60  # characters of a value or a default

_KEY = r"""\[\s*("[^"\\\n]*"|'[^'\\\n]*'|-?\d{1,9})\s*\]"""  # of a subscript: a constant
_CHAIN = re.compile(rf"((?:[^\W\d]\w*\s*(?:{_KEY}\s*)*\.\s*)*)([^\W\d]\w*)?$")
_PART = re.compile(rf"([^\W\d]\w*)|{_KEY}")
_NOWHERE = object()
_READ_BY_C = (types.MemberDescriptorType,)
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodDescriptorType,
              types.WrapperDescriptorType, types.MethodWrapperType, types.ClassMethodDescriptorType)


def look_up(names, sources, what, code):
    """A list of str: name, kind, type and documentation in turns; or lines of help, the title first; or one signature.
    `sources`: the code of the cells that have run, by any key."""
    return (_names, _help, _signature)[what](names, sources, code)


# --- objects, read without running anything --------------------------------------------------------------------------


def _is(value, *classes):
    """isinstance() asks the value for its `__class__`, which may be anything."""
    return issubclass(type(value), classes)


def _mro(cls):
    return type.__dict__["__mro__"].__get__(cls)


def _held_by(cls):
    return type.__dict__["__dict__"].__get__(cls)


def _name(cls):
    return type.__dict__["__name__"].__get__(cls)


def _module(cls):
    module = _held_by(cls).get("__module__")
    return module if type(module) is str else "builtins"


def _static(value):
    """What an object holds, by name: its own, then its classes'."""
    found = {}
    owners = _mro(value) if _is(value, type) else _mro(type(value))
    for owner in reversed(owners):
        found.update(_held_by(owner))
    if _is(value, type):
        return found
    try:
        own = object.__getattribute__(value, "__dict__")
    except Exception:
        own = None
    if type(own) is dict:
        found.update(own)
    return found


def _said_by_library(value):
    """A `__dir__` that a library gives its objects knows of columns and the like; one of the notebook is code of the user."""
    for owner in _mro(type(value)):
        if "__dir__" in _held_by(owner):
            if owner in (object, type, types.ModuleType) or _module(owner) == "__main__":
                return []
            try:
                return [name for name in owner.__dir__(value) if isinstance(name, str)]
            except Exception:
                return []
    return []


def _get(value, name):
    """The attribute, or _NOWHERE if only running something could tell."""
    found = _static(value).get(name, _NOWHERE)
    if _is(found, staticmethod, classmethod):
        return found.__func__
    if _is(found, *_READ_BY_C):
        try:
            return found.__get__(value)
        except Exception:
            return _NOWHERE
    plain = found is _NOWHERE or _is(found, *_FUNCTIONS) or _is(found, type)
    computed = any("__get__" in _held_by(owner) for owner in _mro(type(found)))
    return found if plain or not computed else _NOWHERE


class _Key(str):
    """What stands between the brackets of a subscript, as it was written."""


def _chain_of(code):
    """What the code ends with: ["a", _Key("0"), "b"] of "a[0].b.", the name behind it that is begun or "", and the code before."""
    found = _CHAIN.search(code)
    parts = [part[1] or _Key(part[2]) for part in _PART.finditer(found[1])]
    return parts, found[3] or "", code[: found.start()].rstrip()


def _shown(chain):
    return "".join(f"[{part}]" if type(part) is _Key else f".{part}" for part in chain)[1:]


_FRAMES = ("pandas", "polars")


def _item(value, key):
    """What a container of Python, or a frame of a library, has there: no other is asked, as it may run code of the user."""
    key = key[1:-1] if key[0] in "\"'" else int(key)
    in_frame = type(key) is str and _module(type(value)).partition(".")[0] in _FRAMES and _name(type(value)) == "DataFrame"
    if not in_frame and type(value) not in (dict, list, tuple):
        return _NOWHERE
    try:
        return value[key]
    except Exception:
        return _NOWHERE


def _find(names, chain):
    """What a chain leads to."""
    first, *rest = chain
    value = names.get(first, _NOWHERE)
    if value is _NOWHERE:
        value = vars(builtins).get(first, _NOWHERE)
    for name in rest:
        if value is _NOWHERE:
            break
        value = _item(value, name) if type(name) is _Key else _get(value, name)
    return value


# --- saying what they are ----------------------------------------------------------------------------------------------


def _default(value):
    return repr(value) if type(value) in (int, float, str, bytes, bool, type(None)) and len(repr(value)) < 20 else "…"


def _arguments(function):
    """As it is written, without what a repr or a `__signature__` would run; "" if nobody knows."""
    if _is(function, types.MethodType):
        function = function.__func__
    if not _is(function, types.FunctionType):
        text = function.__text_signature__ if _is(function, *_FUNCTIONS) else None
        parts = text[1:-1].split(", ") if type(text) is str and text.endswith(")") else None
        return "(" + ", ".join(part for part in parts if part[:1] not in ("$", "/")) + ")" if parts else ""
    code, defaults, named = function.__code__, function.__defaults__ or (), function.__kwdefaults__ or {}
    shown, all_names, count = [], code.co_varnames, code.co_argcount
    for at, name in enumerate(all_names[:count]):
        back = count - at
        shown.append(f"{name}={_default(defaults[-back])}" if back <= len(defaults) else name)
        if at + 1 == code.co_posonlyargcount:
            shown.append("/")
    at = count + code.co_kwonlyargcount
    if code.co_flags & 4:
        shown.append("*" + all_names[at])
        at += 1
    elif code.co_kwonlyargcount:
        shown.append("*")
    for name in all_names[count : count + code.co_kwonlyargcount]:
        shown.append(f"{name}={_default(named[name])}" if name in named else name)
    if code.co_flags & 8:
        shown.append("**" + all_names[at])
    return "(" + ", ".join(shown) + ")"


def _without_first(arguments):
    return re.sub(r"^\((self|cls)(, (/, )?)?", "(", arguments)


def _constructor(cls):
    for owner in _mro(cls)[:-1]:
        made = _held_by(owner).get("__init__")
        if _is(made, types.FunctionType):
            return _without_first(_arguments(made))
    return ""


def _kind(value):
    if _is(value, type):
        return "class"
    if _is(value, types.ModuleType):
        return "module"
    if _is(value, staticmethod, classmethod) or _is(value, *_FUNCTIONS):
        return "function"
    if _is(value, property) or _is(value, types.GetSetDescriptorType):
        return "property"
    return "instance"


def _type(value, kind):
    if kind == "function":
        return _arguments(value.__func__ if _is(value, staticmethod, classmethod) else value)
    return _name(type(value)) if kind == "instance" else ""


def _doc(value):
    """As it was written, or ""; of an instance nothing: its class is another matter."""
    if _is(value, staticmethod, classmethod):
        value = value.__func__
    if _is(value, type):
        text = _held_by(value).get("__doc__")
        if type(text) is not str and _module(value) != "__main__":
            text = value.__doc__  # of a class in C
    elif _is(value, types.ModuleType):
        text = _static(value).get("__doc__")
    elif _is(value, property) or _is(value, types.GetSetDescriptorType, *_FUNCTIONS):
        text = value.__doc__
    else:
        return ""
    return _dedented(text) if type(text) is str else ""


def _dedented(text):
    lines = text.expandtabs().split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(indents, default=0)
    return "\n".join([lines[0].strip()] + [line[margin:].rstrip() for line in lines[1:]]).strip("\n")


def _first_paragraph(text):
    return " ".join(text.partition("\n\n")[0].split())[:DOC]


# --- jedi ----------------------------------------------------------------------------------------------------------------


def _jedi(sources, code):
    """A reader of the cells that have run and of this one, which sees no object and so runs nothing; None without jedi."""
    try:
        import jedi

        jedi.settings.auto_import_modules = []
        before = "\n".join(sources.values())
        text = before + "\n" + code if len(before) < MOST_CODE else code
        return jedi.Script(text, environment=jedi.InterpreterEnvironment())
    except Exception:
        return None


def _read(sources, code, question):
    script = _jedi(sources, code)
    try:
        return question(script) if script else []
    except Exception:
        return []


def _jedi_entries(sources, code):
    entries = []
    for one in _read(sources, code, lambda script: script.complete())[:MOST]:
        if one.type != "path":
            entries += [one.name_with_symbols, one.type, "", ""]
    return entries


# --- the questions ---------------------------------------------------------------------------------------------------------


def _entry(name, value, bound=False):
    kind = _kind(value)
    takes = _type(value, kind)
    if bound and kind == "function" or _is(value, classmethod):
        takes = _without_first(takes)
    return [name, kind, takes, _first_paragraph(_doc(value))]


def _names(names, sources, code):
    chain, _, behind = _chain_of(code)
    imports = re.match(r"\s*(from|import)\b", code.rpartition("\n")[2])
    if chain and not behind.endswith(".") and not imports:
        value = _find(names, chain)
        if value is not _NOWHERE:
            return _attributes(value)
    if behind.endswith(".") or chain or imports:
        return _jedi_entries(sources, code)
    mine = [name for name in names if isinstance(name, str) and not name.startswith("__")]
    entries = [field for name in mine[:MOST] for field in _entry(name, names[name])]
    return entries + [field for at, field in _own_of_jedi(names, sources, code)]


def _own_of_jedi(names, sources, code):
    """Arguments and names inside of functions: what the globals do not have."""
    entries = _jedi_entries(sources, code)
    for at in range(0, len(entries), 4):
        name = entries[at]
        if name not in names and not hasattr(builtins, name) and entries[at + 1] != "keyword":
            yield from ((at, field) for field in entries[at : at + 4])


def _attributes(value):
    held = _static(value)
    said = [name for name in _said_by_library(value) if name not in held]
    all_names = [name for name in held if isinstance(name, str) and name.isidentifier()]
    bound = not _is(value, type, types.ModuleType)
    entries = [field for name in all_names[:MOST] for field in _entry(name, held[name], bound)]
    for name in said[:MOST]:
        entries += [name, "", "", ""] if name.isidentifier() else []
    return entries


_SHAPED = ("numpy", "pandas", "polars", "pyarrow", "torch", "xarray", "jax", "scipy")


def _size(value):
    """As the class of a library says it, or as Python counts it."""
    if _module(type(value)).partition(".")[0] in _SHAPED:
        try:
            return " " + "×".join(str(int(count)) for count in value.shape)
        except Exception:
            return ""
    return f" of {len(value)}" if type(value) in (list, tuple, dict, set, frozenset, str, bytes) else ""


def _title(name, value):
    kind = _kind(value)
    if kind == "function":
        return f"{name}{_type(value, kind) or '(…)'}"
    if kind == "class":
        return f"class {name}{_constructor(value)}"
    if kind == "module":
        return f"module {name}"
    small = type(value) in (int, float, complex, bool, str, bytes, type(None)) and len(repr(value)) <= WIDE
    return f"{name}: {_name(type(value))}{_size(value)}" + (f" = {value!r}" if small else "")


def _place(value):
    if _is(value, types.MethodType):
        value = value.__func__
    if _is(value, types.FunctionType):
        file, line = value.__code__.co_filename, value.__code__.co_firstlineno
        return f"{file}:{line}" if file.startswith("/") else ""
    held = _static(value) if _is(value, types.ModuleType) else {}
    return held["__file__"] if type(held.get("__file__")) is str else ""


def _help(names, sources, code):
    chain, begun, behind = _chain_of(code)
    chain = [*chain, begun] if begun else []
    value = _find(names, chain) if chain and not behind.endswith(".") else _NOWHERE
    if value is _NOWHERE:
        return _help_of_jedi(sources, code)
    text = _doc(value)
    if not text and _kind(value) == "instance" and _module(type(value)) not in ("builtins", "__main__"):
        text = _doc(type(value))
    place = _place(value)
    lines = [_title(_shown(chain), value)]
    return lines + ([place] if place else []) + ["", *text[:HELP_DOC].split("\n")]


def _help_of_jedi(sources, code):
    for one in _read(sources, code, lambda script: script.help() or script.infer()):
        text = one.docstring()
        title, _, rest = text.partition("\n")
        return [f"{one.type} {one.full_name or one.name}", "", *text[:HELP_DOC].split("\n")] if text else []
    return []


def _call_around(code):
    """The code up to the bracket of the call in which it ends, and how many arguments stand before; or None."""
    depth, at, quote = 0, len(code), None
    for at in range(len(code) - 1, -1, -1):
        sign = code[at]
        if sign in ")]}":
            depth += 1
        elif sign in "([{":
            if depth == 0:
                return code[:at] if sign == "(" else None
            depth -= 1
    return None


def _signature(names, sources, code):
    before = _call_around(code)
    chain, begun, behind = _chain_of(before or "")
    if begun:
        chain = [*chain, begun]
        value = _find(names, chain) if not behind.endswith(".") else _NOWHERE
        if value is not _NOWHERE:
            kind = _kind(value)
            takes = _constructor(value) if kind == "class" else _type(value, kind) if kind == "function" else ""
            bound = len(chain) > 1 and not _is(_find(names, chain[:-1]), type, types.ModuleType)
            if takes:
                return [chain[-1] + (_without_first(takes) if bound else takes)]
    for one in _read(sources, code, lambda script: script.get_signatures()):
        return [one.to_string()]
    return []
