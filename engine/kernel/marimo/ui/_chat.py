"""chat: a conversation with a model.  The conversation is not drawn yet; the value is the list of messages."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional, Union

DEFAULT_CONFIG = {
    "max_tokens": 4096,
    "temperature": 0.5,
    "top_p": 1,
    "top_k": 40,
    "frequency_penalty": 0,
    "presence_penalty": 0,
}


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
        self._start({"messages": []}, on_change=on_message, args={"prompts": prompts, "disabled": disabled})

    def _convert(self, front: Any) -> Any:
        if not isinstance(front, dict) or "messages" not in front:
            raise ValueError("a conversation is {'messages': [...]}")
        from marimo.ai import ChatMessage

        return [ChatMessage(**{"id": None, **message}) for message in front["messages"]]

    def _tarn_node_(self) -> dict:
        return {"node": "placeholder", "name": "mo.ui.chat", "text": f"a conversation of {len(self._value)} messages"}
