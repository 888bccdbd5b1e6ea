"""What the kernel is told, and what it asks: ids, values, states, outputs."""

import base64
import io
import json
import re
import sys
import time
from pathlib import Path

import pytest
from pkg_fake import kernel, mo, package, run


def node(value):
    return package.node_of(value)[2]


def kinds(tree):
    return [tree["node"], *(kind for child in tree.get("children", ()) for kind in kinds(child))]


def widgets(tree):
    own = [tree] if tree["node"] == "widget" else []
    return own + [each for child in tree.get("children", ()) for each in widgets(child)]


def test_ids_are_the_same_when_a_cell_runs_again():
    code = "a = mo.ui.text(); b = mo.ui.array([mo.ui.text(), a])"
    first = run(1, code)
    ids = [first["a"]._id, first["b"]._id, first["b"][0]._id]
    second = run(1, code)
    assert [second["a"]._id, second["b"]._id, second["b"][0]._id] == ids
    assert len(set(ids)) == 3


MADE = """s = mo.ui.slider(0, 9, value=2); d = mo.ui.dropdown(["a", "b"]); t = mo.ui.text()
a = mo.ui.array([mo.ui.checkbox(), mo.ui.text()]); b = mo.ui.button(value=0, on_click=lambda n: n + 1)"""


@pytest.fixture
def keeping(monkeypatch):
    from marimo.ui import _kept

    monkeypatch.delenv("TARN_KEEP_VALUES")
    monkeypatch.setattr(_kept, "_kept", {})


def set_all(names):
    package.set_widget(names["s"]._id, "7")
    package.set_widget(names["d"]._id, '["b"]')
    package.set_widget(names["a"][1]._id, '"word"')
    package.set_widget(names["b"]._id, "1")


def test_an_element_that_is_made_again_has_the_value_that_it_was_given(keeping):
    set_all(run(1, MADE))
    names = run(1, MADE)
    assert [names["s"]._value, names["d"]._value, names["t"]._value] == [7, "b", ""]
    assert names["a"]._value == [False, "word"]
    assert names["b"]._value == 0  # that was a moment
    assert names["s"]._tarn_node_()["args"]["value"] == 7
    assert run(2, "v = (s.value, a.value)")["v"] == (7, [False, "word"])


def test_an_element_that_is_made_otherwise_begins_anew(keeping):
    set_all(run(1, MADE))
    names = run(1, MADE.replace("0, 9", "0, 5"))
    assert [names["s"]._value, names["d"]._value] == [2, "b"]
    names = run(1, MADE)
    assert names["s"]._value == 2  # what was forgotten is forgotten
    package.set_widget(names["s"]._id, "7")
    assert run(1, MADE.replace("value=2", "value=3"))["s"]._value == 3


def test_the_engine_gives_the_same_kinds_their_values_again():
    from marimo.ui import _kept

    source = (Path(__file__).parents[2] / "engine/session_moved.c").read_text()
    listed = re.search(r"KINDS\[\] = \{(.*?)\}", source, re.DOTALL)[1]
    assert set(re.findall(r'"(\w+)"', listed)) == _kept.KINDS


def test_values_begin_anew_if_the_environment_says_so():
    set_all(run(1, MADE))
    assert run(1, MADE)["s"]._value == 2


def test_a_value_cannot_be_read_in_the_cell_that_makes_the_element():
    with pytest.raises(RuntimeError):
        run(1, "s = mo.ui.slider(1, 3)\ns.value")
    assert run(2, "v = s.value")["v"] == 1


def test_a_value_cannot_be_set():
    run(1, "s = mo.ui.slider(1, 3)")
    with pytest.raises(RuntimeError):
        kernel.globals["s"].value = 2


def test_set_widget_changes_the_value_and_names_the_cell_and_the_element():
    element = run(4, "s = mo.ui.slider(1, 3)")["s"]
    cell, changed, shown = package.set_widget(element._id, "2")
    assert (cell, changed) == (4, [element])
    assert json.loads(shown) == {"root": node(element)}
    assert element.value == 2


def test_set_widget_of_an_unknown_or_forgotten_element_is_none():
    element = run(4, "s = mo.ui.slider(1, 3)")["s"]
    package.forget(4)
    assert package.set_widget(element._id, "2") is None
    assert package.set_widget("nothing", "2") is None


