"""What the kernel does to modules of the standard library once a cell imports them.  None is imported for its sake.

The extension stands on sys.meta_path and calls find_spec here for the names in MODULES, once each.
"""

import sys

import _tarn


def find_spec(name, path, target=None):
    """The module's own specification, with a loader that patches the module when it has run."""
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        spec = find(name, path, target) if find and finder is not _tarn else None
        if spec is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                MODULES[name](module)

            spec.loader.exec_module = exec_module
            return spec
    return None


def leave_debugger(pdb):
    """Before each run: pdb's `continue` takes SIGINT over, to come back at the next interrupt, and keeps it for good."""
    import signal

    handler = getattr(pdb.Pdb, "_previous_sigint_handler", None)
    if handler is not None:
        signal.signal(signal.SIGINT, handler)
        pdb.Pdb._previous_sigint_handler = None


def patch_linecache(module):
    """Tracebacks that a cell prints, pdb and inspect.getsource see the code of cells."""
    module.cache.update(_tarn.sources())


def patch_getpass(module):
    """The editor shows that a cell asks for a secret."""
    original = module.getpass

    def getpass(prompt="Password: ", stream=None):
        _tarn.asking(True, str(prompt), True)
        try:
            return original(prompt, stream)
        finally:
            _tarn.asking(False, "", True)

    module.getpass = getpass


def patch_matplotlib(module):
    """plt.show() shows figures in the notebook; who wants windows asks for them by matplotlib.use."""
    module.use("module://_tarn_mpl")


MODULES = {"linecache": patch_linecache, "getpass": patch_getpass, "matplotlib": patch_matplotlib}
