"""A marimo that asks the page where it would ask the order of registration: the one difference that tarn makes on
purpose in when cells run (tarn-format(5)).  For the programs that ask a marimo that is installed."""


def ask_the_page(kernel_trace, oracle):
    """Ties are broken by the document, and the first definer on the page is blamed; `kernel_trace` and `oracle` are the
    modules of the oracle."""
    from marimo._runtime import dataflow

    make, sort = kernel_trace.LiveNotebook.__init__, dataflow.topological_sort
    definers = dataflow.DirectedGraph.get_defining_cells
    live = []

    class Paged:
        def __init__(self, graph):
            self.graph, self.cells = graph, {cell: graph.cells[cell] for cell in by_page(graph.cells)}

        def __getattr__(self, name):
            return getattr(self.graph, name)

    def by_page(cells):
        page = list(live[-1].codes) if live else []
        return sorted(cells, key=lambda cell: page.index(cell) if cell in page else len(page))

    def paged_make(self, cells, **more):
        self.codes = {cell["id"]: cell["code"] for cell in cells}
        live.append(self)
        make(self, cells, **more)

    def paged_definers(self, name):
        return oracle.OrderedSet(set().union(definers(self, name)), order=by_page(self.topology._cells))

    kernel_trace.LiveNotebook.__init__ = paged_make
    dataflow.topological_sort = lambda graph, cells: sort(Paged(graph), cells)
    dataflow.DirectedGraph.get_defining_cells = paged_definers
