"""mo.ui.chat: what the model is called with, what becomes of its answers, and what the screen is shown meanwhile."""

import json
import tempfile
import threading
import unittest
from pathlib import Path

import pkg_fake
from marimo import ai, ui
from marimo.ui import _chat


def texts(node):
    """All texts of a tree."""
    return [text for text in [node.get("text")] if text] + [text for child in node.get("children", ()) for text in texts(child)]


class Desk:
    """A chat and its screen; `drawn` are the texts of each picture while the model answers."""

    def __init__(self, model, **options):
        self.heard, self.drawn = [], []
        pkg_fake.kernel.draw = lambda id, json_: self.drawn.append(texts(json.loads(json_)["root"]))
        self.chat = ui.chat(model, on_message=self.heard.append, **options)

    def tell(self, **told):
        value = self.chat._tell(told)
        if value is not None:
            self.chat._update(json.loads(json.dumps(value)))
        return value

    def say(self, text):
        return self.tell(tarn="say", text=text)

    @property
    def shown(self):
        return texts(self.chat._tarn_node_())

    @property
    def said(self):
        return [(message.role, message.content) for message in self.chat._value]


class Chat(unittest.TestCase):
    def setUp(self):
        self.addCleanup(pkg_fake.kernel.__dict__.pop, "draw", None)
        runner = type("Runner", (), {"run": staticmethod(lambda coroutine: __import__("asyncio").run(coroutine))})
        import sys

        sys.modules["_tarn_async"] = runner
        self.addCleanup(sys.modules.pop, "_tarn_async")

    def test_the_model_is_called_with_messages_and_config(self):
        calls = []

        def model(messages, config):
            calls.append((list(messages), config))
            return f"{messages[-1].content}!"

        desk = Desk(model, config={"temperature": 0.1})
        desk.say("hello")
        desk.say("again")
        self.assertEqual([("user", "hello"), ("assistant", "hello!"), ("user", "again"), ("assistant", "again!")], desk.said)
        self.assertEqual(["hello", "hello!", "again"], [message.content for message in calls[1][0]])
        self.assertIsInstance(calls[0][1], ai.ChatModelConfig)
        self.assertEqual((0.1, 4096), (calls[0][1].temperature, calls[0][1].max_tokens))
        self.assertEqual([2, 4], [len(messages) for messages in desk.heard])
        self.assertTrue(all(isinstance(message, ai.ChatMessage) for message in desk.chat._value))
        self.assertEqual([{"type": "text", "text": "hello!"}], desk.chat._value[1].parts)

    def test_a_model_may_take_the_messages_alone(self):
        desk = Desk(lambda messages: str(len(messages)))
        desk.say("a")
        self.assertEqual(("assistant", "1"), desk.said[-1])

    def test_a_model_may_be_asynchronous(self):
        async def model(messages, config):
            return "later"

        desk = Desk(model)
        desk.say("a")
        self.assertEqual(("assistant", "later"), desk.said[-1])

    def test_a_generator_is_drawn_as_it_comes(self):
        def model(messages, config):
            yield "one "
            yield "two"

        async def slow(messages, config):
            yield "one "
            yield {"type": "text-delta", "delta": "two"}

        for kind in (model, slow):
            with self.subTest(kind.__name__):
                desk = Desk(kind)
                desk.say("count")
                self.assertEqual(("assistant", "one two"), desk.said[-1])
                self.assertEqual(1, len(desk.heard))
                self.assertIn("…", desk.drawn[0])
                self.assertIn("one ", desk.drawn[1])
                self.assertIn("count", desk.drawn[1])

    def test_a_piece_that_came_soon_behind_another_does_not_wait_for_the_next(self):
        seen = threading.Event()

        def model(messages, config):
            yield "one "
            yield "two"
            self.assertTrue(seen.wait(20))  # the picture with both is drawn while the model is silent

        desk = Desk(model)
        draw = pkg_fake.kernel.draw
        pkg_fake.kernel.draw = lambda id, text: (draw(id, text), seen.set() if "one two" in text else None)
        desk.say("a")
        self.assertEqual(("assistant", "one two"), desk.said[-1])

    def test_any_value_is_an_answer(self):
        rows = [{"n": 1}, {"n": 2}]
        desk = Desk(lambda messages: rows)
        desk.say("a")
        desk.say("b")
        self.assertIs(rows, desk.chat._value[1].content)
        self.assertIs(rows, desk.chat._value[3].content)
        self.assertTrue(any("'n': 1" in text for text in desk.shown))

    def test_an_error_of_the_model_is_shown_and_no_message(self):
        def model(messages, config):
            if messages[-1].content == "bad":
                raise ValueError("no such model")
            return "fine"

        desk = Desk(model)
        desk.say("good")
        self.assertIsNone(desk.say("bad"))
        self.assertTrue(any("ValueError: no such model" in text for text in desk.shown))
        self.assertEqual([("user", "good"), ("assistant", "fine")], desk.said)
        self.assertEqual(1, len(desk.heard))
        desk.say("good")
        self.assertFalse(any("ValueError" in text for text in desk.shown))
        self.assertEqual(5, len(desk.said), "the question without an answer is part of the conversation")

    def test_an_interrupt_ends_the_answer_and_what_came_stays_in_sight(self):
        closed = []

        def model(messages, config):
            try:
                yield "half"
                raise KeyboardInterrupt
            finally:
                closed.append(True)

        desk = Desk(model)
        self.assertIsNone(desk.say("a"))
        self.assertIn("half", desk.shown)
        self.assertIn("interrupted", desk.shown)
        self.assertEqual([True], closed)

    def test_prompts_are_shown_until_something_is_said(self):
        desk = Desk(lambda messages: "x", prompts=["How are you?"])
        self.assertIn("• How are you?", desk.shown)
        desk.say("a")
        self.assertNotIn("• How are you?", desk.shown)

    def test_of_a_long_conversation_the_end_is_shown_and_pages_are_turned(self):
        desk = Desk(lambda messages: "answer " + messages[-1].content, max_height=160)
        for i in range(20):
            desk.say(f"question {i}")
        self.assertIn("answer question 19", desk.shown)
        self.assertNotIn("question 10", desk.shown)
        self.assertLess(len(desk.shown), 12)
        for _ in range(18):
            desk.tell(tarn="earlier")
        self.assertIn("question 10", desk.shown)
        self.assertIn("… 18 later", desk.shown)
        for _ in range(99):
            desk.tell(tarn="earlier")
        self.assertIn("question 0", desk.shown)
        for _ in range(99):
            desk.tell(tarn="later")
        self.assertIn("answer question 19", desk.shown)

    def test_it_begins_anew(self):
        desk = Desk(lambda messages: "x")
        desk.say("a")
        desk.tell(tarn="clear")
        self.assertEqual([], desk.said)
        self.assertEqual([], desk.heard[-1])

    def test_an_endless_answer_is_drawn_in_part(self):
        desk = Desk(lambda messages: "x" * 10_000_000)
        desk.say("a")
        self.assertEqual(10_000_000, len(desk.chat._value[1].content))
        self.assertLess(sum(map(len, desk.shown)), 2 * _chat.LONGEST)


