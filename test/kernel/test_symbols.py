"""The extension loads into any CPython from 3.9 on: it asks only for what every one of them has.

What an extension may ask for is what the interpreters here export, those of 3.9 and the newest among them, and
nothing that begins with an underscore but the few private names which the limited API's own macros expand to.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

PRIVATE_BUT_STABLE = {"_Py_Dealloc", "_Py_NoneStruct", "_Py_TrueStruct", "_Py_FalseStruct", "_Py_NotImplementedStruct"}
LIBRARIES = re.compile(r"\(NEEDED\).*\[(.*)\]")


def is_stable(name):
    return name in PRIVATE_BUT_STABLE or name.endswith("_SizeT")  # what PY_SSIZE_T_CLEAN makes of the parsing functions


def symbols(path, *options):
    lines = subprocess.run(["nm", "-D", *options, str(path)], check=True, capture_output=True, text=True).stdout
    return {line.split()[-1].partition("@")[0] for line in lines.splitlines() if line}


def interpreters():
    """Files that export the C API: an interpreter, or the library beside it."""
    here = Path(__file__).parent
    for python in subprocess.check_output([sys.executable, str(here / "pythons.py")], text=True).split():
        library = subprocess.check_output([python, "-c", "import sysconfig as s; print((s.get_config_var('LIBDIR') or '') "
                                           "+ '/' + (s.get_config_var('INSTSONAME') or ''))"], text=True).strip()
        for candidate in (os.path.realpath(python), library):
            if os.path.isfile(candidate) and not candidate.endswith(".a") and "Py_BuildValue" in symbols(candidate, "--defined-only"):
                yield python, candidate
                break


def main():
    extension = sys.argv[1]
    wanted = {name for name in symbols(extension, "--undefined-only") if re.match(r"_?Py", name)}
    problems = ["it asks for the private %s" % name for name in wanted if name[0] == "_" and not is_stable(name)]
    checked = 0
    for python, library in interpreters():
        checked += 1
        missing = wanted - symbols(library, "--defined-only")
        problems += ["%s has no %s" % (python, name) for name in sorted(missing)]
    exported = symbols(extension, "--defined-only")
    if exported != {"PyInit__tarn"}:
        problems.append("it exports %s" % sorted(exported - {"PyInit__tarn"}))
    needed = LIBRARIES.findall(subprocess.run(["readelf", "-d", extension], check=True, capture_output=True, text=True).stdout)
    if needed != ["libc.so.6"]:
        problems.append("it needs %s" % needed)
    if not wanted or not checked:
        problems.append("nothing was checked")
    print("\n".join(problems) or "%d symbols, in %d interpreters" % (len(wanted), checked))
    sys.exit(bool(problems))


main()
