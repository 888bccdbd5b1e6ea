"""Plots that are made for browsers (altair, plotly) as pictures, drawn by what the notebook's interpreter has for it.

Altair's are drawn by vl-convert, plotly's by kaleido, as those who save them as PNG have installed them.  Where neither is,
the plot is told in words, with what would draw it and its specification, without the data.
"""

from __future__ import annotations

from marimo import _picture
from marimo._picture import LONGEST, NotDrawn, node_of_picture

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

MOST_ROWS = 200_000  # of the data of a plot: altair's own limit is for pages
MANY = 8  # values of a list in a specification
DEEP = 8
TOLD = 120  # characters of a text in it, and of an error


def plot_of(value: Any) -> Optional[str]:
    """"altair" or "plotly", if it is a plot of theirs."""
    for cls in type(value).__mro__:
        library = cls.__module__.partition(".")[0]
        if library == "altair" and cls.__name__ == "TopLevelMixin":
            return "altair"
        if library == "plotly" and cls.__name__ in ("BaseFigure", "Figure"):
            return "plotly"
    return None


def node_of_plot(value: Any, name: str, words: str) -> dict:
    """The tree of a plot: a picture, or words with the specification."""
    library = plot_of(value)
    if library is None or not _picture.is_seen():
        return {"node": "placeholder", "name": name, "text": words}
    draw, spec = (_png_of_altair, _spec_of_altair) if library == "altair" else (_png_of_plotly, _spec_of_plotly)
    node = node_of_picture(name, words, lambda: draw(value))
    if node["node"] == "picture":
        return node
    try:
        text = _as_json(spec(value))
    except Exception:  # the words say what is wrong with it
        return node
    return {"node": "vstack", "children": [node, {"node": "code", "text": text, "language": "json"}]}


# --- altair ----------------------------------------------------------------------------------------------------------


def _spec_of_altair(chart: Any) -> dict:
    import altair

    transformers = altair.data_transformers
    if transformers.active != "default":  # the user knows better
        return chart.to_dict()
    with transformers.enable("default", max_rows=MOST_ROWS):
        return chart.to_dict()


def _png_of_altair(chart: Any) -> bytes:
    try:
        import vl_convert
    except ImportError:
        raise NotDrawn("vl-convert-python draws it, and is not installed") from None
    spec = _spec_of_altair(chart)
    if "vega-lite" not in str(spec.get("$schema", "vega-lite")):
        return vl_convert.vega_to_png(spec)
    version = _version_for(str(spec.get("$schema", "")), vl_convert)
    return vl_convert.vegalite_to_png(spec, **({"vl_version": version} if version else {}))


def _version_for(schema: str, vl_convert: Any) -> Optional[str]:
    """The newest version of Vega-Lite that is there with the chart's first number; None: the converter's own choice."""
    import re

    wanted = re.search(r"/v(\d+)\.", schema)
    versions = vl_convert.get_vegalite_versions() if hasattr(vl_convert, "get_vegalite_versions") else []
    fits = [version for version in versions if wanted and version.split(".")[0] == wanted[1]]
    return max(fits, key=lambda version: [int(part) for part in version.split(".")], default=None)


# --- plotly ----------------------------------------------------------------------------------------------------------


def _spec_of_plotly(figure: Any) -> dict:
    import json

    return json.loads(figure.to_json())


def _png_of_plotly(figure: Any) -> bytes:
    from importlib.util import find_spec

    if find_spec("kaleido") is None:
        raise NotDrawn("kaleido draws it, and is not installed")
    layout = figure.layout
    size = [min(int(side), LONGEST) if side else usual for side, usual in ((layout.width, 700), (layout.height, 450))]
    try:
        return figure.to_image(format="png", width=size[0], height=size[1])
    except Exception as error:
        raise NotDrawn(_reason(error)) from None


def _reason(error: Exception) -> str:
    """What kaleido says at length, in one line."""
    text = " ".join(str(error).split())
    if "requires Google Chrome" in text or type(error).__name__ == "ChromeNotFoundError":
        return "kaleido draws it with Chrome, which is not installed: plotly_get_chrome fetches one"
    return f"kaleido cannot draw it: {type(error).__name__}: {text[:TOLD]}"


# --- the specification in words --------------------------------------------------------------------------------------


def _as_json(spec: Any) -> str:
    import json

    return json.dumps(_short(spec, 0), indent=2, ensure_ascii=False, default=repr)


def _short(value: Any, depth: int) -> Any:
    """The same without data: of what is long its length."""
    if isinstance(value, dict):
        if depth > DEEP:
            return f"… {len(value)} entries"
        return {
            key: _short(each, depth + 1)
            for key, each in value.items()
            if key not in ("$schema", "config", "datasets", "template", "bdata")
        }
    if isinstance(value, list):
        long = len(value) > MANY or depth > DEEP
        return f"… {len(value)} values" if long else [_short(each, depth + 1) for each in value]
    return value[:TOLD] + "…" if isinstance(value, str) and len(value) > TOLD else value
