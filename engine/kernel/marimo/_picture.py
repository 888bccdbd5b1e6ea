"""Pictures for the screen: their bytes as PNG, small enough to be sent.

The screen reads PNG alone.  What is something else becomes one by Pillow, if the notebook's interpreter has it; what is
larger than a screen has room for is made smaller by it; drawings (SVG) are drawn by _svg.py.  Who has no screen gets words: neither is a figure drawn for
nobody, nor does a report grow by its bytes.  A page that is written has room for them, and says so by TARN_PICTURES.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional, Union

MOST_BYTES = 2 << 20  # of a PNG that is sent as it is
MOST_READ = 64 << 20  # of what is looked at at all
LONGEST = 1024  # pixels in each direction, of one that is made
PNG = b"\x89PNG\r\n\x1a\n"


def is_seen() -> bool:
    """Whether outputs are drawn: the console of a cell is a terminal if there is a screen, else a pipe."""
    import os

    return os.isatty(1) or "TARN_PICTURES" in os.environ


def node_of_picture(name: str, words: str, make: Callable[[], Union[bytes, str, None]]) -> dict:
    """The tree of a picture, whose bytes `make` answers with: PNG or another type, or text in base64, or as a data URL.

    If it cannot be drawn it is words, and says why.
    """
    if not is_seen():
        return {"node": "placeholder", "name": name, "text": words}
    try:
        png = _as_png(_bytes_of(make()))
    except Exception as error:
        why = str(error) if isinstance(error, NotDrawn) else f"{type(error).__name__}: {error}"
        return {"node": "placeholder", "name": name, "text": f"{words}: {why}"}
    import base64

    return {"node": "picture", "name": name, "text": words, "png": base64.b64encode(png).decode("ascii")}


class NotDrawn(Exception):
    """The reason, in words for a person."""


def _bytes_of(data: Any) -> bytes:
    if isinstance(data, str) and data[:1024].lstrip("\ufeff \t\r\n").startswith("<"):  # a drawing
        return data.encode("utf-8", "replace")
    if isinstance(data, str) and data.startswith("data:") and ";base64," not in data[:200]:
        from urllib.parse import unquote_to_bytes

        return unquote_to_bytes(data.partition(",")[2])
    if isinstance(data, str) and len(data) // 4 * 3 <= MOST_READ:
        import base64

        return base64.b64decode(data.partition(";base64,")[2] or data)
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    if isinstance(data, str):
        raise NotDrawn("that is too much to be drawn")
    raise NotDrawn(f"a {type(data).__name__} is not the bytes of a picture")


def _as_png(data: bytes) -> bytes:
    if len(data) > MOST_READ:
        raise NotDrawn("that is too much to be drawn")
    if data[:8] == PNG and len(data) <= MOST_BYTES:
        return data
    if data[:1] in (b"<", b" ", b"\n", b"\r", b"\t", b"\xef"):
        from marimo._svg import is_svg, png_of_svg

        if is_svg(data):
            return png_of_svg(data)
    try:
        from PIL import Image
    except ImportError:
        what = "it is too large" if data[:8] == PNG else "it is not a PNG"
        raise NotDrawn(f"{what}, and there is no Pillow to make it one that can be drawn") from None
    import io

    try:
        image = Image.open(io.BytesIO(data))
    except OSError:
        raise NotDrawn("it is no picture that Pillow knows") from None
    return png_of_image(image)


def png_of_image(image: Any) -> bytes:
    """An image of Pillow, in its own colours, not larger than LONGEST."""
    import io

    if max(image.size) > LONGEST:
        image.draft("RGB", (LONGEST, LONGEST))  # a JPEG need not be read in full
        image = image.copy()
        image.thumbnail((LONGEST, LONGEST))
    if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        image = image.convert("RGBA" if "A" in image.mode or "a" in image.mode else "RGB")
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def png_of_figure(figure: Any) -> bytes:
    """A figure of matplotlib as it is now, as marimo cuts it."""
    import io

    longest = max(figure.get_size_inches())
    out = io.BytesIO()
    figure.savefig(out, format="png", bbox_inches="tight", dpi=min(figure.dpi, LONGEST / max(longest, 0.01)))
    return out.getvalue()


def image_of(src: Any, vmin: Optional[float] = None, vmax: Optional[float] = None) -> Union[bytes, str]:
    """The bytes of what `mo.image` is given: bytes, a file, its name, an image of Pillow, or an array."""
    if isinstance(src, (bytes, bytearray, memoryview)):
        return bytes(src)
    if hasattr(src, "read"):
        data = src.read()
        if hasattr(src, "seek"):
            src.seek(0)
        return data
    if hasattr(src, "mode") and hasattr(src, "save"):
        return png_of_image(src)
    if hasattr(src, "shape") or isinstance(src, (list, tuple)):
        return png_of_image(_image_of_array(src, vmin, vmax))
    text = str(src)
    if text.startswith("data:") or text[:1024].lstrip().startswith("<svg"):
        return text
    if "://" in text:
        raise NotDrawn("addresses are not fetched")
    with open(text, "rb") as file:
        return file.read()


def _image_of_array(values: Any, vmin: Optional[float], vmax: Optional[float]) -> Any:
    """Bytes are colours; other numbers are stretched to them, from `vmin` to `vmax`."""
    import numpy
    from PIL import Image

    array = numpy.asarray(values)
    if array.dtype != numpy.uint8 or vmin is not None or vmax is not None:
        array = array.astype(float)
        finite = array[numpy.isfinite(array)]
        low = vmin if vmin is not None else float(finite.min()) if finite.size else 0.0
        high = vmax if vmax is not None else float(finite.max()) if finite.size else 1.0
        array = (numpy.nan_to_num((array - low) / ((high - low) or 1)).clip(0, 1) * 255).astype(numpy.uint8)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    return Image.fromarray(array)
