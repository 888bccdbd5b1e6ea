"""marimo's side of engine_beside.py, run by a Python that has it: marimo_engine.py WHAT FILE ROUNDS.

Prints a line "NAME: MILLISECONDS..." for each thing that it measured.  In its own process, without browser or server, and
without what it takes to import marimo."""
from __future__ import annotations

import asyncio
import copy
import queue
import sys
import time

from marimo._convert.converters import MarimoConvert  # noqa: F401  (else the next import is circular)
from marimo._ast.app_config import _AppConfig
from marimo._ast.cell import CellConfig
from marimo._ast.codegen import generate_filecontents_from_ir
from marimo._ast.compiler import compile_cell
from marimo._ast.load import get_notebook_status
from marimo._config.config import DEFAULT_CONFIG
from marimo._messaging.types import KernelStreams
from marimo._runtime import dataflow
from marimo._runtime.commands import (AppMetadata, CreateNotebookCommand, ExecuteCellCommand, ExecuteCellsCommand,
                                      UpdateUIElementCommand)
from marimo._runtime.kernel_lifecycle import KernelArgs, create_kernel
from marimo._session.model import SessionMode


def now() -> float:
    return time.perf_counter() * 1e3


def show(name: str, figures: list[float]):
    print(f"{name}:", *(f"{figure:.4f}" for figure in figures), flush=True)


def open_file(path: str):
    """Cells, and the graph of them."""
    notebook = get_notebook_status(path).notebook
    graph = dataflow.DirectedGraph()
    for i, cell in enumerate(notebook.cells):
        graph.register_cell(str(i), compile_cell(cell.code, cell_id=str(i)))
    return notebook, graph


def measure_open(path: str, rounds: int):
    begun = now()
    open_file(path)
    show("open", [now() - begun])


def measure_edit(path: str, rounds: int):
    notebook, graph = open_file(path)
    middle = len(notebook.cells) // 2
    code, figures = notebook.cells[middle].code, []
    for i in range(rounds):
        code += f"\n_edited = {i}"
        begun = now()
        graph.delete_cell(str(middle))
        graph.register_cell(str(middle), compile_cell(code, cell_id=str(middle)))
        figures.append(now() - begun)
    show("edit", figures)


def measure_analysis(path: str, rounds: int):
    notebook, figures = get_notebook_status(path).notebook, []
    for _ in range(rounds):
        begun = now()
        for i, cell in enumerate(notebook.cells):
            compile_cell(cell.code, cell_id=str(i))
        figures.append((now() - begun) / len(notebook.cells))
    show("analysis", figures)


def measure_save(path: str, rounds: int):
    notebook, figures = get_notebook_status(path).notebook, []
    for _ in range(rounds):
        begun = now()
        text = generate_filecontents_from_ir(notebook)
        with open(path + ".marimo.py", "w", encoding="utf-8") as out:
            out.write(text)
        figures.append(now() - begun)
    show("save", figures)


class Stream:
    """What would go to the browser."""
    cell_id = None

    def write(self, data):
        pass

    def flush_console(self):
        pass

    def stop(self):
        pass

    def copy_for_thread(self):
        return self


class Kernel:
    def __init__(self, path: str):
        self.codes = [cell.code for cell in get_notebook_status(path).notebook.cells]
        self.ids = [f"c{i}" for i in range(len(self.codes))]
        self.kernel, _ = create_kernel(KernelArgs(
            streams=KernelStreams(stream=Stream(), stdout=None, stderr=None, stdin=None), debugger=None,
            configs={name: CellConfig() for name in self.ids},
            app_metadata=AppMetadata(query_params={}, cli_args={}, argv=None, filename=path,
                                     app_config=copy.deepcopy(_AppConfig())),
            user_config=copy.deepcopy(DEFAULT_CONFIG), mode=SessionMode.EDIT, control_queue=queue.Queue(),
            set_ui_element_queue=queue.Queue(), virtual_file_storage="in_memory"))

    async def do(self, command) -> float:
        begun = now()
        await self.kernel.handle_message(command)
        return now() - begun

    async def create(self) -> float:
        requests = tuple(ExecuteCellCommand(cell_id=name, code=code) for name, code in zip(self.ids, self.codes))
        nothing = UpdateUIElementCommand(object_ids=[], values=[])
        return await self.do(CreateNotebookCommand(execution_requests=requests, cell_ids=tuple(self.ids),
                                                   set_ui_element_value_request=nothing, auto_run=True))

    async def run(self, first: int, end: int) -> float:
        return await self.do(ExecuteCellsCommand(cell_ids=self.ids[first:end], codes=self.codes[first:end]))


def bare(codes: list[str]) -> float:
    """The same code objects without any kernel."""
    compiled, names = [compile(code, "cell", "exec") for code in codes], {"__name__": "__main__"}
    begun = now()
    for code in compiled:
        exec(code, names)
    return now() - begun


async def run_cells(path: str, rounds: int):
    kernel = Kernel(path)
    count = len(kernel.ids)
    first = await kernel.create()
    show("first run", [first])
    show("run all", [await kernel.run(0, count) for _ in range(rounds)])
    show("root", [await kernel.run(0, 1) for _ in range(rounds)])
    show("leaf", [await kernel.run(count - 1, count) for _ in range(rounds)])
    show("bare", [bare(kernel.codes) for _ in range(max(rounds, 9))])


async def move_widget(path: str, rounds: int):
    kernel = Kernel(path)
    await kernel.create()
    name, figures = kernel.kernel.globals["s"]._id, []
    for i in range(rounds):
        figures.append(await kernel.do(UpdateUIElementCommand(object_ids=[name], values=[i + 1])))
    assert kernel.kernel.globals[f"v{len(kernel.ids) - 1}"] == rounds + len(kernel.ids) - 2
    show("widget", figures)


def measure_run(path: str, rounds: int):
    asyncio.run(run_cells(path, rounds))


def measure_widget(path: str, rounds: int):
    asyncio.run(move_widget(path, rounds))


if __name__ == "__main__":
    what, file, count = sys.argv[1:]
    globals()["measure_" + what](file, int(count))