def test_an_element_that_no_name_is_bound_to_still_reacts():
    run(4, "seen = []; shown = mo.md(f'{mo.ui.button(on_change=seen.append, on_click=lambda v: 7)}').text")
    package.set_widget("4-0", "1")
    assert kernel.globals["seen"] == [7]


def test_a_part_changes_the_group_and_both_are_told():
    run(5, "d = mo.ui.dictionary({'k': mo.ui.array([mo.ui.slider(1, 5)])})")
    group = kernel.globals["d"]
    part = group["k"][0]
    cell, changed, shown = package.set_widget(part._id, "4")
    assert (cell, group.value, part.value) == (5, {"k": [4]}, 4)
    assert [each is other for each, other in zip(changed, (group, group["k"], part))] == [True] * 3


def test_a_form_keeps_changes_to_itself_until_it_is_submitted():
    form = run(5, "f = mo.ui.array([mo.ui.slider(1, 5)]).form()")["f"]
    _, changed, _ = package.set_widget(form.element[0]._id, "4")
    assert form.value is None and not any(each is form for each in changed)
    package.set_widget(form._id, json.dumps({"tarn": "submit"}))
    assert form.value == [4]
    package.set_widget(form._id, json.dumps({"tarn": "clear"}))
    assert form.value is None and form.element.value == [1]


def test_a_form_that_does_not_validate_says_why_and_keeps_its_value():
    form = run(5, "f = mo.ui.text().form(validate=lambda v: 'too short' if len(v) < 3 else None)")["f"]
    package.set_widget(form.element._id, '"ab"')
    package.set_widget(form._id, '{"tarn": "submit"}')
    assert form.value is None
    assert {"node": "text", "text": "too short"} in node(form)["children"]


def test_a_run_button_is_released_when_its_cells_have_run():
    button = run(6, "b = mo.ui.run_button()")["b"]
    package.set_widget(button._id, "1")
    assert button.value is True
    package.settled()
    assert button.value is False


