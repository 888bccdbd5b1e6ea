"""Notebooks inside web pages.  tarn serves no web: the names are here, using them says so."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional, Union

__all__ = ["MarimoIslandGenerator", "MarimoIslandStub"]

_VERSION = "0.25.2"


def _refuse(name: str) -> Any:
    raise NotImplementedError(f"{name}: tarn has no web server; marimo itself can do this")


def create_asgi_app(
    *,
    quiet: bool = False,
    include_code: bool = False,
    token: Optional[str] = None,
    skew_protection: bool = False,
    session_ttl: int = 120,
    asset_url: Optional[str] = None,
    redirect_console_to_browser: bool = False,
    show_tracebacks: bool = False,
    html_head: Optional[str] = None,
    execute_opengraph_generators: bool = False,
) -> Any:
    """A web application of notebooks: not in tarn."""
    return _refuse("mo.create_asgi_app")


class MarimoIslandStub:
    """A cell in a web page: not in tarn."""

    def __init__(
        self,
        display_code: bool = False,
        display_output: bool = True,
        is_reactive: bool = True,
        *,
        cell_id: str,
        app_id: str,
        code: str,
    ) -> None:
        self._code = code

    @property
    def code(self) -> str:
        """The cell's code."""
        return self._code

    @property
    def output(self) -> Any:
        """Not in tarn."""
        return _refuse("mo.islands")

    def render(
        self,
        display_code: Optional[bool] = None,
        display_output: Optional[bool] = None,
        is_reactive: Optional[bool] = None,
        as_raw: bool = False,
    ) -> str:
        """Not in tarn."""
        return _refuse("mo.islands")

    def to_payload(
        self,
        display_code: Optional[bool] = None,
        display_output: Optional[bool] = None,
        is_reactive: Optional[bool] = None,
    ) -> Any:
        """Not in tarn."""
        return _refuse("mo.islands")


class MarimoIslandGenerator:
    """A web page of cells: not in tarn."""

    def __init__(self, app_id: str = "main") -> None:
        self._stubs: list[MarimoIslandStub] = []
        self._app_id = app_id

    @property
    def stubs(self) -> list[MarimoIslandStub]:
        """The cells."""
        return list(self._stubs)

    def add_code(
        self,
        code: str,
        display_code: bool = False,
        display_output: bool = True,
        is_reactive: bool = True,
        is_raw: bool = False,
    ) -> MarimoIslandStub:
        """A cell."""
        where = {"cell_id": str(len(self._stubs)), "app_id": self._app_id}
        stub = MarimoIslandStub(display_code, display_output, is_reactive, code=code, **where)
        self._stubs.append(stub)
        return stub

    @staticmethod
    def from_file(filename: str, display_code: bool = False) -> MarimoIslandGenerator:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.from_file")

    async def build(self) -> Any:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.build")

    def render_head(self, *, version_override: str = _VERSION, _development_url: Union[str, bool] = False) -> str:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.render_head")

    def render_body(
        self,
        *,
        include_init_island: bool = True,
        include_payload: bool = False,
        max_width: Optional[str] = None,
        margin: Optional[str] = None,
        style: Optional[str] = None,
    ) -> str:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.render_body")

    def render_html(
        self,
        *,
        version_override: str = _VERSION,
        _development_url: Union[str, bool] = False,
        include_init_island: bool = True,
        include_payload: bool = False,
        max_width: Optional[str] = None,
        margin: Optional[str] = None,
        style: Optional[str] = None,
    ) -> str:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.render_html")

    def render_init_island(self) -> str:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.render_init_island")

    def render_payload(self) -> Any:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.render_payload")

    def render_payload_script(self) -> str:
        """Not in tarn."""
        return _refuse("mo.MarimoIslandGenerator.render_payload_script")
