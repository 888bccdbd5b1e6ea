"""Messages of conversations, and the models that answer them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

__all__ = ["ChatAttachment", "ChatMessage", "ChatModelConfig", "llm"]


class _Record:
    """Fields, shown and compared by value."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)


class ChatAttachment(_Record):
    """A file that goes with a message."""

    name = "attachment"
    content_type: Optional[str] = None

    def __init__(self, url: str, name: str = "attachment", content_type: Optional[str] = None) -> None:
        self.url = url
        self.name = name
        self.content_type = content_type


class _NewList:
    """Stands in signatures for an empty list of one's own."""

    def __repr__(self) -> str:
        return "<factory>"


_NEW_LIST: Any = _NewList()


class ChatMessage(_Record):
    """What a person or a model said."""

    role = content = id = parts = attachments = metadata = None

    def __init__(
        self,
        role: str,
        content: Any,
        id: str = "",
        parts: list[dict[str, Any]] = _NEW_LIST,
        attachments: Optional[list[ChatAttachment]] = None,
        metadata: Optional[Any] = None,
    ) -> None:
        self.role = role
        self.content = content
        self.id = id
        self.parts = [] if parts is _NEW_LIST else parts
        self.attachments = attachments
        self.metadata = metadata

    @classmethod
    def create(
        cls, *, role: str, message_id: str, content: Any, parts: Any, part_validator_class: Optional[Any] = None
    ) -> ChatMessage:
        """A message from its fields."""
        return cls(role, content, id=message_id, parts=list(parts))

    def raw_or_dumped_parts(self) -> list[dict[str, Any]]:
        """The parts as dicts."""
        return [part if isinstance(part, dict) else dict(vars(part)) for part in self.parts]


class ChatModelConfig(_Record):
    """How a model answers."""

    max_tokens = temperature = top_p = top_k = frequency_penalty = presence_penalty = None

    def __init__(
        self,
        max_tokens: Optional[int] = None,
        temperature: Optional[float] = None,
        top_p: Optional[float] = None,
        top_k: Optional[int] = None,
        frequency_penalty: Optional[float] = None,
        presence_penalty: Optional[float] = None,
    ) -> None:
        self.max_tokens = max_tokens
        self.temperature = temperature
        self.top_p = top_p
        self.top_k = top_k
        self.frequency_penalty = frequency_penalty
        self.presence_penalty = presence_penalty


def __getattr__(name: str) -> Any:
    if name == "llm":
        from importlib import import_module

        return import_module("marimo.ai.llm")
    raise AttributeError(f"module 'marimo.ai' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