def test_on_change_that_fails_is_printed_and_the_value_stands(capsys):
    element = run(6, "s = mo.ui.slider(1, 4, on_change=lambda v: 1 / 0)")["s"]
    assert package.set_widget(element._id, "2")[1] == [element]
    assert element.value == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_setting_a_state_tells_the_kernel_which():
    run(7, "get, put = mo.state(1, allow_self_loops=True); put(2); put(lambda v: v + 1)")
    getter = kernel.globals["get"]
    assert getter() == 3
    assert kernel.states == [(getter, True), (getter, True)]


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_what_another_program_changes_is_noticed(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(mo.watch, "EVERY_SECONDS", 0.01)
    path = tmp_path / "there"
    path.mkdir() if kind == "directory" else path.write_text("one")
    run(8, f"s = mo.watch.{kind}({str(path)!r})")
    getter = kernel.globals["s"]
    assert kernel.states == []
    (path / "new" if kind == "directory" else path).write_text("another")
    deadline = time.monotonic() + 20
    while not kernel.states and time.monotonic() < deadline:
        time.sleep(0.01)
    assert kernel.states == [(getter, True)]


def test_stop_raises_past_except_exception_with_its_output():
    with pytest.raises(mo.MarimoStopError) as stopped:
        run(7, "try:\n    mo.stop(True, 'why')\nexcept Exception:\n    pass")
    assert stopped.value.output == "why"
    run(7, "mo.stop(False)")


def test_a_thread_is_told_to_end_when_its_cell_runs_again():
    thread = run(8, "t = mo.Thread(target=print)")["t"]
    assert not thread.should_exit
    run(8, "pass")
    assert thread.should_exit


# --- outputs ---------------------------------------------------------------------------------------------------------


def test_output_is_replaced_appended_to_and_cleared():
    run(9, "mo.output.replace(mo.md('a'))")
    assert kernel.shown[-1] == ("text/markdown", "a", {"node": "markdown", "text": "a"})
    run(9, "mo.output.append(1); mo.output.append(mo.md('x'))")
    mime, text, tree = kernel.shown[-1]
    assert (mime, text, tree["node"]) == ("multipart", None, "vstack")
    assert tree["parts"] == [{"mime": "text/html", "repr": None}, {"mime": "text/markdown", "repr": "x"}]
    run(9, "mo.output.append(1); mo.output.clear()")
    assert kernel.shown[-1] is None


def test_output_of_an_earlier_run_is_not_appended_to():
    run(9, "mo.output.append('a')")
    run(9, "mo.output.append('b')")
    assert kernel.shown[-1][2] == {"node": "text", "text": "b"}


def texts_shown():
    return [child["text"] for child in kernel.shown[-1][2]["children"]]


def test_of_a_flood_of_outputs_the_first_and_the_last_are_kept_and_shown_now_and_then():
    run(9, "for i in range(30_000): mo.output.append(i)\nfrom marimo import _tarn; _tarn.finish_output()")
    assert len(kernel.shown) < 3000
    texts = texts_shown()
    assert texts == [*map(str, range(500)), "… 25,000 outputs between these are not kept …", *map(str, range(25_500, 30_000))]
    assert len(kernel.shown[-1][2]["parts"]) == 5001


def test_places_in_a_flood_of_outputs_are_what_they_were():
    run(9, """for i in range(6000): mo.output.append(i)
mo.output.replace_at_index("first", 3)
mo.output.replace_at_index("lost", 600)
mo.output.replace_at_index("last", 5999)
mo.output.replace_at_index("more", 6000)
try: mo.output.replace_at_index("far", 6002)
except IndexError as error: why = error
from marimo import _tarn; _tarn.finish_output()""")
    texts = texts_shown()
    assert texts[3] == "first" and texts[-2:] == ["last", "more"] and "lost" not in texts
    assert texts[500] == "… 1,001 outputs between these are not kept …"
    assert str(kernel.globals["why"]) == "there are 6001 items, so 6002 is no place"


def test_what_a_flood_has_shown_last_is_shown_though_nothing_follows():
    run(9, """import time
for i in range(1000): mo.output.replace(i)
end = time.monotonic() + 20
from _tarn import shown
while shown[-1][2]["text"] != "999" and time.monotonic() < end: time.sleep(0.001)""")
    assert kernel.shown[-1][2]["text"] == "999"


def test_an_output_that_cannot_be_shown_late_ends_nothing(capsys):
    run(9, """class Bad:
    late = False
    def _tarn_node_(self):
        if Bad.late: raise ValueError("cannot")
        return {"node": "text", "text": "x"}
    _mime = "text/plain"
    def _tarn_source_(self): return "x"
from marimo import output, _tarn
from marimo._html import Html
class Item(Html, Bad): _tarn_node_ = Bad._tarn_node_
item = Item("")
mo.output.append(item)
Bad.late = output._current().waits = True
_tarn.finish_output()
mo.output.replace("good"); _tarn.finish_output()""")
    assert kernel.shown[-1][2]["text"] == "good"
    assert "ValueError: cannot" in capsys.readouterr().err


def test_output_at_an_index_replaces_or_follows_but_leaves_no_gap():
    run(9, "mo.output.append('a'); mo.output.replace_at_index('b', 0); mo.output.replace_at_index('c', 1)")
    assert [child["text"] for child in kernel.shown[-1][2]["children"]] == ["b", "c"]
    with pytest.raises(IndexError):
        run(9, "mo.output.append('a'); mo.output.replace_at_index('b', 2)")


def test_a_progress_bar_shows_how_far_it_is_and_goes_if_told_to():
    run(9, "for i in mo.status.progress_bar(range(3), title='load'): pass")
    assert "load" in kernel.shown[-1][2]["text"] and "3/3" in kernel.shown[-1][2]["text"]
    run(9, "with mo.status.progress_bar(total=2, remove_on_exit=True) as bar: bar.update(2)")
    assert kernel.shown[-1] is None
    run(9, "with mo.status.spinner('wait') as s: s.update('more')")
    assert kernel.shown[-1] is None and any(each and each[2]["text"].startswith("more") for each in kernel.shown)


def test_redirected_output_is_shown_and_captured_output_is_not(capsys):
    run(9, "with mo.redirect_stdout(): print('seen')")
    assert kernel.shown[-1][2] == {"node": "text", "text": "seen"}
    assert run(9, "with mo.capture_stdout() as b: print('kept')")["b"].getvalue() == "kept\n"
    assert capsys.readouterr().out == ""


# --- output trees ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1, 2.5, True, None, "text", b"x", {1, 2}, range(3), object(), int, json, ...])
def test_plain_values_are_left_to_the_kernel(value):
    assert package.node_of(value) is None


def test_markdown_stays_markdown():
    source = "# a\n*b*"
    shown = package.node_of(mo.md("  # a\n  *b*"))
    assert shown == ("text/markdown", source, {"node": "markdown", "text": source})


def test_an_element_in_markdown_stands_in_its_line():
    tree = node(mo.md(f"before\n\nvalue {mo.ui.slider(1, 3)} end\n\nafter"))
    assert kinds(tree) == ["vstack", "markdown", "text", "inline", "markdown", "widget", "markdown", "text", "markdown"]
    assert [child.get("text") for child in tree["children"][2]["children"]][::2] == ["value ", " end"]


def test_an_element_in_a_table_becomes_a_word_and_stands_below():
    tree = node(mo.md(f"| a |\n|---|\n| {mo.ui.checkbox()} |\n\nafter"))
    assert kinds(tree) == ["vstack", "markdown", "widget", "text", "markdown"]
    assert "| [ ] |" in tree["children"][0]["text"]


def test_text_of_an_element_can_be_put_together_by_hand():
    element = mo.ui.checkbox()
    assert widgets(node(mo.Html("<div>" + element.text + "</div>")))[0]["id"] == element._id


def test_containers_hold_the_nodes_of_what_they_hold():
    assert kinds(node(mo.hstack([1, mo.md("x")]))) == ["hstack", "text", "markdown"]
    assert node(mo.vstack(["a", None])) == {
        "node": "vstack",
        "children": [{"node": "text", "text": "a"}, {"node": "text", "text": ""}],
    }
    assert node(mo.accordion({"a": 1}))["labels"] == ["a"]
    assert node(mo.ui.tabs({"a": 1, "b": 2}))["labels"] == ["a", "b"]
    assert node(mo.callout("x", kind="warn"))["kind"] == "warn"
    assert kinds(node(mo.sidebar([mo.md("x"), "y"], footer="z"))) == ["sidebar", "markdown", "text", "markdown"]
    assert node(mo.callout(mo.md("x"), title="T"))["label"] == "T"
    with pytest.raises(ValueError):
        mo.callout("x", kind="zork")


def test_lists_are_json_and_those_of_elements_show_them():
    assert package.node_of([1, "a"]) == ("application/json", "[1, 'a']", {"node": "text", "text": "[1, 'a']"})
    assert len(widgets(node({"a": [mo.ui.text()], "b": mo.ui.text()}))) == 2


def test_long_data_is_cut():
    assert node(list(range(100000)))["text"].count("\n") < 300


def test_html_says_what_it_says():
    html = "<h1>T</h1><p>a <b>b</b><script>no</script></p><ul><li>x<li>y</ul>"
    assert node(mo.Html(html)) == {"node": "markdown", "text": "# T\n\na **b**\n\n- x\n- y"}
    table = "<table><tr><th>a<th>b</tr><tr><td>1</td><td>2</td></tr></table>"
    assert node(mo.Html(table))["text"] == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert node(mo.Html("just &lt;text&gt;")) == {"node": "text", "text": "just <text>"}


def shows(**methods):
    return type("Shows", (), {name: (lambda self, result=result: result) for name, result in methods.items()})()


@pytest.mark.parametrize(
    ("value", "mime", "tree"),
    [
        (shows(_repr_html_="<b>h</b>"), "text/html", {"node": "markdown", "text": "**h**"}),
        (shows(_repr_markdown_="**m**"), "text/html", {"node": "markdown", "text": "**m**"}),
        (shows(_repr_html_="h", _repr_markdown_="m"), "text/html", {"node": "text", "text": "h"}),
        (shows(_mime_=("text/plain", "hey")), "text/plain", {"node": "text", "text": "hey"}),
        (shows(_display_=mo.md("x")), "text/markdown", {"node": "markdown", "text": "x"}),
        (shows(_display_=[1]), "application/json", {"node": "text", "text": "[1]"}),
        (shows(_repr_json_={"a": 1}), "application/json", {"node": "text", "text": "{'a': 1}"}),
        (
            shows(_repr_mimebundle_={"text/plain": "p", "text/html": "<i>i</i>"}),
            "application/vnd.marimo+mimebundle",
            {"node": "markdown", "text": "*i*"},
        ),
        (
            shows(_repr_png_=b"1234"),
            "image/png",
            {"node": "placeholder", "name": "Shows", "text": "image/png, 4 bytes"},
        ),
    ],
)
def test_objects_are_shown_as_they_say(value, mime, tree):
    description = package.node_of(value)
    assert (description[0], description[2]) == (mime, tree)


def test_an_object_that_fails_to_say_how_it_is_shown_says_so():
    class Broken:
        def _repr_html_(self):
            raise ValueError("oops")

    assert package.node_of(Broken())[2] == {"node": "placeholder", "name": "Broken: ValueError", "text": "oops"}


def test_what_is_not_drawn_names_itself_and_answers_whatever_is_asked():
    picture = mo.image(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (3).to_bytes(4, "big") + (2).to_bytes(4, "big"))
    assert node(picture) == {"node": "placeholder", "name": "mo.image", "text": "3×2 pixels"}
    assert node(mo.ui.plotly(object()))["name"] == "mo.ui.plotly"
    assert node(mo.outline().anything(1).more)["node"] == "placeholder"


PNG = base64.b64decode(  # one blue pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgYPj/HwADAgH/eL9GtQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def screen(monkeypatch):
    """Somebody looks at what is shown."""
    from marimo import _picture

    monkeypatch.setattr(_picture, "is_seen", lambda: True)


def test_a_picture_is_its_bytes_where_there_is_a_screen(screen, tmp_path):
    file = tmp_path / "blue.png"
    file.write_bytes(PNG)
    url = "data:image/png;base64," + base64.b64encode(PNG).decode()
    for source in (PNG, bytearray(PNG), file, str(file), open(file, "rb"), url):
        tree = node(mo.image(source))
        assert (tree["node"], base64.b64decode(tree["png"])) == ("picture", PNG)
    for shown in (shows(_repr_png_=PNG), shows(_repr_png_=base64.b64encode(PNG).decode())):
        assert node(shown)["png"] == base64.b64encode(PNG).decode()
    assert node(shows(_mime_=("image/png", url)))["png"] == base64.b64encode(PNG).decode()
    bundle = shows(_repr_mimebundle_={"text/plain": "p", "image/png": PNG})
    assert node(bundle)["node"] == "picture"
    captioned = node(mo.image(PNG, caption="blue"))
    assert [each["text"] for each in captioned["children"]] == ["blue", "blue"]


def test_nothing_is_read_or_drawn_for_nobody():
    class File:
        name = "f.png"

        def read(self):
            raise AssertionError("it was read")

    assert node(mo.image(File())) == {"node": "placeholder", "name": "mo.image", "text": "f.png"}
    assert node(shows(_repr_png_=PNG))["node"] == "placeholder"


def test_what_cannot_be_a_picture_is_words_that_say_why(screen, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)  # there is none
    for source, why in (
        ("https://example.org/a.png", "a.png: addresses are not fetched"),
        (tmp_path / "none.png", "FileNotFoundError"),
        (b"\xff\xd8\xff", "it is not a PNG, and there is no Pillow"),
        (PNG + bytes(3 << 20), "it is too large, and there is no Pillow"),
    ):
        tree = node(mo.image(source))
        assert tree["node"] == "placeholder" and why in tree["text"]
    assert "is not the bytes" in node(shows(_repr_png_=7))["text"]


def test_pictures_of_other_libraries_become_png(screen):
    Image = pytest.importorskip("PIL.Image")
    large = Image.new("RGB", (3000, 1500), (255, 0, 0))
    jpeg = io.BytesIO()
    large.save(jpeg, "JPEG")
    for value in (large, mo.image(jpeg.getvalue()), mo.image(large), Image.new("CMYK", (3000, 1500))):
        png = base64.b64decode(node(value)["png"])
        assert png[:8] == PNG[:8]
        assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1024, 512)
    numpy = pytest.importorskip("numpy")
    for array in (numpy.zeros((4, 5)), numpy.full((4, 5, 3), 7, "uint8"), numpy.array([[numpy.nan, 1, numpy.inf]])):
        assert node(mo.image(array))["node"] == "picture", node(mo.image(array))


def test_a_figure_is_drawn_as_it_is_and_bounded(screen):
    pytest.importorskip("matplotlib").use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(200, 1))
    lines = axes.plot([1, 2])
    for value in (figure, axes, lines, mo.mpl.interactive(figure), mo.ui.matplotlib(axes), mo.vstack([figure])):
        tree = node(value)
        tree = tree.get("children", [tree])[0]
        png = base64.b64decode(tree["png"])
        assert tree["node"] == "picture" and int.from_bytes(png[16:20], "big") <= 1100
    plt.close(figure)


