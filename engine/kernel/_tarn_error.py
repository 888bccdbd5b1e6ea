"""The message of an exception with Python's own hints ("Did you mean: 'print'?"), and how to install what is missing.

Imported when a cell fails with one that may have hints: `traceback` takes longer to import than most cells to run.
"""

import traceback

# Packages that are not called as the module is that they bring.
PACKAGES = {
    "Crypto": "pycryptodome",
    "OpenSSL": "pyOpenSSL",
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "jwt": "PyJWT",
    "pptx": "python-pptx",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "umap": "umap-learn",
    "usb": "pyusb",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}


def message(error):
    plain = str(error)
    text = "".join(traceback.TracebackException.from_exception(error).format_exception_only()).strip()
    kind, colon, rest = text.partition(": ")
    return rest if colon and "\n" not in kind else plain


def hint(error):
    """How to install the package that an import did not find, or None: it is no matter of a package."""
    name = getattr(error, "name", None)
    if not isinstance(error, ModuleNotFoundError) or not isinstance(name, str):
        return None
    top = name.partition(".")[0]
    import importlib.util
    import sys

    if top in sys.modules or top.startswith("_") or top in getattr(sys, "stdlib_module_names", ()):
        return None
    try:
        if not top.isidentifier() or importlib.util.find_spec(top):
            return None
    except (ImportError, ValueError):
        return None
    import shlex
    import shutil

    python, package = shlex.quote(sys.executable), PACKAGES.get(top, top.replace("_", "-"))
    if shutil.which("uv"):
        return f"to install it: uv pip install --python {python} {package}"
    if importlib.util.find_spec("pip"):
        return f"to install it: {python} -m pip install {package}"
    return None
