"""Drawings (SVG) are pictures, and those that are bombs are words."""

import base64
import resource
import shutil
import sys
from urllib.parse import quote

import pytest
from pkg_fake import mo
from test_pkg_kernel import PNG, node, screen, shows  # noqa: F401

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink" width="12" height="8">%s</svg>'
drawn = pytest.mark.skipif(not shutil.which("rsvg-convert"), reason="there is no rsvg-convert (librsvg2-bin)")


def png_size(tree):
    png = base64.b64decode(tree["png"])
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@drawn
def test_a_drawing_is_a_picture_of_the_size_that_it_says(screen, tmp_path):
    file = tmp_path / "a.svg"
    text = SVG % '<rect width="5" height="5"/>'
    file.write_text(text)
    urls = ["data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode(), "data:image/svg+xml," + quote(text)]
    for value in (text.encode(), b"\n" + text.encode(), file, text, *urls):
        assert png_size(node(mo.image(value))) == (12, 8), value
    for value in (shows(_repr_svg_=text), shows(_mime_=("image/svg+xml", text)), mo.Html(text)):
        assert png_size(node(value)) == (12, 8), value
    assert node(shows(_repr_mimebundle_={"text/plain": "p", "image/svg+xml": text}))["node"] == "picture"
    for size, wanted in (
        ('width="1e9" height="1e9"', (1024, 1024)),
        ('width="1000000000px" height="1"', (1024, 1)),
        ('width="10mm" height="5mm"', (38, 19)),
        ('viewBox="0 0 20 10"', (20, 10)),
        ('viewBox="0 0 20 10" width="40"', (40, 20)),
    ):
        assert png_size(node(mo.image((text.replace('width="12" height="8"', size)).encode()))) == wanted, size


@drawn
def test_a_drawing_that_is_a_bomb_is_words_within_seconds(screen):
    laughs = "".join('<!ENTITY %c "%s">' % (98 + i, "&%c;" % (97 + i) * 10) for i in range(9))
    ten_times = ["<use l:href='#a%d'/>" % i * 10 for i in range(12)]
    uses = "".join(f'<g id="a{i + 1}">{inner}</g>' for i, inner in enumerate(ten_times))
    blur = '<feGaussianBlur stdDeviation="900"/><feTurbulence numOctaves="1000" baseFrequency="0.9"/>' * 50
    area = 'x="-1000%" y="-1000%" width="10000%" height="10000%"'
    wide = SVG.replace('width="12" height="8"', 'width="1000" height="1000"')
    for bomb in (
        f'<!DOCTYPE svg [<!ENTITY a "lol">{laughs}]>' + SVG % "<text>&j;</text>",
        SVG % ("<g>" * 500_000 + "</g>" * 500_000),
        SVG % f'<defs><g id="a0"><rect/></g>{uses}</defs><use l:href="#a12"/>',
        wide % f'<filter id="f" {area}>{blur}</filter><rect filter="url(#f)" width="99" height="99"/>',
        SVG % (" " * (9 << 20)),
        SVG % "<rect>",
        "<svg",
    ):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        tree = node(mo.image(bomb.encode()))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert tree["node"] == "placeholder" and len(tree["text"]) < 400, bomb[:99]
        assert after.ru_utime - before.ru_utime < 6
    endless = node(mo.image((SVG % '<g id="a"><use l:href="#a"/></g>').encode()))
    assert endless["node"] == "picture"  # librsvg leaves out what goes in circles
    assert after.ru_maxrss < 1100 << 10


@drawn
def test_a_drawing_does_not_read_files(screen, tmp_path):
    (tmp_path / "secret.png").write_bytes(PNG)
    nothing = node(mo.image((SVG % "").encode()))["png"]
    inner = f'<image l:href="file://{tmp_path}/secret.png" width="9" height="9"/>'
    assert node(mo.image((SVG % inner).encode()))["png"] == nothing


def test_a_drawing_without_a_program_for_it_is_words(screen, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "neither rsvg-convert nor cairosvg" in node(mo.image((SVG % "").encode()))["text"]