def test_a_table_shows_its_first_rows_and_marks_the_chosen():
    table = mo.ui.table([{"a": number, "b": "x" * number} for number in range(30)], initial_selection=[1], page_size=3)
    text, widget = node(table)["children"]
    assert text["text"].split("\n")[2:] == ["○ 0", "● 1  x", "○ 2  xx"]
    assert widget["text"] == "1 row chosen of 30 rows"


def test_every_node_is_json_of_the_kinds_that_the_screen_knows():
    known = {"table", "text", "ansi", "markdown", "code", "error", "widget", "placeholder", "picture"}
    known |= {"vstack", "hstack", "inline", "tabs", "accordion", "callout", "sidebar"}
    values = [
        *(getattr(mo.ui, name)() for name in ("checkbox", "switch", "text", "text_area", "number", "date", "file")),
        mo.ui.matrix([[1, 2]]),
        mo.ui.data_editor([{"a": 1}]),
        mo.ui.chat(print),
        mo.stat(1, label="a", slot=mo.md("x"), bordered=True),
        mo.tree({"a": [1]}),
        mo.json("[1]", label="l"),
        mo.inspect([1], all=True),
        mo.nav_menu({"/a": "A", "B": {"/c": "C"}}),
        mo.carousel([1, 2]),
        mo.lazy(lambda: mo.md("x")),
        mo.routes({"/": lambda: "home"}),
        mo.mermaid("graph TD"),
        mo.icon("lucide:sun"),
        mo.download(b"x", filename="f"),
        mo.style("x", color="red"),
        mo.plain_text("x"),
        mo.query_params(),
        len,
    ]
    for value in values:
        tree = json.loads(json.dumps(node(value)))
        assert set(kinds(tree)) <= known, value
        for widget in widgets(tree):
            assert "\n" not in widget["text"] and widget["id"]


