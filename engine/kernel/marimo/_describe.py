"""What a cell shows for a value: a type, a representation, an output tree.

`describe` knows what has a view of its own: objects of this package, objects that say how they are shown (_display_,
_mime_, _repr_*_), tables, pictures, collections, functions.  Everything else is shown as its repr, and None says so.
The types and representations are marimo's choice; the trees are for a terminal.
"""

from __future__ import annotations

from marimo._context import kernel
from marimo._html import Html, Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    Description = tuple[str, Optional[str], Optional[dict]]

_PLAIN = {type(None), bool, int, float, complex, str, bytes}
_FUNCTIONS = {type(lambda: 0), type(len), type(Html("").center)}
_CONTAINERS = (list, tuple, dict)
_REPR_METHODS = (  # in marimo's order
    ("_repr_html_", "text/html"),
    ("_repr_mimebundle_", "application/vnd.marimo+mimebundle"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_json_", "application/json"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_markdown_", "text/html"),
    ("_repr_latex_", "text/html"),
    ("_repr_text_", "text/plain"),
)
_PICTURES = {  # library: marimo's type for its pictures
    "PIL": "image/png",
    "matplotlib": "application/vnd.marimo+mimebundle",
    "seaborn": "application/vnd.marimo+mimebundle",
    "altair": "application/vnd.vegalite.v5+json",
    "plotly": "text/html",
    "bokeh": "text/html",
}
_DRAWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff", "image/svg+xml")
WIDE = 100  # columns; longer collections are shown over several lines
MANY = 200  # items at one level of a collection, and lines
ITEMS = 2000  # items of a collection in all
DEEP = 12


def representation(value: object) -> str:
    """repr, cut and without exceptions if the kernel is there to see to it."""
    if kernel:
        return kernel.representation(value)
    try:
        return repr(value)
    except Exception as error:
        return f"<repr failed: {type(error).__name__}>"


def _representation_if_read(value: object) -> Optional[str]:
    """That of a frame, which takes its library longer than all else: none where a screen shows the tree and no more."""
    from marimo._picture import is_seen

    return None if kernel and is_seen() and not kernel.is_script() else representation(value)


def describe(value: object) -> Optional[Description]:
    """(type, representation or None, output tree), or None for what is shown as its repr."""
    kind = type(value)
    if kind in _PLAIN:
        return None
    if isinstance(value, Html):
        return (value._mime, value._tarn_source_(), value._tarn_node_())
    if isinstance(value, Plain):
        return ("text/plain", "<Plain>", {"node": "text", "text": repr(value.child)})
    if isinstance(value, type):
        return None
    if isinstance(value, _CONTAINERS):
        return _describe_collection(value)
    if kind in _FUNCTIONS:
        return ("text/html", representation(value), _node_of_function(value))
    return _describe_foreign(value) or _describe_own(value) or _describe_array(value) or _describe_exchanged(value)


def node_of(value: object) -> dict:
    """The output tree of any value."""
    description = describe(value)
    node = description[2] if description else None
    return node or {"node": "text", "text": representation(value)}


def node_in_container(value: object) -> dict:
    """As node_of; but text in a container is shown without quotes, and None as nothing."""
    if value is None:
        return {"node": "text", "text": ""}
    return {"node": "text", "text": value} if isinstance(value, str) else node_of(value)


def text_of_node(node: dict) -> str:
    """An output tree as text."""
    children = node.get("children")
    if children:
        return "\n".join(filter(None, map(text_of_node, children)))
    if node.get("node") in ("placeholder", "picture"):
        return f"({node.get('name', '')}: {node.get('text', '')})"
    return node.get("text", "")


# --- objects that say how they are shown ----------------------------------------------------------------------------


def _describe_own(value: object) -> Optional[Description]:
    kind = type(value)
    if hasattr(kind, "_display_"):
        return _describe_display(value)
    if hasattr(kind, "_mime_"):
        mime, data = value._mime_()
        return (mime, representation(value), _node_of_mime(mime, data, kind.__name__))
    for method, mime in _REPR_METHODS:
        if hasattr(kind, method):
            return (mime, representation(value), _node_of_method(value, method, mime))
    return None


def _node_of_method(value: Any, method: str, mime: str) -> Optional[dict]:
    """The tree of what a method answers; of pictures, what the object says about itself in Markdown, if it does."""
    if mime.startswith("image/") and hasattr(type(value), "_repr_markdown_"):
        method = "_repr_markdown_"
    data = getattr(value, method)()
    if method == "_repr_mimebundle_":
        return _node_of_bundle(data, value)
    if method in ("_repr_markdown_", "_repr_latex_"):
        mime = "text/markdown"
    return _node_of_mime(mime, data, type(value).__name__)


