"""Models behind services, asked by the services' own packages, which the notebook's interpreter may have.

A model can be made without any of that.  Who asks it is told what is missing: the package, or the key.  An answer comes
piece by piece.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Optional

    from marimo.ai import ChatMessage, ChatModelConfig

__all__ = ["anthropic", "bedrock", "google", "groq", "openai", "pydantic_ai"]

SYSTEM_MESSAGE = "You help people who work with data."


class _Model:
    """A model of a service."""

    _package = ""  # that asks it
    _key = ""  # the variable of the environment that has its key

    def __init__(self, model: str, system_message: str, api_key: Optional[str] = None, base_url: Optional[str] = None) -> None:
        self.model = model
        self.system_message = system_message
        self.api_key = api_key
        self.base_url = base_url

    def __call__(self, messages: list[ChatMessage], config: ChatModelConfig) -> object:
        return self._ask(self._module(), messages, config)

    def _ask(self, package: Any, messages: list[ChatMessage], config: ChatModelConfig) -> Iterator[str]:
        raise NotImplementedError

    def _module(self) -> Any:
        from importlib import import_module

        try:
            return import_module(self._package)
        except ImportError as error:
            what = f"mo.ai.llm.{type(self).__name__} asks by the package {self._package}"
            raise ModuleNotFoundError(f"{what}: install it for this interpreter", name=self._package) from error

    def _found_key(self) -> str:
        import os

        key = self.api_key or os.environ.get(self._key)
        if not key:
            what = f"mo.ai.llm.{type(self).__name__} has no key"
            raise ValueError(f"{what}: give it as api_key, or set {self._key} in the environment")
        return key


def _settings(config: ChatModelConfig, **names: str) -> dict[str, Any]:
    """What the configuration says, under the names of the service."""
    found = {theirs: getattr(config, ours) for ours, theirs in names.items()}
    return {name: value for name, value in found.items() if value is not None}


def _told(messages: list[ChatMessage]) -> list[dict[str, Any]]:
    return [{"role": message.role, "content": _content(message)} for message in messages]


def _content(message: ChatMessage) -> Any:
    """A text; with pictures, its parts."""
    text = str(message.content)
    urls = [each.url for each in message.attachments or () if (each.content_type or "").startswith("image/")]
    if not urls:
        return text
    return [{"type": "text", "text": text}, *({"type": "image_url", "image_url": {"url": url}} for url in urls)]


class openai(_Model):
    """A model of OpenAI, or of a service that speaks like it."""

    _package, _key, _limit = "openai", "OPENAI_API_KEY", "max_completion_tokens"

    def __init__(
        self,
        model: str,
        *,
        system_message: str = SYSTEM_MESSAGE,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
    ) -> None:
        super().__init__(model, system_message, api_key, base_url)

    def _client(self, package: Any) -> Any:
        return package.OpenAI(api_key=self._found_key(), base_url=self.base_url)

    def _ask(self, package: Any, messages: list[ChatMessage], config: ChatModelConfig) -> Iterator[str]:
        settings = _settings(
            config,
            max_tokens=self._limit,
            temperature="temperature",
            top_p="top_p",
            frequency_penalty="frequency_penalty",
            presence_penalty="presence_penalty",
        )
        told = [{"role": "system", "content": self.system_message}, *_told(messages)]
        client = self._client(package)
        return self._pieces(client.chat.completions.create(model=self.model, messages=told, stream=True, **settings))

    def _pieces(self, answer: Any) -> Iterator[str]:
        for chunk in answer:
            text = chunk.choices[0].delta.content if chunk.choices else None
            if text:
                yield text


class groq(openai):
    """A model of Groq."""

    _package, _key, _limit = "groq", "GROQ_API_KEY", "max_tokens"

    def _client(self, package: Any) -> Any:
        return package.Groq(api_key=self._found_key(), base_url=self.base_url)


class anthropic(_Model):
    """A model of Anthropic."""

    _package, _key = "anthropic", "ANTHROPIC_API_KEY"

    def __init__(
        self,
        model: str,
        *,
        system_message: str = SYSTEM_MESSAGE,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
    ) -> None:
        super().__init__(model, system_message, api_key, base_url)

    def supports_temperature(self, model: str) -> bool:
        """Not known here."""
        return True

    def _ask(self, package: Any, messages: list[ChatMessage], config: ChatModelConfig) -> Iterator[str]:
        client = package.Anthropic(api_key=self._found_key(), base_url=self.base_url)
        settings = _settings(config, top_p="top_p", top_k="top_k")
        if self.supports_temperature(self.model):
            settings.update(_settings(config, temperature="temperature"))
        told = [{"role": message.role, "content": str(message.content)} for message in messages if message.role != "system"]
        asked = {"model": self.model, "system": self.system_message, "max_tokens": config.max_tokens or 4096, "messages": told}
        return self._pieces(client.messages.stream(**asked, **settings))

    def _pieces(self, answer: Any) -> Iterator[str]:
        with answer as stream:
            yield from stream.text_stream


class google(_Model):
    """A model of Google."""

    _package, _key = "google.genai", "GOOGLE_AI_API_KEY"

    def __init__(self, model: str, *, system_message: str = SYSTEM_MESSAGE, api_key: Optional[str] = None) -> None:
        super().__init__(model, system_message, api_key)

    def _ask(self, package: Any, messages: list[ChatMessage], config: ChatModelConfig) -> Iterator[str]:
        client = package.Client(api_key=self._found_key())
        settings = _settings(
            config,
            max_tokens="max_output_tokens",
            temperature="temperature",
            top_p="top_p",
            top_k="top_k",
            frequency_penalty="frequency_penalty",
            presence_penalty="presence_penalty",
        )
        roles = {"assistant": "model"}
        told = [{"role": roles.get(each.role, "user"), "parts": [{"text": str(each.content)}]} for each in messages]
        how = {"system_instruction": self.system_message, **settings}
        return self._pieces(client.models.generate_content_stream(model=self.model, contents=told, config=how))

    def _pieces(self, answer: Any) -> Iterator[str]:
        for chunk in answer:
            if chunk.text:
                yield chunk.text


class bedrock(_Model):
    """A model of Amazon Bedrock; who has no keys here has them where boto3 looks for them."""

    _package = "boto3"

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
        super().__init__(model, system_message)
        given = credentials or {}
        self.region_name = region_name
        self.profile_name = profile_name
        self._keys = {
            "aws_access_key_id": aws_access_key_id or given.get("aws_access_key_id"),
            "aws_secret_access_key": aws_secret_access_key or given.get("aws_secret_access_key"),
        }

    def _ask(self, package: Any, messages: list[ChatMessage], config: ChatModelConfig) -> Iterator[str]:
        keys = {name: key for name, key in self._keys.items() if key}
        session = package.Session(region_name=self.region_name, profile_name=self.profile_name, **keys)
        told = [{"role": each.role, "content": [{"text": str(each.content)}]} for each in messages if each.role != "system"]
        answer = session.client("bedrock-runtime").converse_stream(
            modelId=self.model,
            messages=told,
            system=[{"text": self.system_message}],
            inferenceConfig=_settings(config, max_tokens="maxTokens", temperature="temperature", top_p="topP"),
        )
        return self._pieces(answer["stream"])

    def _pieces(self, answer: Any) -> Iterator[str]:
        for event in answer:
            text = event.get("contentBlockDelta", {}).get("delta", {}).get("text")
            if text:
                yield text


class pydantic_ai(_Model):
    """An agent of pydantic-ai, which knows its own model."""

    _package = "pydantic_ai"

    def __init__(self, agent: Any) -> None:
        super().__init__(str(agent), "")
        self.agent = agent

    def _ask(self, package: Any, messages: list[ChatMessage], config: ChatModelConfig) -> Any:
        settings = _settings(config, max_tokens="max_tokens", temperature="temperature", top_p="top_p")
        before = [f"{message.role}: {message.content}" for message in messages[:-1]]
        asked = "\n\n".join([*before, str(messages[-1].content)])
        return self.agent.run_sync(asked, model_settings=settings).output
