"""Modules of the user that change on disk: which are loaded, what a change makes out of date, and loading them anew.

Imported when the editor wants to know of changes, and never else.  The rules are marimo's (_runtime/reload), which are
IPython's; what differs is said where it does.  A *module of the user* has a .py file that belongs neither to the
standard library nor to an installed package; one that is installed as editable is the user's.
"""

import functools
import gc
import importlib
import importlib.util
import os
import sys
import types
import weakref

OWN = os.path.dirname(os.path.realpath(__file__))
INSTALLED = ("site-packages", "dist-packages")

# What the import system wrote into a module, and its code may count on.
IMPORT_NAMES = ("__name__", "__loader__", "__spec__", "__package__", "__path__", "__file__", "__cached__", "__builtins__")


@functools.lru_cache(None)
def foreign_roots():
    """Of the standard library, and ours.  sysconfig knows them too, but takes longer to ask than a cell to run."""
    name = "python%d.%d" % sys.version_info[:2]
    paths = {os.path.join(prefix, lib, name) for prefix in (sys.base_prefix, sys.base_exec_prefix) for lib in ("lib", sys.platlibdir)}
    paths.add(os.path.dirname(os.__file__))
    paths |= {os.path.realpath(path) for path in paths} | {OWN}
    return tuple(os.path.join(path, "") for path in paths)


def is_of_the_user(path):
    """Neither where it is nor where a link of that name leads to belongs to others."""
    places = {path, os.path.realpath(path)}
    return path.endswith(".py") and not any(place.startswith(foreign_roots()) or set(INSTALLED) & set(place.split(os.sep))
                                            for place in places)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def digest(source):
    return 0 if source is None else hash(source)


def describe(error, path):
    """One line for a person; the place is the module's own, not that of what it called."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    file = (error.filename or path) if isinstance(error, SyntaxError) else path
    trace = error.__traceback__
    while trace is not None and not isinstance(error, SyntaxError):
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        message = error.msg if isinstance(error, SyntaxError) else "%s: %s" % (type(error).__name__, error)
    except Exception:  # its own __str__
        message = type(error).__name__
    return "%s%s: %s" % (os.path.basename(file), ":%d" % line if line else "", message.split("\n")[0])


def show(error, path):
    """In the console of the cell that runs, from the module on."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    error.__traceback__ = trace
    sys.excepthook(type(error), error, trace)


class Known:
    """A module of the user, as it is in this process.  Sources are told apart by their digests: a file that is written
    anew with the same text has not changed."""

    def __init__(self, path, module, loaded):
        self.path = path
        self.module = module and weakref.ref(module)  # None: its import failed
        self.loaded = loaded  # the source that was executed
        self.failed = None  # the source that could not be
        self.scanned = False  # `imports` is of the file as it is
        self.imports = set()


