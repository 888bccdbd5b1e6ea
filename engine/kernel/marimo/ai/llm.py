"""Models behind services.  They can be made; asking one is not there yet and says so."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from marimo.ai import ChatMessage, ChatModelConfig

__all__ = ["anthropic", "bedrock", "google", "groq", "openai", "pydantic_ai"]

SYSTEM_MESSAGE = "You help people who work with data."


class _Model:
    """A model of a service."""

    def __init__(self, model: str, **settings: Any) -> None:
        self.model = model
        self.settings = settings

    def __call__(self, messages: list[ChatMessage], config: ChatModelConfig) -> object:
        raise NotImplementedError(f"mo.ai.llm.{type(self).__name__}: tarn cannot ask models yet")


class openai(_Model):
    """A model of OpenAI, or of a service that speaks like it."""

    def __init__(
        self,
        model: str,
        *,
        system_message: str = SYSTEM_MESSAGE,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
    ) -> None:
        super().__init__(model, system_message=system_message, api_key=api_key, base_url=base_url)


class anthropic(_Model):
    """A model of Anthropic."""

    def __init__(
        self,
        model: str,
        *,
        system_message: str = SYSTEM_MESSAGE,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
    ) -> None:
        super().__init__(model, system_message=system_message, api_key=api_key, base_url=base_url)

    def supports_temperature(self, model: str) -> bool:
        """Not known here."""
        return True


class groq(_Model):
    """A model of Groq."""

    def __init__(
        self,
        model: str,
        *,
        system_message: str = SYSTEM_MESSAGE,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
    ) -> None:
        super().__init__(model, system_message=system_message, api_key=api_key, base_url=base_url)


class google(_Model):
    """A model of Google."""

    def __init__(self, model: str, *, system_message: str = SYSTEM_MESSAGE, api_key: Optional[str] = None) -> None:
        super().__init__(model, system_message=system_message, api_key=api_key)


class bedrock(_Model):
    """A model of Amazon Bedrock."""

    def __init__(
        self,
        model: str,
        *,
        system_message: str = SYSTEM_MESSAGE,
        region_name: str = "us-east-1",
        profile_name: Optional[str] = None,
        credentials: Optional[dict[str, str]] = None,
        aws_access_key_id: Optional[str] = None,
        aws_secret_access_key: Optional[str] = None,
    ) -> None:
        super().__init__(model, system_message=system_message, region_name=region_name, profile_name=profile_name)


class pydantic_ai(_Model):
    """An agent of pydantic-ai."""

    def __init__(self, agent: Any) -> None:
        super().__init__(str(agent))