class Attachments(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "a b.png").write_bytes(b"png")
        (self.folder / "some.csv").write_text("a,b")
        self.got = []

    def desk(self, allowed):
        return Desk(lambda messages: self.got.append(messages[-1].attachments) or "ok", allow_attachments=allowed)

    def test_a_file_that_is_named_goes_along(self):
        desk = self.desk(True)
        desk.say(f'what is @"{self.folder}/a b.png" and @{self.folder}/some.csv, please')
        self.assertEqual([("a b.png", "image/png"), ("some.csv", "text/csv")], [(each.name, each.content_type) for each in self.got[0]])
        self.assertEqual("data:image/png;base64,cG5n", self.got[0][0].url)
        self.assertIn("+ some.csv", desk.shown)
        self.assertEqual("file", desk.chat._value[0].parts[1]["type"])

    def test_what_is_no_file_is_a_word(self):
        for allowed, text in ((True, "ask @nobody and a@b.c"), (False, f"@{self.folder}/some.csv")):
            self.desk(allowed).say(text)
        self.assertEqual([None, None], self.got)

    def test_other_types_are_refused_before_anything_is_said(self):
        desk = self.desk(["image/*", ".txt"])
        self.assertIsNone(desk.say(f"@{self.folder}/some.csv"))
        self.assertIn("some.csv is text/csv, and what may be attached is image/*, .txt", desk.shown)
        self.assertEqual(([], []), (self.got, desk.said))


class Controls(unittest.TestCase):
    def test_settings_are_changed_where_there_are_controls(self):
        asked = []
        desk = Desk(lambda messages, config: asked.append(config) or "ok", show_configuration_controls=True)
        self.assertIsNone(desk.say("/temperature 0.25"))
        self.assertIsNone(desk.say("/max_tokens=7"))
        self.assertTrue(any("temperature 0.25" in text and "max_tokens 7" in text for text in desk.shown))
        desk.say("hello")
        self.assertEqual((0.25, 7), (asked[0].temperature, asked[0].max_tokens))

    def test_a_wrong_one_says_why(self):
        desk = Desk(lambda messages: "ok", show_configuration_controls=True)
        for text, why in (("/heat 1", "heat is none of max_tokens"), ("/top_k much", "much")):
            self.assertIsNone(desk.say(text))
            self.assertTrue(any(why in each for each in desk.shown), desk.shown)

    def test_without_controls_it_is_what_is_said(self):
        desk = Desk(lambda messages: "ok")
        desk.say("/temperature 0.25")
        self.assertEqual("/temperature 0.25", desk.said[0][1])


if __name__ == "__main__":
    unittest.main()