def _describe_display(value: object) -> Description:
    shown = value._display_()
    description = describe(shown)
    if description is None:
        mime, node = ("text/html", {"node": "text", "text": shown if isinstance(shown, str) else representation(shown)})
    else:
        mime, _, node = description
    return (mime, representation(value), node)


def _node_of_mime(mime: str, data: object, name: str) -> dict:
    """The tree of data of a type, a placeholder for types that cannot be drawn."""
    from marimo._htmltext import node_of_html

    if isinstance(data, tuple) and data:  # with metadata
        data = data[0]
    if mime == "text/html":
        return node_of_html("" if data is None else str(data))
    if mime == "text/markdown":
        from marimo._markdown import node_with_slots

        return node_with_slots(str(data), "markdown")
    if mime == "application/json" and not isinstance(data, (str, bytes)):
        return {"node": "text", "text": pretty(data)}
    if mime.startswith(("image/", "video/", "audio/", "application/pdf")):
        size = len(data) if isinstance(data, (str, bytes)) else 0
        words = f"{mime}, {size} bytes"
        if mime in _DRAWN:
            from marimo._picture import node_of_picture

            return node_of_picture(name, words, lambda: data)
        return {"node": "placeholder", "name": name, "text": words}
    return {"node": "text", "text": data if isinstance(data, str) else representation(data)}


def _node_of_bundle(bundle: object, value: object) -> Optional[dict]:
    """The best tree among several; the metadata is ignored."""
    if isinstance(bundle, tuple) and bundle:
        bundle = bundle[0]
    if isinstance(bundle, dict):
        for mime in ("text/markdown", "text/html", "application/json", "image/png", "image/jpeg", "image/svg+xml", "text/plain", *bundle):
            if mime in bundle:
                return _node_of_mime(mime, bundle[mime], type(value).__name__)
    return None


# --- tables, pictures ------------------------------------------------------------------------------------------------


def _is_frame(value: object) -> bool:
    from marimo._frames import is_frame

    return is_frame(value)


def _describe_foreign(value: object) -> Optional[Description]:
    """Tables and pictures of other libraries, known by the module of their type: none is imported for this."""
    library = type(value).__module__.partition(".")[0]
    if library in ("pandas", "polars", "pyarrow", "duckdb") and _is_frame(value):
        from marimo._frames import node_of_frame

        return ("text/html", _representation_if_read(value), node_of_frame(value))
    if library == "ibis":
        from marimo._ibis import describe_ibis

        return describe_ibis(value)
    if library in _PICTURES:
        picture = _size_of_picture(value)
        if picture is not None:
            mime = _PICTURES[library]
            if library == "altair":
                mime = f"application/vnd.vegalite.{_altair_version(value)}+json"
            return (mime, representation(value), node_of_figure(value, f"{library}.{type(value).__name__}", picture))
    return None


def node_of_figure(value: Any, name: str, words: str) -> dict:
    """A picture of Pillow or a figure of matplotlib as it looks, a plot that is made for browsers as well as it can be."""
    from marimo._picture import node_of_picture, png_of_figure, png_of_image
    from marimo._plots import node_of_plot

    figure = getattr(value, "figure", None) or value
    if hasattr(figure, "savefig"):
        return node_of_picture(name, words, lambda: png_of_figure(figure))
    if hasattr(value, "mode") and hasattr(value, "save"):
        return node_of_picture(name, words, lambda: png_of_image(value))
    return node_of_plot(value, name, words)


def _describe_array(value: object) -> Optional[Description]:
    """An array of two dimensions is shown as its repr, and can be looked at as a table."""
    if type(value).__module__ != "numpy":
        return None
    from marimo._sources import can_be_table
    from marimo._tables import node_of_table

    if not can_be_table(value):
        return None
    text = representation(value)
    return ("text/plain", text, node_of_table(text, value))


def _describe_exchanged(value: object) -> Optional[Description]:
    """A table of another library, which can be exchanged."""
    if not hasattr(type(value), "__arrow_c_stream__") and not hasattr(type(value), "__dataframe__"):
        return None
    from marimo._frames import is_frame, known_frame, node_of_frame

    frame = known_frame(value)
    return ("text/html", representation(value), node_of_frame(frame)) if is_frame(frame) else None


def _altair_version(chart: object) -> str:
    """The version of Vega-Lite that a chart is written for: v5, v6..."""
    return next((part for part in type(chart).__module__.split(".") if part[:1] == "v" and part[1:].isdigit()), "v5")


