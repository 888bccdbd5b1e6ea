"""Pictures, as they look; sounds, films, documents, diagrams: placeholders that say what they stand for.

Sizes of pictures are told where they are known without a library.  A `download` keeps its data and
knows its file name; writing it to disk is up to the screen, which cannot yet.
"""

from __future__ import annotations

from marimo._html import Html, Placeholder, Shown
from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    import io
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, Literal, Optional, Union


def _source(src: object) -> str:
    """Where something comes from, in a few words."""
    if isinstance(src, (bytes, bytearray)):
        return f"{len(src)} bytes"
    if hasattr(src, "read"):
        return str(getattr(src, "name", type(src).__name__))
    text = str(src)
    return text if len(text) <= 80 else text[:79] + "…"


def image(
    src: Any,
    alt: Optional[str] = None,
    width: Optional[Union[int, str]] = None,
    height: Optional[Union[int, str]] = None,
    rounded: bool = False,
    style: Optional[dict[str, Any]] = None,
    caption: Optional[str] = None,
    vmin: Optional[float] = None,
    vmax: Optional[float] = None,
) -> Html:
    """A picture: bytes, a file or its name, an image of Pillow, an array.  Addresses are not fetched."""
    if isinstance(src, (int, float, type(None))):
        raise ValueError(f"a {type(src).__name__} is not a picture")
    what = [alt or caption or _size_of(src) or _source(src)]
    if caption and caption not in what:
        what.append(caption)
    return _Image(src, ": ".join(what), caption, vmin, vmax)


class _Image(Shown):
    def __init__(
        self, src: Any, words: str, caption: Optional[str], vmin: Optional[float], vmax: Optional[float]
    ) -> None:
        from marimo._picture import image_of, node_of_picture

        self._node = node_of_picture("mo.image", words, lambda: image_of(src, vmin, vmax))
        if caption and self._node["node"] == "picture":
            self._node = {"node": "vstack", "children": [self._node, {"node": "text", "text": caption}]}

    def _tarn_node_(self) -> dict:
        return self._node


_Image.__name__ = "Html"


def _size_of(src: Any) -> Optional[str]:
    """Width and height of a PNG, a PIL image or an array; None if unknown."""
    if isinstance(src, bytes) and src[:8] == b"\x89PNG\r\n\x1a\n" and len(src) >= 24:
        width, height = int.from_bytes(src[16:20], "big"), int.from_bytes(src[20:24], "big")
        return f"{width}×{height} pixels"
    shape = getattr(src, "shape", None)
    if isinstance(shape, tuple) and len(shape) >= 2:
        return f"{shape[1]}×{shape[0]} pixels"
    size = getattr(src, "size", None)
    return f"{size[0]}×{size[1]} pixels" if isinstance(size, tuple) and len(size) == 2 else None


def image_compare(
    before_image: Any,
    after_image: Any,
    value: float = 50,
    direction: Literal["horizontal", "vertical"] = "horizontal",
    width: Optional[Union[int, str]] = None,
    height: Optional[Union[int, str]] = None,
) -> Html:
    """Two pictures, one over the other.  Not drawn yet."""
    return Placeholder("mo.image_compare", f"{_source(before_image)} and {_source(after_image)}")


def audio(src: Any, rate: Optional[int] = None, normalize: bool = True) -> Html:
    """A sound.  Cannot be played in a terminal."""
    return Placeholder("mo.audio", _source(src))


def video(
    src: Union[str, bytes, io.BytesIO, io.BufferedReader, Path],
    controls: bool = True,
    muted: bool = False,
    autoplay: bool = False,
    loop: bool = False,
    width: Optional[Union[int, str]] = None,
    height: Optional[Union[int, str]] = None,
    rounded: bool = False,
) -> Html:
    """A film.  Cannot be played in a terminal."""
    return Placeholder("mo.video", _source(src))


def pdf(
    src: Union[Path, str, io.IOBase],
    initial_page: Optional[int] = None,
    width: Optional[Union[int, str]] = "100%",
    height: Optional[Union[int, str]] = "70vh",
    style: Optional[dict[str, Any]] = None,
) -> Html:
    """A document.  Not drawn."""
    return Placeholder("mo.pdf", _source(src))


def iframe(html: str, *, width: str = "100%", height: str = "400px") -> Html:
    """A page of its own: shown as the text that it says."""
    return Html(html)


def icon(
    icon_name: str,
    *,
    size: Optional[int] = None,
    color: Optional[str] = None,
    inline: bool = True,
    flip: Optional[Literal["horizontal", "vertical", "horizontal,vertical"]] = None,
    rotate: Optional[Literal["90deg", "180deg", "270deg"]] = None,
    style: Optional[dict[str, Any]] = None,
) -> Html:
    """An icon: its name between colons, as in chats."""
    from marimo._html import plain_text

    return plain_text(f":{icon_name.rpartition(':')[2]}:")


def mermaid(diagram: str, theme: Optional[str] = None, theme_variables: Optional[dict[str, str]] = None) -> Html:
    """A diagram: a flowchart as boxes, any other as its source."""
    return _Diagram(diagram)


class _Diagram(Shown):
    def __init__(self, diagram: str) -> None:
        self._diagram = diagram

    def _tarn_node_(self) -> dict:
        from marimo._mermaid import boxes_of

        boxes = boxes_of(self._diagram)
        if boxes is None:
            return {"node": "code", "text": self._diagram, "language": "mermaid"}
        return {"node": "code", "text": boxes, "language": "diagram"}


_Diagram.__name__ = "Html"


class download(UIElement):
    """A button that hands out a file.  It keeps the data; fetching it from the screen is not possible yet."""

    def __init__(
        self,
        data: Any,
        filename: Optional[Union[str, Callable[[], str]]] = None,
        mimetype: Optional[str] = None,
        disabled: bool = False,
        *,
        label: str = "Download",
    ) -> None:
        if not (isinstance(data, (str, bytes, bytearray)) or hasattr(data, "read") or callable(data)):
            raise ValueError(f"a {type(data).__name__} cannot be downloaded: give text, bytes, a file or a function")
        self._data = data
        self._filename = filename
        self._start(None, label=label, args={"disabled": disabled, "mimetype": mimetype})

    def _convert(self, front: Any) -> Any:
        return None

    def _line(self) -> str:
        name = self._filename
        name = name() if callable(name) else name or getattr(self._data, "name", None) or "a file without a name"
        return f"[ {self._label} ] {name}"
