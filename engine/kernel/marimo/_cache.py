"""cache, lru_cache, persistent_cache: results that are kept as long as nothing changes that they depend on.

A result is found again by a key made of the function's code, the arguments, and the values of the variables that the
code reads: so a cache outlives the runs of its cell.  As a decorator, or as a block whose names are kept:

    with mo.cache("training") as c:
        model = train()

A block is skipped only at the top level of a cell; within functions it always runs.  Persistent caches are files below
__marimo__/cache beside the notebook; the methods are pickle and json, stores other than files are not there yet.
"""

from __future__ import annotations

import functools
import sys
import time
from collections import OrderedDict, namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional, Union

    from marimo._cachestore import Store

CacheInfo = namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize", "time_saved"])

_memories: dict[tuple, Memory] = {}


class Memory:
    """Results by key, the longest unused thrown away first."""

    def __init__(self, maxsize: Optional[int] = None) -> None:
        self.maxsize = maxsize
        self._entries: OrderedDict[str, Any] = OrderedDict()

    def get(self, key: str) -> Optional[tuple[Any, float]]:
        """(result, seconds it took), or None."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key]

    def put(self, key: str, entry: tuple[Any, float]) -> None:
        """Keeps a result."""
        self._entries[key] = entry
        self._entries.move_to_end(key)
        while self.maxsize is not None and self.maxsize >= 0 and len(self._entries) > self.maxsize:
            self._entries.popitem(last=False)

    def clear(self) -> None:
        """Forgets all."""
        self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)


class _Counted:
    """What decorators and blocks tell about their hits."""

    def __init__(self, store: Union[Memory, Store]) -> None:
        self._store = store
        self._hits = self._misses = 0
        self._saved = 0.0
        self.last_hash: Optional[str] = None

    def _look_up(self, key: str) -> Optional[tuple[Any, float]]:
        self.last_hash = key
        entry = self._store.get(key)
        if entry is None:
            self._misses += 1
        else:
            self._hits += 1
            self._saved += entry[1]
        return entry

    @property
    def hits(self) -> int:
        """How often a result was found."""
        return self._hits

    @property
    def misses(self) -> int:
        """How often it was not."""
        return self._misses

    @property
    def maxsize(self) -> Optional[int]:
        """How many results are kept; None: all."""
        return self._store.maxsize

    @property
    def currsize(self) -> int:
        """How many results are kept now."""
        return len(self._store)

    @property
    def time_saved(self) -> float:
        """Seconds that hits have saved."""
        return self._saved

    def cache_info(self) -> CacheInfo:
        """All of these."""
        return CacheInfo(self.hits, self.misses, self.maxsize, self.currsize, self.time_saved)

    def cache_clear(self) -> None:
        """Forgets all results."""
        self._store.clear()


class _cache_call(_Counted):
    """A function whose results are kept."""

    def __init__(self, function: Callable[..., Any], store: Any, pin_modules: bool = False) -> None:
        super().__init__(store)
        functools.update_wrapper(self, function)
        self._function = function
        self._pin_modules = pin_modules

    def _key(self, args: tuple, kwargs: dict[str, Any]) -> str:
        from marimo._cachekey import key_of_call

        return key_of_call(self._function, args, kwargs, self._pin_modules)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        key = self._key(args, kwargs)
        entry = self._look_up(key)
        if entry is not None:
            return entry[0]
        begin = time.perf_counter()
        result = self._function(*args, **kwargs)
        self._store.put(key, (result, time.perf_counter() - begin))
        return result

    def __get__(self, instance: Any, owner: Optional[type] = None) -> Any:
        return self if instance is None else functools.partial(self, instance)

    def __repr__(self) -> str:
        info = " ".join(f"{name}={value}" for name, value in self.cache_info()._asdict().items())
        return f"<{type(self).__name__} {info}>"


class _cache_call_async(_cache_call):
    """An async function whose results are kept."""

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        key = self._key(args, kwargs)
        entry = self._look_up(key)
        if entry is not None:
            return entry[0]
        begin = time.perf_counter()
        result = await self._function(*args, **kwargs)
        self._store.put(key, (result, time.perf_counter() - begin))
        return result


class _Skipped(Exception):
    """Leaves a block whose names are known."""


class _cache_context(_Counted):
    """A block whose names are kept."""

    def __init__(self, name: str, store: Any, pin_modules: bool = False) -> None:
        super().__init__(store)
        self.name = name
        self.hit = False
        self._pin_modules = pin_modules
        self._key: Optional[str] = None
        self._names: tuple[str, ...] = ()

    @property
    def cache_type(self) -> str:
        """How the key was made."""
        return "Pure"

    def __enter__(self) -> _cache_context:
        frame = sys._getframe(1)
        self.hit = False
        if frame.f_locals is frame.f_globals:
            from marimo._cachekey import key_of_block

            self._key, self._names = key_of_block(frame, self._pin_modules)
            entry = self._look_up(self._key) if self._key else None
            if entry is not None:
                frame.f_globals.update(entry[0])
                self.hit = True
                self._skip(frame)
        self._begin = time.perf_counter()
        return self

    def _skip(self, frame: Any) -> None:
        """The first line of the block raises, and `__exit__` swallows that."""
        self._tracer = sys.gettrace()

        def leave(inner: Any, event: str, arg: Any) -> Any:
            sys.settrace(self._tracer)
            inner.f_trace = None
            raise _Skipped

        if self._tracer is None:
            sys.settrace(lambda *unused: None)
        frame.f_trace = leave

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        if self.hit:
            sys.settrace(self._tracer)
            return kind is _Skipped
        if kind is None and self._key is not None:
            found = sys._getframe(1).f_globals
            values = {name: found[name] for name in self._names if name in found}
            self._store.put(self._key, (values, time.perf_counter() - self._begin))
        return False


def _decorated(function: Callable[..., Any], store: Any, pin_modules: bool) -> _cache_call:
    import inspect

    kind = _cache_call_async if inspect.iscoroutinefunction(function) else _cache_call
    return kind(function, store, pin_modules)


def _memory_of(kind: str, name: str, maxsize: Optional[int]) -> Memory:
    """The results under a name: they outlive the decorator."""
    memory = _memories.setdefault((kind, name), Memory(maxsize))
    memory.maxsize = maxsize
    return memory


def _cached(name: Any, kind: str, maxsize: Optional[int], pin_modules: bool) -> Any:
    """What the three forms have in common: @cache, @cache(...), with cache("name")."""
    if callable(name):
        return _decorated(name, _memory_of(kind, _name_of(name), maxsize), pin_modules)
    if isinstance(name, str):
        return _Both(name, lambda each: _memory_of(kind, each, maxsize), pin_modules)
    return lambda function: _decorated(function, _memory_of(kind, _name_of(function), maxsize), pin_modules)


def _name_of(function: Any) -> str:
    return getattr(function, "__qualname__", None) or type(function).__name__


class _Both(_cache_context):
    """A name was given: a block, or a decorator still."""

    def __init__(self, name: str, store_of: Callable[[str], Any], pin_modules: bool) -> None:
        super().__init__(name, store_of(name), pin_modules)

    def __call__(self, function: Callable[..., Any]) -> _cache_call:
        return _decorated(function, self._store, self._pin_modules)


_Both.__name__ = "_cache_context"


def cache(
    name: Optional[Union[str, Callable[..., Any]]] = None,
    *args: Any,
    pin_modules: bool = False,
    loader: Any = None,
    _frame_offset: int = 1,
    _internal_interface_not_for_external_use: None = None,
    **kwargs: Any,
) -> Any:
    """Keeps all results in memory."""
    return _cached(name, "cache", None, pin_modules)


def lru_cache(
    name: Optional[Union[str, Callable[..., Any]]] = None,
    maxsize: int = 128,
    *args: Any,
    pin_modules: bool = False,
    _internal_interface_not_for_external_use: None = None,
    **kwargs: Any,
) -> Any:
    """Keeps the last results in memory."""
    return _cached(name, "lru", maxsize, pin_modules)


def persistent_cache(
    name: Optional[Union[str, Callable[..., Any]]] = None,
    save_path: Optional[str] = None,
    method: str = "pickle",
    store: Any = None,
    fn: Optional[Callable[..., Any]] = None,
    *args: Any,
    pin_modules: bool = False,
    _internal_interface_not_for_external_use: None = None,
    **kwargs: Any,
) -> Any:
    """Keeps results in files."""
    from marimo._cachestore import Store

    if store is not None:
        raise NotImplementedError("tarn keeps persistent caches in files; other stores are not there yet")

    def store_of(each: str) -> Store:
        return Store(each, save_path, method)

    function = fn if fn is not None else name if callable(name) else None
    if function is not None:
        return _decorated(function, store_of(name if isinstance(name, str) else _name_of(function)), pin_modules)
    if isinstance(name, str):
        return _Both(name, store_of, pin_modules)
    return lambda each: _decorated(each, store_of(_name_of(each)), pin_modules)
