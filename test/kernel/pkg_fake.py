"""Our package in this process, with a stand-in for the kernel's extension module.

run(cell, code)     runs code as a cell, as the kernel would: forgets what the cell had made, then executes
kernel.shown        what mo.output has shown; kernel.states: getters that were set
"""

import os
import sys
import types

from pkg_common import PACKAGE


class Kernel(types.ModuleType):
    def __init__(self):
        super().__init__("_tarn")
        self.globals = {"__name__": "__main__"}
        self.running = None
        self.runs = 0
        self.shown = []
        self.states = []

    def current(self):
        return self.running

    def show(self, description, run=0, cell=0):
        self.shown.append(description)

    def state_set(self, getter, allow_self_loops=False, run=0, cell=0):
        self.states.append((getter, allow_self_loops))

    def namespace(self):
        return self.globals

    def representation(self, value):
        return value._tarn_repr_() if hasattr(type(value), "_tarn_repr_") else repr(value)


os.environ["TARN_KEEP_VALUES"] = "0"  # what a test sets is no matter of the next one
kernel = Kernel()
sys.modules["_tarn"] = kernel
for name in [name for name in sys.modules if name.partition(".")[0] == "marimo"]:
    del sys.modules[name]
sys.path.insert(0, str(PACKAGE))
import marimo as mo  # noqa: E402
from marimo import _tarn as package  # noqa: E402

assert str(PACKAGE) in mo.__file__


def run(cell, code):
    package.forget(cell)
    kernel.runs += 1
    kernel.running = (kernel.runs, cell)
    kernel.shown.clear()
    kernel.states.clear()
    kernel.globals["mo"] = mo
    try:
        exec(compile(code, f"<cell {cell}>", "exec"), kernel.globals)
    finally:
        kernel.running = None
    return kernel.globals
