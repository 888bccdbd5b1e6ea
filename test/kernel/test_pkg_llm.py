"""Models behind services: made without anything, asked through packages that stand in for the services' own."""

import sys
import types
from contextlib import contextmanager
from types import SimpleNamespace as S

import pytest
from pkg_fake import mo

llm = mo.ai.llm
MESSAGES = [mo.ai.ChatMessage("user", "1 + 1?"), mo.ai.ChatMessage("assistant", "2"), mo.ai.ChatMessage("user", "sure?")]
CONFIG = mo.ai.ChatModelConfig(max_tokens=7, temperature=0.5)
SERVICES = [
    (llm.openai, "openai", "OPENAI_API_KEY"),
    (llm.groq, "groq", "GROQ_API_KEY"),
    (llm.anthropic, "anthropic", "ANTHROPIC_API_KEY"),
    (llm.google, "google.genai", "GOOGLE_AI_API_KEY"),
]


class Service:
    """A package; `asked` is what it was asked, and it answers "y", "es"."""

    def __init__(self, name):
        self.asked = {}
        self.module = types.ModuleType(name)
        self.module.OpenAI = self.module.Groq = self.speaks_openai
        self.module.Anthropic = self.speaks_anthropic
        self.module.Client = self.speaks_google
        self.module.Session = self.speaks_bedrock

    def note(self, **more):
        self.asked.update(more)

    def speaks_openai(self, **client):
        def create(**asked):
            self.note(**asked)
            return iter([S(choices=[S(delta=S(content=text))]) for text in ("y", None, "es")] + [S(choices=[])])

        self.note(**client)
        return S(chat=S(completions=S(create=create)))

    def speaks_anthropic(self, **client):
        @contextmanager
        def stream(**asked):
            self.note(**asked)
            yield S(text_stream=iter(["y", "es"]))

        self.note(**client)
        return S(messages=S(stream=stream))

    def speaks_google(self, **client):
        def stream(**asked):
            self.note(**asked)
            return iter([S(text="y"), S(text=None), S(text="es")])

        self.note(**client)
        return S(models=S(generate_content_stream=stream))

    def speaks_bedrock(self, **session):
        def converse_stream(**asked):
            self.note(**asked)
            return {"stream": [{"messageStart": {}}, *({"contentBlockDelta": {"delta": {"text": text}}} for text in ("y", "es"))]}

        self.note(**session)
        return S(client=lambda name: S(converse_stream=converse_stream))


@pytest.fixture
def service(monkeypatch):
    def put(name):
        made = Service(name)
        monkeypatch.setitem(sys.modules, name, made.module)
        if "." in name:
            monkeypatch.setitem(sys.modules, name.partition(".")[0], types.ModuleType(name.partition(".")[0]))
        return made

    return put


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    for _, _, variable in SERVICES:
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize(("model", "package", "variable"), SERVICES)
def test_without_the_package_that_is_said(model, package, variable, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModuleNotFoundError, match=f"by the package {package}: install it"):
        model("m", api_key="k")(MESSAGES, CONFIG)


@pytest.mark.parametrize(("model", "package", "variable"), SERVICES)
def test_without_a_key_it_is_said_where_one_could_be(model, package, variable, service):
    asked = service(package)
    with pytest.raises(ValueError, match=f"has no key: .*{variable}"):
        model("m")(MESSAGES, CONFIG)
    assert "messages" not in asked.asked


@pytest.mark.parametrize(("model", "package", "variable"), SERVICES)
def test_it_is_asked_with_the_key_and_answers_piece_by_piece(model, package, variable, service, monkeypatch):
    asked = service(package)
    assert list(model("m", api_key="own")(MESSAGES, CONFIG)) == ["y", "es"]
    assert asked.asked["api_key"] == "own"
    monkeypatch.setenv(variable, "found")
    list(model("m")(MESSAGES, CONFIG))
    assert asked.asked["api_key"] == "found"
    assert asked.asked["model"] == "m"
    assert "sure?" in str(asked.asked) and "7" in str(asked.asked)


def test_what_was_said_by_whom_goes_along(service):
    asked = service("openai")
    list(llm.openai("m", api_key="k", system_message="be short")(MESSAGES, CONFIG))
    assert [message["role"] for message in asked.asked["messages"]] == ["system", "user", "assistant", "user"]
    assert asked.asked["max_completion_tokens"] == 7
    assert "top_p" not in asked.asked
    pictured = mo.ai.ChatMessage("user", "what?", attachments=[mo.ai.ChatAttachment("data:x", content_type="image/png")])
    list(llm.openai("m", api_key="k")([pictured], CONFIG))
    assert asked.asked["messages"][-1]["content"][1] == {"type": "image_url", "image_url": {"url": "data:x"}}


def test_bedrock_finds_its_keys_itself(service):
    asked = service("boto3")
    assert "".join(llm.bedrock("m", region_name="r")(MESSAGES, CONFIG)) == "yes"
    assert asked.asked["inferenceConfig"] == {"maxTokens": 7, "temperature": 0.5}
    assert "aws_access_key_id" not in asked.asked


def test_an_agent_of_pydantic_ai_is_asked_itself(service):
    service("pydantic_ai")
    said = []
    agent = S(run_sync=lambda text, model_settings: said.append(text) or S(output="yes"))
    assert llm.pydantic_ai(agent)(MESSAGES, CONFIG) == "yes"
    assert said[0].endswith("sure?") and "assistant: 2" in said[0]


def test_in_a_conversation_what_is_missing_is_shown():
    chat = mo.ui.chat(llm.openai("m"))
    assert chat._tell({"tarn": "say", "text": "hello"}) is None
    assert "openai" in str(chat._tarn_node_())