def test_variables_are_shown_as_their_values():
    element = mo.ui.slider(1, 3)
    assert (element._tarn_repr_(), repr(element), repr(mo.md("x"))) == ("<slider value=1>", "slider()", "_md()")


# --- caches ----------------------------------------------------------------------------------------------------------


def test_a_cached_function_computes_once_and_again_when_what_it_reads_changes():
    kernel.globals["k"] = 1
    source = "@mo.cache\ndef f(a, b=2):\n    return (a + b + k, object())"
    f = run(12, source)["f"]
    assert f(1) is f(1, b=2) and f(1)[0] == 4
    assert f(2) is not f(1)
    assert run(12, source)["f"](1) is f(1)
    kernel.globals["k"] = 5
    assert f(1)[0] == 8
    assert f.cache_info().misses == 3
    f.cache_clear()
    assert f.cache_info().currsize == 0


def test_a_cache_tells_apart_which_argument_is_which():
    f = run(12, "@mo.cache\ndef f(*args): return object()")["f"]
    a, b = [1], [1]
    assert f(a, b, a) is f(a, b, a)
    assert f([1], [2], [1]) is not f([1], [2], [2])
    one, two = [1], [2]
    assert f(one, two, one) is not f(one, two, two)


def test_an_lru_cache_forgets_what_was_not_used_for_longest():
    f = run(12, "@mo.lru_cache(maxsize=1)\ndef g(a): return object()")["g"]
    first = f(1)
    assert f(1) is first
    f(2)
    assert f(1) is not first


