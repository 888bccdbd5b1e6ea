"""The public names of the `marimo` that is imported, as JSON: `python pkg_names.py > pkg_names.json`.

For each name: its kind, and for what can be called its parameters as [name, kind, default].  Long texts count as texts.
"""

import inspect
import json
import sys
import types

import marimo

MODULES = ("ai", "ai.llm", "islands", "mpl", "output", "status", "ui", "watch")


def default_of(parameter):
    if parameter.default is inspect.Parameter.empty:
        return None
    if repr(parameter.default) == "<factory>":
        return "None"
    if isinstance(parameter.default, str) and len(parameter.default) > 30:
        return "<text>"
    return repr(parameter.default)


def parameters_of(value):
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    return [[p.name, p.kind.name, default_of(p)] for p in signature.parameters.values()]


def members_of(cls):
    """Public methods and properties of a class, without those of builtin types and of threads."""
    found = {}
    for name in dir(cls):
        member = inspect.getattr_static(cls, name)
        if name.startswith("_") or isinstance(member, (types.GetSetDescriptorType, types.MethodDescriptorType)):
            continue
        home = next(each for each in cls.__mro__ if name in vars(each))
        if home.__module__.partition(".")[0] != "marimo":
            continue
        value = getattr(cls, name)
        found[name] = parameters_of(value) if callable(value) and not isinstance(value, type) else "attribute"
    return found


def describe(value):
    if isinstance(value, types.ModuleType):
        return {"kind": "module"}
    if isinstance(value, type):
        return {"kind": "class", "parameters": parameters_of(value), "members": members_of(value)}
    if callable(value):
        return {"kind": "function", "parameters": parameters_of(value)}
    return {"kind": "value", "value": repr(value)}


def names_of(module, prefix):
    return {
        prefix + name: describe(getattr(module, name))
        for name in sorted(getattr(module, "__all__", dir(module)))
        if not name.startswith("_")
    }


def main():
    found = names_of(marimo, "")
    for path in MODULES:
        module = marimo
        for name in path.split("."):
            module = getattr(module, name)
        found.update(names_of(module, path + "."))
    found["__version__"] = describe(marimo.__version__)
    json.dump(found, sys.stdout, indent=None, sort_keys=True, separators=(",", ":"))


main()
