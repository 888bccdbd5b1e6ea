"""Charts that are made for browsers: pictures where what draws them is installed, else words; and what is chosen in them."""

import sys
import types

import pytest
from pkg_fake import mo
from test_pkg_kernel import PNG, kinds, node, screen, widgets  # noqa: F401

altair = pytest.importorskip("altair")
pandas = pytest.importorskip("pandas")


def chart(rows=6):
    data = pandas.DataFrame({"n": range(rows), "kind": ["a", "b", "c"] * (rows // 3)})
    return altair.Chart(data).mark_bar().encode(x="n", y="kind")


@pytest.fixture
def converter(monkeypatch):
    """What vl-convert was asked."""
    asked = []

    def vegalite_to_png(spec, vl_version=None):
        asked.append((spec, vl_version))
        return PNG

    module = types.ModuleType("vl_convert")
    module.vegalite_to_png = vegalite_to_png
    module.get_vegalite_versions = lambda: ["5.8", "5.21", "6.1", "6.4", "6.10", "7.1"]
    monkeypatch.setitem(sys.modules, "vl_convert", module)
    return asked


@pytest.fixture
def no_converter(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)  # an ImportError


def test_a_chart_is_what_the_converter_draws_in_its_version(screen, converter):
    assert node(chart())["node"] == "picture"
    (spec, version), = converter
    assert spec["mark"]["type"] == "bar"
    major = altair.SCHEMA_VERSION[1]
    assert version == {"5": "5.21", "6": "6.10"}[major]


def test_more_rows_than_a_page_would_take_are_drawn(screen, converter):
    assert node(chart(6000))["node"] == "picture"


def test_charts_in_charts_are_one_picture(screen, converter):
    for whole in (chart() | chart(), chart() & chart(), chart() + chart()):
        assert node(whole)["node"] == "picture"


def test_without_a_converter_it_is_said_what_draws_it_and_what_it_is(screen, no_converter):
    tree = node(chart())
    words, spec = tree["children"]
    assert words["text"] == "a plot: vl-convert-python draws it, and is not installed"
    assert '"field": "kind"' in spec["text"]
    assert "datasets" not in spec["text"]
    assert len(spec["text"].splitlines()) < 30


def test_a_chart_that_is_wrong_says_why(screen, converter):
    bad = altair.Chart(pandas.DataFrame({"n": [1]})).mark_bar().encode(x="no_such:Q", y="n:W")
    assert "ValueError" in node(bad)["text"] or "type" in node(bad)["text"]


def test_nobody_who_does_not_look_has_it_drawn(converter):
    assert node(chart())["node"] == "placeholder"
    assert converter == []


def test_vl_convert_itself_draws(screen):
    pytest.importorskip("vl_convert")
    assert node(chart())["node"] == "picture"


# --- choosing ------------------------------------------------------------------------------------------------------------




def test_rows_of_the_data_are_chosen_in_a_table(screen, converter):
    element = mo.ui.altair_chart(chart())
    tree = node(element)
    assert kinds(tree) == ["vstack", "picture", "table", "widget"]
    assert widgets(tree)[0]["text"] == "0 of 6 rows chosen"
    assert len(element.value) == 0
    element._update(["1", "3"])
    assert list(element.value["n"]) == [1, 3]
    assert element.selections == {"select_point": {"vlPoint": [], "_vgsid_": [2, 4]}}
    again = node(element)
    assert again["children"][1]["id"] == tree["children"][1]["id"], "the screen may be looking at it"
    assert widgets(again)[0]["text"] == "2 of 6 rows chosen"


@pytest.mark.parametrize(
    ("front", "rows"),
    [
        ({}, []),
        ({"select_point": {"vlPoint": [1], "_vgsid_": [1, 6]}}, [0, 5]),
        ({"select_interval": {"n": [1.5, 4]}}, [2, 3, 4]),
        ({"legend_selection_kind": {"kind": ["b"], "vlPoint": 1}}, [1, 4]),
        ({"select_interval": {"n": [1, 4]}, "legend_selection_kind": {"kind": ["b", "c"], "vlPoint": 1}}, [1, 2, 4]),
        ({"pan_zoom_1": {"n": [0, 1]}, "select_interval": {"n": [5, 9]}}, [5]),
        ({"select_point": {"vlPoint": [1], "_vgsid_": [77]}}, []),
    ],
)
def test_what_a_page_tells_of_a_selection_chooses_the_same(front, rows):
    element = mo.ui.altair_chart(chart())
    element._update(front)
    assert list(element.value["n"]) == rows


def test_a_field_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="no field 'm'"):
        mo.ui.altair_chart(chart())._update({"select_interval": {"m": [1, 2]}})


def test_a_chart_of_an_address_has_nothing_to_choose_from(screen, converter):
    assert kinds(node(mo.ui.altair_chart(altair.Chart("data.csv").mark_bar()))) == ["picture"]


# --- plotly --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def figure(monkeypatch):
    """A figure as plotly's are, of a library that need not be there."""

    class BaseFigure:
        layout = types.SimpleNamespace(width=None, height=5000)
        data = ({"x": [1, 2], "y": [3, 4]}, {"labels": ["p"], "values": [7]}, {"x": None})
        asked = []

        def to_json(self):
            return '{"data": [{"x": [1, 2, 3, 4, 5, 6, 7, 8, 9], "type": "bar"}], "layout": {"template": {}}}'

        def to_image(self, **how):
            self.asked.append(how)
            return PNG

    BaseFigure.__module__ = "plotly.basedatatypes"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    return BaseFigure()


def test_a_figure_is_what_kaleido_draws_not_too_large(screen, figure):
    assert node(figure)["node"] == "picture"
    assert figure.asked[-1] == {"format": "png", "width": 700, "height": 1024}


def test_without_kaleido_or_its_chrome_that_is_said(screen, figure, monkeypatch):
    def fail(**how):
        raise RuntimeError("\n\nKaleido requires Google Chrome to be installed.\n\nEither download it ...")

    figure.to_image = fail
    words, spec = node(figure)["children"]
    assert words["text"] == "a plot: kaleido draws it with Chrome, which is not installed: plotly_get_chrome fetches one"
    assert '"x": "… 9 values"' in spec["text"]
    assert "template" not in spec["text"]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert node(figure)["children"][0]["text"] == "a plot: kaleido draws it, and is not installed"


def test_points_of_a_figure_are_chosen_in_a_table(screen, figure):
    element = mo.ui.plotly(figure)
    assert kinds(node(element)) == ["vstack", "picture", "table", "widget"]
    element._update(["1", "2"])
    assert element.value == [
        {"x": 2, "y": 4, "curveNumber": 0, "pointIndex": 1},
        {"label": "p", "value": 7, "curveNumber": 1, "pointIndex": 0},
    ]
    assert element.indices == [1, 0]
    element._update({"points": [{"x": 1}], "indices": [0], "range": {"x": [0, 1]}})
    assert (element.value, element.indices, element.ranges) == ([{"x": 1}], [0], {"x": [0, 1]})