def test_a_persistent_cache_is_found_by_another_decorator(tmp_path):
    kernel.globals["folder"] = str(tmp_path)
    code = "@mo.persistent_cache(save_path=folder)\ndef h(a): return [a, time.perf_counter()]"
    kernel.globals["time"] = time
    first = run(12, code)["h"](1)
    assert run(12, code)["h"](1) == first
    assert len(list(tmp_path.rglob("*.pickle"))) == 1


def test_a_cached_block_is_skipped_when_nothing_has_changed():
    import linecache

    code = "ran.append(1)\nwith mo.cache('block') as c:\n    made = object()\n    ran.append(2)\nran.append(3)\n"
    linecache.cache["<cell 13>"] = (len(code), None, code.splitlines(True), "<cell 13>")
    kernel.globals["ran"] = []
    first = run(13, code)["made"]
    kernel.globals["ran"] = []  # as it was before: the block reads it
    assert run(13, code)["made"] is first
    assert kernel.globals["ran"] == [1, 3] and kernel.globals["c"].hit


def test_what_is_embedded_in_a_label_becomes_a_word():
    element = mo.ui.text(label=f"{mo.icon('lucide:sun')} name")
    assert node(element)["label"] == ":sun: name"
    assert node(mo.callout("x", title=f"{mo.md('*t*')}"))["label"] == "*t*"


