"""What is chosen in axes of matplotlib by typing, and traits of widgets that are programs of a page."""

import json

import pytest
from pkg_fake import mo, package
from test_pkg_kernel import node, screen, widgets  # noqa: F401

pyplot = pytest.importorskip("matplotlib.pyplot")
numpy = pytest.importorskip("numpy")
pyplot.switch_backend("agg")


@pytest.fixture
def axes():
    figure, axes = pyplot.subplots()
    axes.scatter([0, 1, 2, 3], [0, 10, 20, 30])
    axes.set(xlim=(0, 4), ylim=(0, 40))
    yield axes
    pyplot.close(figure)


def say(element, text):
    package.set_widget(element._id, json.dumps({"tarn": "say", "text": text}))
    return element._value


def press(element, what):
    package.set_widget(element._id, json.dumps({"tarn": what}))
    return element._value


X, Y = numpy.array([0, 1, 2, 3]), numpy.array([0, 10, 20, 30])


@pytest.mark.parametrize(
    "typed, chosen",
    [
        ("x 1..2 y 0..40", [1, 2]),
        ("x 1..", [1, 2, 3]),
        ("y ..10", [0, 1]),
        ("y 5..25 x 1.5..9", [2]),
        ("all", [0, 1, 2, 3]),
        ("-1,-1 1.5,-1 1.5,40 -1,40", [0, 1]),
    ],
)
def test_what_is_typed_chooses_points(axes, typed, chosen):
    element = mo.ui.matplotlib(axes)
    assert not element._value and list(element._value.get_mask(X, Y)) == [False] * 4
    assert list(numpy.flatnonzero(say(element, typed).get_mask(X, Y))) == chosen
    assert element._problem == ""


@pytest.mark.parametrize(
    "typed", ["", "z 1..2", "x", "x 5", "x 2..1", "x a..b", "1,2 3,4", "1,2 3,4 5", "x 1..nan", "x 1..2 y 2..3 x 1..2"]
)
def test_what_is_no_selection_changes_nothing_and_says_why(axes, typed):
    element = mo.ui.matplotlib(axes)
    before = say(element, "x 1..2")
    assert say(element, typed) == before
    callout = [child for child in node(element)["children"] if child["node"] == "callout"]
    assert len(callout) == 1 and callout[0]["children"][0]["text"] == element._problem != ""
    press(element, "earlier")
    assert element._problem == ""


def test_selections_are_gone_back_to_and_cleared(axes):
    element = mo.ui.matplotlib(axes)
    first, second = say(element, "x 0..1"), say(element, "x 0..2")
    assert press(element, "earlier") == first
    assert not press(element, "earlier")
    assert not press(element, "earlier")
    assert press(element, "later") == first
    assert press(element, "later") == second
    assert not press(element, "clear")
    assert not press(element, "clear")  # nothing is left to be taken back
    assert press(element, "earlier") == second


def test_the_box_of_the_beginning_is_cleared_too(axes):
    element = mo.ui.matplotlib(axes, value={"x": (1, 2), "y": (5, 6)})
    first = element._value
    assert first and not press(element, "clear") and press(element, "earlier") == first


def test_the_picture_shows_what_is_chosen_and_the_axes_stay_as_they_were(screen, axes):
    element = mo.ui.matplotlib(axes)
    artists, limits = len(axes.get_children()), (axes.get_xlim(), axes.get_ylim())
    plain = node(element)
    say(element, "x 1..200 y 5..25")
    chosen = node(element)
    assert plain["children"][0] != chosen["children"][0]
    assert (len(axes.get_children()), (axes.get_xlim(), axes.get_ylim())) == (artists, limits)
    (entry,) = widgets(chosen)
    assert (entry["name"], entry["text"]) == ("matplotlib", "[ x 1..200 y 5..25 ]")
    assert entry["args"]["options"] == ["x ..2", "x 2..", "y ..20", "y 20..", "all"]


def test_the_first_box_is_cut_at_the_axes(axes):
    box = mo.ui.matplotlib(axes, value={"x": (9, -1), "y": (5, 6)})._value
    assert (box.x_min, box.x_max, box.y_min, box.y_max) == (0, 4, 5, 6)
    assert not mo.ui.matplotlib(axes, value={"x": (8, 9), "y": (5, 6)})._value
    with pytest.raises(ValueError, match="must be of the form"):
        mo.ui.matplotlib(axes, value={"x": 1})
    axes.set_xscale("symlog")
    with pytest.raises(ValueError, match="Unsupported x-axis scale 'symlog'"):
        mo.ui.matplotlib(axes)


def test_days_are_typed_as_days(axes):
    days = numpy.array(["2024-01-01", "2024-02-01", "2024-03-01"], dtype="datetime64[D]")
    axes.clear()
    axes.plot(days, [1, 2, 3])
    element = mo.ui.matplotlib(axes)
    assert list(say(element, "x 2024-01-15..2024-03-01T00:00").get_mask(days, [1, 2, 3])) == [False, True, True]
    assert element._line().startswith("[ x 2024-01-15..2024-03-01 y ")
    assert say(element, "x soon..").get_mask(days, [1, 2, 3])[0] == False  # noqa: E712
    assert element._problem == "'soon' is no time of the x axis"


class Counter:
    """As anywidget makes them."""

    def __init__(self):
        self.__dict__.update(count=1, name="a", _esm="code", layout=None)

    def traits(self, sync=False):
        return {"count": None, "name": None, "_esm": None, "layout": None}

    def __setattr__(self, name, value):
        if name == "count" and not isinstance(value, int):
            raise ValueError(f"count is an int, not {value!r}\nand more")
        if self.__dict__[name] != value:
            self.__dict__.get("seen", []).append((name, value))
        self.__dict__[name] = value


def test_traits_of_a_widget_are_typed():
    counter = Counter()
    element = mo.ui.anywidget(counter)
    assert element.value == {"count": 1, "name": "a"}
    assert say(element, "count 5") == {"count": 5, "name": "a"} and counter.count == 5
    assert say(element, "name some words")["name"] == "some words"
    assert press(element, "earlier")["name"] == "a" and counter.name == "a"
    assert press(element, "later")["name"] == "some words"
    press(element, "clear")
    assert press(element, "earlier")["name"] == "a"
    counter.count = 9
    assert element.value["count"] == 9


def test_who_watches_a_trait_is_told_once_what_was_typed():
    counter, seen = Counter(), []
    counter.__dict__["seen"] = seen
    say(mo.ui.anywidget(counter), "count 5")
    assert seen == [("count", 5)]


def test_what_a_widget_does_not_take_is_said():
    element = mo.ui.anywidget(Counter())
    say(element, "count many")
    assert element._problem == "count: count is an int, not 'many'" and element.value["count"] == 1
    say(element, "_esm x")
    assert element._problem == "'_esm' is none of its traits: count, name"
    assert any(child["node"] == "callout" for child in node(element)["children"])
    assert widgets(node(element))[0]["args"]["options"] == ["count 1", "name 'a'"]