def _size_of_picture(value: Any) -> Optional[str]:
    """The size of a picture or plot in words; None if the value is something else."""
    figure = getattr(value, "figure", None) or value
    if hasattr(figure, "get_size_inches"):
        width, height = figure.get_size_inches() * getattr(figure, "dpi", 100)
        return f"a figure of {width:.0f}×{height:.0f} pixels"
    if hasattr(value, "mode") and isinstance(getattr(value, "size", None), tuple):
        return f"a picture of {value.size[0]}×{value.size[1]} pixels, {value.mode}"
    return "a plot" if hasattr(value, "to_dict") or hasattr(value, "to_json") else None


# --- collections and functions -------------------------------------------------------------------------------------


def _describe_collection(value: Any) -> Description:
    """Lists, tuples and dicts: JSON in marimo's eyes unless their type has a repr of its own."""
    base = next(each for each in _CONTAINERS if isinstance(value, each))
    own_repr = type(value).__repr__ is not base.__repr__ and type(value).__name__ != "defaultdict"
    for method in ("_display_", "_mime_", "_repr_html_"):
        if hasattr(type(value), method):
            return _describe_own(value)
    artists = value and isinstance(value, (list, tuple)) and type(value[0]).__module__.startswith("matplotlib.")
    picture = _describe_foreign(value[0]) if artists else None
    if picture is not None:  # plt.plot() answers with a list of lines
        return (picture[0], representation(value), picture[2])
    mime = "text/html" if own_repr else "application/json"
    if _holds_html(value):
        return (mime, representation(value), _node_of_collection(value, 0))
    text = representation(value) if own_repr else pretty(value)
    from marimo._sources import can_be_table

    if can_be_table(value):
        from marimo._tables import node_of_table

        return (mime, representation(value), node_of_table(text, value))
    return (mime, representation(value), {"node": "text", "text": text})


def _holds_html(value: Any, depth: int = 0) -> bool:
    """True if something that must be drawn is among the first items."""
    items = value.values() if isinstance(value, dict) else value
    for number, item in enumerate(items):
        if number >= MANY:
            return False
        if isinstance(item, Html):
            return True
        if isinstance(item, _CONTAINERS) and depth < 3 and _holds_html(item, depth + 1):
            return True
    return False


def _node_of_collection(value: Any, depth: int) -> dict:
    """Items one below the other, keys before them."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    children = []
    for number, (key, item) in enumerate(pairs):
        if number >= MANY:
            children.append({"node": "text", "text": f"… {len(value) - MANY} more"})
            break
        nested = isinstance(item, _CONTAINERS) and depth < 3 and _holds_html(item)
        node = _node_of_collection(item, depth + 1) if nested else node_of(item)
        label = {"node": "text", "text": f"{representation(key) if isinstance(value, dict) else key}:"}
        children.append({"node": "hstack", "children": [label, node]})
    return {"node": "vstack", "children": children}


def pretty(value: object) -> str:
    """A representation over as many lines as it needs, but not without end."""
    short = representation(value)
    if len(short) <= WIDE:
        return short
    from pprint import pformat

    try:
        lines = pformat(_bounded(value, 0, [ITEMS]), width=WIDE, depth=DEEP, sort_dicts=False).split("\n")
    except Exception:  # a repr inside raises
        return short
    if len(lines) > MANY:
        lines[MANY:] = [f"… {len(lines) - MANY} more lines"]
    return "\n".join(lines)


class _More:
    """Stands for the items that were left out."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __repr__(self) -> str:
        return f"… {self.count} more"


def _bounded(value: Any, depth: int, left: list[int]) -> Any:
    """The same with at most MANY items at each level, and `left` items in all."""
    if depth > DEEP or type(value) not in _CONTAINERS:
        return value
    is_dict = type(value) is dict
    pairs: list[Any] = []
    for item in value.items() if is_dict else value:
        if len(pairs) >= MANY or left[0] <= 0:
            break
        left[0] -= 1
        pairs.append((item[0], _bounded(item[1], depth + 1, left)) if is_dict else _bounded(item, depth + 1, left))
    if len(value) > len(pairs):
        more = _More(len(value) - len(pairs))
        pairs.append(("…", more) if is_dict else more)
    return type(value)(pairs)


def _node_of_function(value: object) -> dict:
    """A function's signature, and what it says about itself."""
    from marimo._objects import signature_of, summary_of

    summary = summary_of(value)
    text = signature_of(value) + (f"\n    {summary}" if summary else "")
    return {"node": "code", "text": text, "language": "python"}