def test_nested_data_is_cut_before_it_is_laid_out():
    text = node([[[0] * 100] * 100] * 100)["text"]
    assert "more" in text and text.count("\n") <= 200


class Series:
    """As much of a frame's column as elements ask for."""

    name = "column"

    def __init__(self, values):
        self.values = values

    def unique(self):
        return Series(list(dict.fromkeys(self.values)))

    def to_list(self):
        return self.values

    def min(self):
        return min(self.values)

    def max(self):
        return max(self.values)


def test_elements_are_made_of_the_values_of_a_series():
    import datetime

    series = Series([3, 1, None, 3])
    assert mo.ui.dropdown.from_series(series).options == {"1": 1, "3": 3}
    assert node(mo.ui.multiselect.from_series(series))["label"] == "column"
    assert mo.ui.radio.from_series(series, value=3).value == 3
    numbers = Series([3, 1])
    assert repr(mo.ui.range_slider.from_series(numbers).value) == "[1.0, 3.0]"
    assert repr(mo.ui.slider.from_series(numbers).value) == repr(mo.ui.number.from_series(numbers).value) == "1.0"
    days = Series([datetime.date(2020, 1, 2), datetime.date(2020, 1, 1)])
    assert mo.ui.date_range.from_series(days).value == (days.values[1], days.values[0])
    with pytest.raises(ValueError):
        mo.ui.date.from_series(numbers)


@pytest.mark.parametrize("make", [mo.ui.radio, mo.ui.dropdown, mo.ui.multiselect])
@pytest.mark.parametrize("options", [["a", "b"], [1, 2], {"a": None, "b": []}, {1: "x"}])
def test_the_screen_can_send_back_every_option_that_it_is_told(make, options):
    element = make(options)
    for name in json.loads(json.dumps(node(element)["args"]["options"])):
        element._update(name if make is mo.ui.radio else [name])
        values = options.values() if isinstance(options, dict) else options
        assert (element.value[0] if make is mo.ui.multiselect else element.value) in values


@pytest.mark.parametrize("made", [
    lambda text: mo.accordion({"a": text}),
    lambda text: mo.ui.tabs({"a": text}),
    lambda text: mo.carousel([text]),
    lambda text: mo.sidebar(text),
])
def test_text_under_a_name_is_markdown_without_its_indentation(made):
    """As in marimo, unlike in rows and columns; an embedded object in it is shown, not its tag."""
    shown = node(made(f"""
        *a*

        {mo.as_html([1])}
        """))["children"][0]
    assert shown["children"][0] == {"node": "markdown", "text": "*a*"}
    assert "tarn-slot" not in json.dumps(shown)
    assert node(mo.vstack(["*a*"]))["children"][0] == {"node": "text", "text": "*a*"}


