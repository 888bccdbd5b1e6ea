"""The backend of matplotlib in a notebook: plt.show() shows the figures in the output of the cell and closes them.

Those that a cell leaves open are closed when its run is over (run.c): each cell begins without figures.
"""

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

import _tarn

_shown_in = None  # the run that has shown a figure


class FigureManager(FigureManagerBase):
    def show(self):
        global _shown_in
        from marimo import output

        figure = self.canvas.figure
        output.append(figure)
        _shown_in = _tarn.current()
        Gcf.destroy_fig(figure)


class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager


def show(*, block=None):
    for manager in Gcf.get_all_fig_managers():
        manager.show()


def add_to_shown(value):
    """The value of a cell comes below the figures that it has shown; False if it has shown none."""
    if _shown_in is None or _shown_in != _tarn.current():
        return False
    from marimo import output

    output.append(value)
    output._settle()
    return True