class Reloader:
    def __init__(self):
        self.known = {}  # name -> Known
        self.dirty = {}  # names whose file is not what was executed -> None, in the order of the changes
        self.told = set()  # names that the editor takes for out of date
        self.old = {}  # (module, name) -> weak references to what had that name before

    # --- which are loaded

    def news(self, attempts, failed):
        """Modules of the user among those that were looked for since the last time (name -> when, in nanoseconds): their
        names and files, in turns, and the files that have changed since.  One whose import failed is among them: its
        file may be mended."""
        found, missed = [], []
        for name, when in attempts.items():
            module, known = sys.modules.get(name), self.known.get(name)
            if known and known.module and known.module() is module:
                continue
            path = getattr(module, "__file__", None) if module else self.find(name) if failed else None
            path = os.path.abspath(path) if isinstance(path, str) else ""
            if name == "__main__" or not is_of_the_user(path):
                continue
            source = read(path)
            if source is None or not path.isprintable():
                continue
            self.known[name] = Known(path, module, digest(source) if module else None)
            self.dirty.pop(name, None)
            if module and self.changed_since(module, path, when):
                self.known[name].loaded = None
                missed.append(path)
            found += [name, path]
        return found, missed

    def find(self, name):
        """Where a module would come from that is not there."""
        parent = name.rpartition(".")[0]
        if parent and parent not in sys.modules:
            return None
        try:
            spec = importlib.util.find_spec(name)
        except Exception:
            return None
        return spec.origin if spec and spec.has_location else None

    def changed_since(self, module, path, when):
        """Whether the file is not what was executed, though nobody watched it: the compiled file beside it knows of
        which source it is."""
        status = os.stat(path)
        if status.st_mtime_ns <= when:
            return False
        header = (read(getattr(module, "__cached__", None) or "") or b"")[:16]
        mtime, size = int.from_bytes(header[8:12], "little"), int.from_bytes(header[12:], "little")
        same = (int(status.st_mtime) & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF) == (mtime, size)
        return len(header) == 16 and header[4:8] == bytes(4) and not same

    # --- what a change makes out of date

    def imports_of(self, name):
        """The known modules that a module imports, anywhere in its code; of one that is gone or does not parse, as it was."""
        known = self.known[name]
        if known.scanned:
            return known.imports
        import ast

        known.scanned, found = True, set()
        source = read(known.path)
        if source is None:
            return known.imports
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            return known.imports
        package = name if known.path.endswith("__init__.py") else name.rpartition(".")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                home = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
                base = ".".join(home + ([node.module] if node.module else []))
                names = {"%s.%s" % (base, alias.name) for alias in node.names}
                found |= names
                if not names <= self.known.keys():  # else it is submodules that it wants
                    found.add(base)
        for each in list(found):  # `import a.b` executes a, which the modules in a itself do not care about
            parts = each.split(".")
            above = {".".join(parts[:count]) for count in range(1, len(parts))}
            found |= {each for each in above if not name.startswith(each + ".")}
        known.imports = found - {name}
        return known.imports

    def outdated(self, dirty):
        """What does not show any more what is on disk: name -> whether it has to be executed for that.  A package shows
        what is in it, without a hand of its own."""
        importers = {}
        for name in list(self.known):
            for each in self.imports_of(name):
                importers.setdefault(each, []).append(name)
        found = dict.fromkeys(dirty, True)
        todo = list(dirty)
        for name in todo:
            above = [(each, True) for each in importers.get(name, ())]
            if "." in name:
                above.append((name.rpartition(".")[0], False))
            for each, executed in above:
                if each not in found:
                    todo.append(each)
                found[each] = found.get(each, False) or executed
        return found

    def importers_of(self, names):
        """They, and what has to be executed after them."""
        return {name for name, executed in self.outdated(names).items() if executed}

    def changed(self, paths):
        """Files that may have changed.  (what is wrong with them or "", what changed, names out of date); None: nothing
        has."""
        paths, wrong, fresh = set(paths), [], {}
        for name, known in self.known.items():
            if known.path not in paths:
                continue
            source = read(known.path)
            known.scanned = False
            if digest(source) == known.loaded:
                self.dirty.pop(name, None)
            elif name not in self.dirty or known.failed != digest(source):
                self.dirty[name] = known.failed = None
                fresh[name] = os.path.basename(known.path)
                fault = self.fault_of(known.path, source)
                if fault:
                    known.failed = digest(source)
                    wrong.append(fault)
        if not fresh:
            return None
        names = self.outdated(fresh)
        for name in names:  # what failed because of these may not fail now
            if name in self.dirty and name not in fresh:
                self.known[name].failed = None
        self.told |= names.keys()
        files = list(fresh.values())
        changed = ", ".join(files[:3]) + (" and %d more" % (len(files) - 3) if len(files) > 3 else "")
        return "; ".join(wrong[:3]), "%s changed" % changed, list(names)

    def fault_of(self, path, source):
        if source is None:
            return "%s is gone" % os.path.basename(path)
        try:
            compile(source, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            return describe(error, path)
        return None

    # --- loading them anew

    def order(self, names):
        """What is imported before what imports it."""
        found = {}

        def visit(name):
            if name in found:
                return
            found[name] = False
            for each in sorted(self.imports_of(name)):
                if each in names and each in self.known:
                    visit(each)
            found[name] = found.pop(name)

        for name in names:
            visit(name)
        return list(found)

    def reload(self):
        """Before a cell runs: (names that show what is on disk now, what is wrong or "", names that do not)."""
        if not self.dirty and not self.told:
            return [], "", []
        ready = [name for name in self.dirty if self.known[name].failed is None]
        waiting = self.importers_of([name for name in self.dirty if name not in ready])
        names = self.importers_of(ready) & self.known.keys()
        wrong = []
        for name in self.order(names):
            if name in waiting:
                continue  # of what it imports one cannot be loaded
            known = self.known[name]
            source = read(known.path)
            try:
                self.execute(name)
            except (Exception, SystemExit) as error:
                self.dirty[name] = None
                known.failed = digest(source)
                waiting |= self.importers_of([name])
                wrong.append(describe(error, known.path))
                show(error, known.path)
                continue
            known.loaded = digest(source)
            self.dirty.pop(name, None)
        left = self.outdated(self.dirty) if self.dirty else {}
        loaded = [name for name in self.told if name not in left]
        self.told = set(left)
        return loaded, "; ".join(wrong[:3]), list(left) if wrong else []

    def execute(self, name):
        """As importlib.reload, but what fails leaves the module as it was, submodules stay, and the compiled file is
        not asked: it takes two sources of one second and one size for the same."""
        module = sys.modules.get(name)
        if module is None:
            return  # its import failed; the cell that wants it does it again
        cached = getattr(module, "__cached__", None)
        if cached and os.path.exists(cached):
            os.unlink(cached)
        before = dict(module.__dict__)
        for key, value in before.items():
            self.remember(name, key, value)
        module.__dict__.clear()
        for key, value in before.items():
            if key in IMPORT_NAMES or (isinstance(value, types.ModuleType) and
                                       sys.modules.get("%s.%s" % (name, key)) is value):
                module.__dict__[key] = value
        try:
            importlib.invalidate_caches()
            importlib.reload(module)
        except BaseException:
            module.__dict__.clear()
            module.__dict__.update(before)
            raise
        for key, value in list(module.__dict__.items()):
            references = [each for each in self.old.pop((name, key), ()) if each() is not None]
            for each in references:
                update(each(), value, set())
            if references:
                self.old[name, key] = references

    def remember(self, name, key, value):
        if getattr(value, "__module__", None) == name:
            try:
                self.old.setdefault((name, key), []).append(weakref.ref(value))
            except TypeError:
                pass


# --- what cells hold of an old module becomes the new one


def update(old, new, seen):
    """True if the old object is as the new one from now on."""
    if old is new or id(old) in seen:
        return True
    seen.add(id(old))
    for kind, rule in RULES:
        if isinstance(old, kind) and isinstance(new, kind):
            rule(old, new, seen)
            return True
    return False


def update_function(old, new, seen):
    for name in ("__code__", "__defaults__", "__kwdefaults__", "__doc__", "__dict__", "__annotations__"):
        try:
            setattr(old, name, getattr(new, name))
        except (AttributeError, TypeError, ValueError):  # another number of captured variables, for one
            pass
    if old.__code__ is not new.__code__:
        return
    for ours, theirs in zip(old.__closure__ or (), new.__closure__ or ()):
        try:
            if not update(ours.cell_contents, theirs.cell_contents, seen):
                ours.cell_contents = theirs.cell_contents
        except ValueError:  # empty
            pass


def update_method(old, new, seen):
    update(old.__func__, new.__func__, seen)


def update_property(old, new, seen):
    for name in ("fget", "fset", "fdel"):
        update(getattr(old, name), getattr(new, name), seen)


def update_class(old, new, seen):
    for key in list(old.__dict__):
        if key in ("__dict__", "__weakref__", "__module__"):
            continue
        if key not in new.__dict__:
            attempt(DELETING, old, key)
            continue
        try:
            ours, theirs = getattr(old, key), getattr(new, key)
            if (ours == theirs) is True:
                continue
        except Exception:  # a descriptor, or a comparison, of the user's
            continue
        if not update(ours, theirs, seen) or isinstance(ours, property):
            attempt(SETTING, old, key, new.__dict__[key])
    for key in set(new.__dict__) - set(old.__dict__):
        attempt(SETTING, old, key, new.__dict__[key])
    for each in gc.get_referrers(old):
        if type(each) is old:
            attempt((object.__setattr__,), each, "__class__", new)


def attempt(ways, *arguments):
    for way in ways:
        try:
            return way(*arguments)
        except (AttributeError, TypeError, ValueError):  # members of an Enum, other slots, other layouts
            continue


# An Enum guards its members against plain assignment.
SETTING = (setattr, type.__setattr__)
DELETING = (delattr, type.__delattr__)

RULES = (
    (type, update_class),
    (types.FunctionType, update_function),
    (types.MethodType, update_method),
    (property, update_property),
)