@pytest.mark.parametrize("label", ["leaves", "leaves:", "leaves: "])
def test_a_label_has_one_colon(label):
    assert mo.ui.number(0, 9, label=label)._tarn_line_().count(":") == 1


def test_a_plain_value_is_its_repr_in_a_container_too():
    tree = node(mo.vstack([mo.plain([1, 2]), mo.plain("a")]))
    assert [child["text"] for child in tree["children"]] == ["[1, 2]", "'a'"]
    assert node([mo.plain(1), mo.md("x")])["children"][0]["children"][1]["text"] == "1"


def test_a_sentence_goes_on_around_what_is_embedded():
    slider = mo.ui.slider(1, 2)
    tree = node(mo.md(f"# Title\n\nfirst\nsecond {slider} third\nfourth\n\nlast"))
    assert [child["node"] for child in tree["children"]] == ["markdown", "text", "inline", "text", "markdown"]
    words = [child.get("text") for child in tree["children"][2]["children"] if child["node"] == "markdown"]
    assert words == ["first second ", " third", " fourth"]
    for text in ("- a\n- b {0}\n- c", "a\n\n{0}\n\nb", "# a\n{0}", "```\na\n```\n{0}", "{0}\n{0}", "> a\n{0}"):
        tree = node(mo.md(text.replace("{0}", f"{slider}")))
        said = [child["text"] for child in tree.get("children", [tree]) if child["node"] == "markdown"]
        assert all("\n" not in each or "```" in each for each in said), tree
        assert len(widgets(tree)) == text.count("{0}")


def test_footnotes_are_small_numbers_and_icons_nothing():
    text = "one[^a] two[^b] `[^a]` [^no]\n\n```\n[^a]: x\n```\n\n[^b]: second\n[^a]: first ::lucide:x:: icon"
    assert node(mo.md(text))["text"] == "one¹ two² `[^a]` [^no]\n\n```\n[^a]: x\n```\n\n² second\n¹ first icon"


def test_a_formula_in_a_label_is_without_its_signs():
    assert widgets(node(mo.ui.slider(1, 2, label="$x$ costs $5")))[0]["label"] == "x costs $5"


def test_nested_data_opens_and_closes_part_by_part(screen):
    data = {"a": [1, {"b": None}], "few": [], "many": list(range(999)), "text": "x", "w": mo.md("w")}
    tree = node(mo.tree(data, label="data"))
    head, whole = tree["children"]
    assert head["text"] == "data"
    parts = {child["labels"][0]: child for child in whole["children"] if child["node"] == "accordion"}
    assert list(parts) == ["'a'  2 items", "'many'  999 items"]
    assert [part["args"]["value"] for part in parts.values()] == [True, False]
    assert parts["'many'  999 items"]["children"][0]["children"][-1]["text"] == "… 799 more"
    assert [child["text"] for child in whole["children"] if child["node"] == "text"] == ["'few': []", "'text': 'x'"]
    ids = [part["id"] for part in parts.values()]
    assert len(set(ids)) == 2
    same = mo.tree(data)
    assert node(same) == node(same), "what is open stays open when it is drawn again"


def test_json_says_null_and_is_cut_where_it_has_no_end(screen):
    tree = node(mo.json('{"a": null, "b": {"c": true}}'))
    assert tree["children"][0]["text"] == '"a": null'
    assert tree["children"][1]["children"][0]["children"][0]["text"] == '"c": true'
    endless = []
    endless.append(endless)
    assert kinds(node(mo.tree(endless))).count("accordion") < 20
    wide = [[list(range(100)) for _ in range(100)] for _ in range(100)]
    assert len(kinds(node(mo.tree(wide)))) < 3000


def test_nested_data_is_text_where_nobody_looks():
    assert node(mo.json({"a": [1]}))["node"] == "code"
    assert node(mo.tree([1, [2]]))["node"] == "text"


def test_a_foreign_widget_shows_its_traits():
    widget = type("Wheel", (), {"traits": lambda self, sync: ["angle", "_hidden"], "angle": 30})()
    tree = node(mo.ui.anywidget(widget))
    assert "Wheel" in tree["children"][0]["text"] and tree["children"][1]["text"] == "{'angle': 30}"
