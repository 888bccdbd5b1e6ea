"""chat: a conversation with a model.

The screen sends {"tarn": "say", "text": S} for what a person typed; then the model is called, and what it answers is drawn
while it comes.  The value, a list of messages, changes when it has answered.  An answer that fails or is interrupted is
shown, and no message.  Where files may be attached, @NAME attaches one; where there are controls, /NAME VALUE changes what the
model is configured with.  {"tarn": "earlier"} and "later" turn pages of a long conversation, {"tarn": "clear"} begins anew.
"""

from __future__ import annotations

from marimo._context import kernel
from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional, Union

    from marimo.ai import ChatMessage

DEFAULT_CONFIG = {
    "max_tokens": 4096,
    "temperature": 0.5,
    "top_p": 1,
    "top_k": 40,
    "frequency_penalty": 0,
    "presence_penalty": 0,
}
PIXELS = 16  # of a browser, for a line of text
LINES = 24  # that the conversation takes if nothing else is said
WIDE = 80  # characters of a line, for guessing how many lines a message takes
LONGEST = 200_000  # characters of an answer that are drawn
DRAWN_EVERY = 0.05  # seconds


class chat(UIElement):
    """Messages, and the function that answers them."""

    def __init__(
        self,
        model: Callable[..., object],
        *,
        prompts: Optional[list[str]] = None,
        on_message: Optional[Callable[[list[Any]], None]] = None,
        show_configuration_controls: bool = False,
        config: Optional[dict[str, Any]] = DEFAULT_CONFIG,
        allow_attachments: Union[bool, list[str]] = False,
        max_height: Optional[int] = None,
        disabled: bool = False,
    ) -> None:
        self._model = model
        self._config = {**DEFAULT_CONFIG, **(config or {})}
        self._has_controls = show_configuration_controls
        self._attaches = allow_attachments
        self._lines = max(max_height // PIXELS, 3) if max_height else LINES
        self._forget()
        args = {"prompts": prompts, "options": list(prompts or ()), "disabled": disabled}
        self._start({"messages": []}, on_change=on_message, args=args)

    def _forget(self) -> None:
        self._history: list[ChatMessage] = []
        self._skipped = 0  # messages at the end that are not shown: someone looks at earlier ones
        self._problem: Optional[dict] = None  # why there is no answer
        self._answer: Any = None  # that comes at present

    def _clone_parts(self) -> None:
        self._forget()

    def _convert(self, front: Any) -> Any:
        if not isinstance(front, dict) or "messages" not in front:
            raise ValueError("a conversation is {'messages': [...]}")
        from marimo.ai import ChatMessage

        found = []
        known = self._history if len(self._history) == len(front["messages"]) else None
        for i, message in enumerate(front["messages"]):
            if known and message.get("id") == known[i].id:  # its content may be more than text
                found.append(known[i])
            else:
                found.append(ChatMessage(**{"id": None, **message}))
        self._history = list(found)
        return found

    # --- what is typed ---------------------------------------------------------------------------------------------

    def _tell(self, told: dict[str, Any]) -> Optional[dict[str, Any]]:
        what = told.get("tarn")
        if what is None:
            return told
        if what in ("earlier", "later"):
            by = 1 if what == "earlier" else -1
            self._skipped = min(max(self._skipped + by, 0), max(len(self._history) - 1, 0))
            return None
        if what == "clear":
            self._forget()
            return {"messages": []}
        return self._say(str(told.get("text", "")))

    def _say(self, text: str) -> Optional[dict[str, Any]]:
        """Asks the model; the value that follows, None if it has not answered."""
        from marimo.ai import ChatMessage

        self._skipped, self._problem = 0, None
        if self._has_controls and text.startswith("/"):
            self._configure(text[1:])
            return None
        try:
            self._history = [*self._history, self._message(text)]
        except (ValueError, OSError) as error:
            self._problem = _words(str(error))
            return None
        answer = self._answer = _Answer(self._draw)
        try:
            answer.take(self._asked())
        except KeyboardInterrupt:
            self._problem = {"node": "text", "text": "interrupted"}
        except Exception as error:
            self._problem = _node_of_error(error)
        finally:
            self._answer = None
            answer.end()
        if self._problem is not None:
            self._problem = {"node": "vstack", "children": [*answer.nodes(), self._problem]}
            return None
        self._history = [*self._history, ChatMessage("assistant", answer.content(), _new_id(), answer.parts())]
        return {"messages": [_front_of(message) for message in self._history]}

    def _message(self, text: str) -> ChatMessage:
        """What a person says, with the files that it names."""
        from marimo.ai import ChatMessage

        parts: list[dict[str, Any]] = [{"type": "text", "text": text}]
        if not self._attaches:
            return ChatMessage("user", text, _new_id(), parts)
        from marimo.ui._attached import attached

        files = attached(text, self._attaches)
        parts += [{"type": "file", "mediaType": each.content_type, "filename": each.name, "url": each.url} for each in files]
        return ChatMessage("user", text, _new_id(), parts, files or None)

    def _configure(self, text: str) -> None:
        """`temperature 0.2`: the next message is answered with it."""
        name, _, value = text.strip().replace("=", " ", 1).partition(" ")
        names = ", ".join(DEFAULT_CONFIG)
        try:
            if name not in DEFAULT_CONFIG:
                raise ValueError(f"{name} is none of {names}")
            whole = name in ("max_tokens", "top_k")
            self._config[name] = int(value) if whole else float(value)
        except ValueError as error:
            self._problem = _words(str(error))

    def _asked(self) -> object:
        """What the model's function answers: called with one argument if it takes but one."""
        import inspect

        from marimo.ai import ChatModelConfig

        messages = list(self._history)
        if not isinstance(self._model, type) and len(inspect.signature(self._model).parameters) == 1:
            return self._model(messages)
        return self._model(messages, ChatModelConfig(**self._config))

    def _draw(self) -> None:
        if kernel and hasattr(kernel, "draw"):
            import json

            kernel.draw(self._id, json.dumps({"root": self._tarn_node_()}, default=str))

    # --- showing ---------------------------------------------------------------------------------------------------

    def _line(self) -> str:
        return "[ a message ]"

    def _tarn_line_(self) -> str:
        return f"a conversation of {len(self._history)} messages"

    def _tarn_node_(self) -> dict:
        last = len(self._history) - self._skipped
        first, left = last, self._lines - sum(map(_lines_of, self._answer.nodes() if self._answer else ()))
        while first > 0 and (left > 0 or first == last):
            first -= 1
            left -= 2 + _lines_of(_node_of_content(self._history[first], short=True))
        children = [_words(f"… {first} earlier, j and k turn to them")] if first else []
        for message in self._history[first:last]:
            children += [_name_of(message.role), _node_of_content(message)]
            children += [_words(f"+ {each.name}") for each in message.attachments or () if hasattr(each, "name")]
        if self._skipped:
            children.append(_words(f"… {self._skipped} later"))
        elif self._answer:
            children += [_name_of("assistant"), *(self._answer.nodes() or [_words("…")])]
        elif self._problem:
            children += [_name_of("assistant"), self._problem]
        if not self._history:
            children += [_words(f"• {prompt}") for prompt in self._args["options"]]
        if self._has_controls:
            settings = "  ".join(f"{name} {value:g}" for name, value in self._config.items() if isinstance(value, (int, float)))
            children.append(_words(f"{settings}  (/temperature 0.2 changes one)"))
        entry = super()._tarn_node_()
        entry["args"] = {**self._args, "value": len(self._history)}  # the messages themselves stay here
        return {"node": "vstack", "id": f"{self._id}:chat", "children": [*children, entry]}


class _Answer:
    """What a model answers, as it comes: text in pieces, pieces of marimo's protocol, or any one value."""

    def __init__(self, draw: Callable[[], None]) -> None:
        self._draw = draw
        self._drawn = 0.0
        self._late: Any = None  # a timer, if something came that is not drawn
        self._text = ""
        self._thought = ""
        self._value: Any = None

    def take(self, response: Any) -> None:
        """All of it."""
        import inspect

        if inspect.isgenerator(response):
            self._draw()
            try:
                for piece in response:
                    self._add(piece)
            finally:
                response.close()
        elif inspect.isasyncgen(response):
            self._draw()
            _run(self._take_all(response))
        elif inspect.isawaitable(response):
            self._draw()
            self._set(_run(_awaited(response)))
        else:
            self._set(response)

    async def _take_all(self, response: Any) -> None:
        try:
            async for piece in response:
                self._add(piece)
        finally:
            await response.aclose()

    def _set(self, value: Any) -> None:
        if isinstance(value, str):
            self._text = str(value)
        else:
            self._value = value

    def _add(self, piece: Any) -> None:
        if isinstance(piece, str):
            self._text += piece
        else:
            kind, delta = _field(piece, "type"), _field(piece, "delta")
            if kind == "text-delta" and isinstance(delta, str):
                self._text += delta
            elif kind == "reasoning-delta" and isinstance(delta, str):
                self._thought += delta
            elif kind == "error":
                raise RuntimeError(str(_field(piece, "error_text") or _field(piece, "errorText")))
            elif not isinstance(kind, str):
                self._value = piece
        self._draw_soon()

    def _draw_soon(self) -> None:
        """Not for each piece; but none stays unseen because no other follows."""
        import threading
        import time

        now = time.monotonic()
        if self._late is not None:
            return
        if now - self._drawn >= DRAWN_EVERY:
            self._drawn = now
            self._draw()
            return
        self._late = threading.Timer(DRAWN_EVERY, self._draw_late)
        self._late.daemon = True
        self._late.start()

    def _draw_late(self) -> None:
        import time

        self._late, self._drawn = None, time.monotonic()
        self._draw()

    def end(self) -> None:
        """Nothing more is drawn."""
        late, self._late = self._late, None
        if late is not None:
            late.cancel()
        self._draw = lambda: None

    def content(self) -> Any:
        """The content of the message."""
        return self._text if self._value is None else self._value

    def parts(self) -> list[dict[str, Any]]:
        """The message in marimo's parts."""
        from marimo._html import as_html

        parts = [{"type": "reasoning", "text": self._thought}] if self._thought else []
        text = self._text if self._value is None else as_html(self._value).text
        return [*parts, {"type": "text", "text": text}]

    def nodes(self) -> list[dict]:
        """What there is of it, on the screen."""
        found = [_words(self._thought[-LONGEST:])] if self._thought else []
        if self._text:
            found.append({"node": "markdown", "text": _cut(self._text)})
        if self._value is not None:
            from marimo._describe import node_of

            found.append(node_of(self._value))
        return found


def _run(coroutine: Any) -> Any:
    if kernel and hasattr(kernel, "draw"):
        import _tarn_async

        return _tarn_async.run(coroutine)
    import asyncio

    return asyncio.run(coroutine)


async def _awaited(awaitable: Any) -> Any:
    return await awaitable


def _field(piece: Any, name: str) -> Any:
    return piece.get(name) if isinstance(piece, dict) else getattr(piece, name, None)


def _new_id() -> str:
    import os

    return f"message_{os.urandom(16).hex()}"


def _front_of(message: ChatMessage) -> dict[str, Any]:
    """A message as the screen would send it."""
    text = message.content if isinstance(message.content, str) else None
    if text is None:
        text = next((part.get("text", "") for part in message.parts if isinstance(part, dict)), "")
    return {"id": message.id, "role": message.role, "content": text, "parts": message.parts}


def _node_of_error(error: Exception) -> dict:
    """The model's exception, with the line of it that is nearest to the model."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" (line {frames[-1].lineno} in {frames[-1].name})" if frames else ""
    message = str(error)[:2000]
    return {"node": "callout", "kind": "danger", "children": [_words(f"{type(error).__name__}: {message}{where}")]}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _words(text: str) -> dict:
    return {"node": "text", "text": text}


def _name_of(role: str) -> dict:
    return {"node": "markdown", "text": f"**{'you' if role == 'user' else role}**"}


def _node_of_content(message: ChatMessage, short: bool = False) -> dict:
    content = message.content
    if isinstance(content, str):
        return _words(_cut(content)) if message.role == "user" else {"node": "markdown", "text": _cut(content)}
    if short:
        return _words("\n" * 8)
    from marimo._describe import node_of

    return _words("") if content is None else node_of(content)


def _lines_of(node: dict) -> int:
    """About how many lines it takes."""
    return sum(1 + len(line) // WIDE for line in node.get("text", "").split("\n"))
