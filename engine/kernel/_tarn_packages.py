"""What is installed for the notebook's Python; run as a program in the notebook's folder, and imports nothing of it.

Standard input is {"modules": [name, ...]}, what cells import; what is printed is {"packages": [[name, version, summary,
[module, ...]], ...], "missing": [those of the modules that cannot be found]}.
"""

import importlib.machinery
import json
import os
import sys
from importlib import metadata


def main():
    wanted = json.load(sys.stdin)["modules"]
    packages = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name and name.lower() not in packages:  # the first in the path is the one that is imported
            packages[name.lower()] = [name, distribution.version or "", distribution.metadata["Summary"] or "",
                                      modules_of(distribution)]
    json.dump({"packages": [packages[name] for name in sorted(packages)],
               "missing": [name for name in wanted if not is_found(name)]}, sys.stdout)


def modules_of(distribution):
    """What can be imported: as the package says, else by its files."""
    told = (distribution.read_text("top_level.txt") or "").split()
    if told:
        return sorted(set(told))
    names = set()
    for path in distribution.files or []:
        first = path.parts[0]
        if len(path.parts) > 1 and path.suffix in (".py", ".so") and first.isidentifier():
            names.add(first)
        elif len(path.parts) == 1 and path.suffix in (".py", ".so"):
            names.add(first.split(".")[0])
    return sorted(names)


def is_found(name):
    if name in sys.builtin_module_names or name in sys.modules:
        return True
    try:
        return importlib.machinery.PathFinder.find_spec(name, [os.getcwd(), *sys.path]) is not None
    except Exception:
        return True  # nobody can tell


if __name__ == "__main__":
    main()
