"""A model is asked within its bounds, and whatever goes wrong the default stays."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles import analyse, commissions, compose
from articles.models import (
    Analysis,
    Citation,
    Commission,
    Item,
    ModelCall,
    ModelDay,
    ModelEndpoint,
)
from newsreader.lib.steps import Step, run_batch
from tests.contracts.test_engines import ARTICLE, OTHER
from tests.factories import make_article, make_item, make_story
from tests.fakes_http import Seen, page
from tests.fakes_model import Model, analysis, answered, error, honest, sentence

pytestmark = pytest.mark.django_db

STEP = Step("articles.compose", "", compose.due, compose.run, 1, lease=compose.LEASE)
DEFAULT = Step(
    "articles.analyse",
    "",
    lambda now: Item.objects.due_for(Item.Stage.ANALYSE, now),
    analyse.run,
    20,
)
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def model(settings: Settings, tmp_path: Path) -> Iterator[Model]:
    with Model() as endpoint:
        settings.DATA_DIR = tmp_path
        settings.ANALYSIS_ENGINE = "openai"
        settings.ANALYSIS_BASE_URL = endpoint.base
        settings.ANALYSIS_MODEL = "small"
        settings.ANALYSIS_WHEN = "arrival"
        settings.ANALYSIS_TIMEOUT = 5.0
        settings.ANALYSIS_PER_MINUTE = 1000
        yield endpoint


def arrive(text: str = ARTICLE, *, others: tuple[str, ...] = (OTHER,)) -> Item:
    """An item with its default analysis, as the step before leaves it."""
    own = make_item(
        "Northbridge council agrees to build a new bridge",
        outlet="Gazette",
        article=make_article(text=text),
        stage=Item.Stage.ANALYSE,
        due_at=timezone.now(),
    )
    more = [
        make_item(outlet=f"Outlet {n}", article=make_article(text=other))
        for n, other in enumerate(others)
    ]
    make_story(own, *more)
    run_batch(DEFAULT, now=timezone.now())
    return own


def run(*, after: dt.timedelta = dt.timedelta(0)) -> Commission:
    run_batch(STEP, now=timezone.now() + after)
    return Commission.objects.get()


def run_out() -> Commission:
    """As often as the step itself wants to try again."""
    for _ in range(10):
        Commission.objects.exclude(due_at=None).update(due_at=timezone.now())
        ModelEndpoint.objects.update(open_until=None)
        found = run()
        if found.state != "waiting":
            break
    return found


def current() -> Analysis:
    return Analysis.objects.get(is_current=True)


def test_a_models_analysis_takes_the_place_of_the_default_one(model: Model) -> None:
    item = arrive()
    assert current().engine == "extractive"

    found = run()

    shown = current()
    assert (found.state, shown.item, shown.engine) == ("done", item, "openai")
    assert (shown.model, shown.basis, shown.dropped) == ("small", "full_text", 0)
    assert Analysis.objects.count() == 2
    for citation in Citation.objects.filter(sentence__analysis=shown):
        assert citation.article is not None
        text = citation.article.text
        assert text[citation.start : citation.end] == citation.passage


def test_what_is_counted_is_ours_whoever_writes_the_rest(model: Model) -> None:
    arrive()

    run()

    told = [one.text for one in current().sentences.filter(move="outlook")]
    assert any("outlets carry this" in text for text in told)


def test_it_is_asked_in_the_strictest_manner_without_the_key_in_the_text(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_API_KEY = "sk-secret"
    arrive()

    run()

    (asked,) = model.questions
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["stream"] is False
    assert model.seen[0].headers["authorization"] == "Bearer sk-secret"
    assert b"sk-secret" not in model.seen[0].body


@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
def test_either_kind_of_endpoint_is_understood(
    model: Model, settings: Settings, dialect: str
) -> None:
    settings.ANALYSIS_ENGINE = dialect
    arrive()

    assert run().state == "done"

    assert current().engine == dialect
    call = ModelCall.objects.get()
    assert (call.tokens_in, call.tokens_out, call.state) == (1200, 150, "answered")


@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/"])
def test_the_address_may_be_given_with_or_without_its_version(
    model: Model, settings: Settings, dialect: str, path: str
) -> None:
    settings.ANALYSIS_ENGINE = dialect
    settings.ANALYSIS_BASE_URL = model.url(path)
    arrive()

    assert run().state == "done"


# --- What goes wrong ----------------------------------------------------------------


async def drip(_: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _times in range(100):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


def always(answer: bytes) -> Callable[..., bytes]:
    return lambda *_: answer


def with_end(end: str, text: str = '{"moves": [{"mo') -> Callable[..., bytes]:
    message = {"role": "assistant", "content": text}
    choice = {"message": message, "finish_reason": end}
    return always(answered({"choices": [choice]}))


WORDS = "I am sorry, but here is a nice poem about bridges instead."
FAULTS: dict[str, tuple[Callable[..., bytes], str]] = {
    "429": (always(error("429 Too Many Requests")), "too_often"),
    "429 with Retry-After": (
        always(error("429 Too Many Requests", "slow", "Retry-After: 7200")),
        "too_often",
    ),
    "500": (always(error("500 Internal Server Error")), "server"),
    "529": (always(error("529 Overloaded")), "overloaded"),
    "401": (always(error("401 Unauthorized")), "settings"),
    "404": (always(error("404 Not Found")), "settings"),
    "400": (always(error("400 Bad Request", "context too long")), "server"),
    "truncated": (with_end("length"), "truncated"),
    "wrong JSON": (with_end("stop", WORDS), "unusable"),
    "JSON of another form": (with_end("stop", '{"answer": 42}'), "unusable"),
    "a list": (with_end("stop", "[1, 2]"), "unusable"),
    "refusal": (with_end("content_filter"), "refusal"),
    "empty": (with_end("stop", ""), "empty"),
    "HTML": (always(page(b"<html><h1>Welcome</h1>")), "garbled"),
    "no body": (always(page(b"")), "garbled"),
    "deep JSON": (always(page(b"[" * 200_000)), "garbled"),
    "giant": (always(page(b'{"a": "' + b"x" * 3_000_000)), "too_large"),
    "cut off": (always(page(b'{"choices": ', length=5000)), "unreached"),
    "moved": (always(page(b"", "302 Found", "Location: /v1/else")), "unreached"),
}


OF_OPENAI = {"truncated", "wrong JSON", "JSON of another form", "a list", "refusal"}
OF_OPENAI |= {"empty"}
"""Said in other words by Anthropic; see below."""


@pytest.mark.parametrize(
    ("dialect", "fault"),
    [
        *(("openai", fault) for fault in FAULTS),
        *(("anthropic", fault) for fault in FAULTS if fault not in OF_OPENAI),
    ],
)
def test_every_failure_leaves_the_default_analysis_and_says_why(
    model: Model, settings: Settings, dialect: str, fault: str
) -> None:
    settings.ANALYSIS_ENGINE = dialect
    model.before, why = FAULTS[fault]
    arrive()
    before = Analysis.objects.values().get()

    found = run_out()

    assert (found.state, found.why) == ("failed", why)
    assert Analysis.objects.values().get() == before
    assert current().engine == "extractive"


@pytest.mark.parametrize(
    ("text", "end", "why"),
    [
        ('{"moves": [', "max_tokens", "truncated"),
        (WORDS, "end_turn", "unusable"),
        ("", "end_turn", "empty"),
        ("no", "refusal", "refusal"),
    ],
)
def test_anthropics_words_for_it_are_known(
    model: Model, settings: Settings, text: str, end: str, why: str
) -> None:
    settings.ANALYSIS_ENGINE = "anthropic"
    said = {"content": [{"type": "text", "text": text}], "stop_reason": end}
    model.before = always(answered(said))
    arrive()

    assert run_out().why == why
    assert current().engine == "extractive"


def test_an_answer_that_drips_ends_in_time(model: Model, settings: Settings) -> None:
    settings.ANALYSIS_TIMEOUT = 0.3
    model.pages["/v1/chat/completions"] = drip
    arrive()

    found = run()

    assert (found.state, found.why) == ("waiting", "timeout")
    assert run_out().state == "failed"
    assert current().engine == "extractive"


def test_nobody_there_is_no_cost(model: Model, settings: Settings) -> None:
    settings.ANALYSIS_BASE_URL = "http://127.0.0.1:9/v1"
    arrive()

    assert run_out().why == "unreached"
    assert ModelDay.objects.get().tokens == 0


def test_a_failure_that_passes_is_got_over(model: Model) -> None:
    model.before = lambda _, n: error("500 Internal Server Error") if n <= 4 else None
    arrive()

    assert run().why == "server"
    assert run_out().state == "done"
    assert current().engine == "openai"


def test_a_bad_answer_is_asked_for_once_more(model: Model) -> None:
    model.before = lambda _, n: with_end("stop", WORDS)() if n == 1 else None
    arrive()

    assert run().state == "done"
    assert len(model.seen) == 2
    assert "could not be used" in model.questions[1]["messages"][-1]["content"]


def test_json_within_words_is_found(model: Model) -> None:
    model.mind = lambda told, asked: (
        f"<think>{{hm}}</think>Sure!\n```json\n{honest(told, asked)}\n```\nDone."
    )
    arrive()

    assert run().state == "done"


# --- How an endpoint wants to be asked ----------------------------------------------


def refuses(*known: str) -> Callable[[dict[str, Any], int], bytes | None]:
    def before(asked: dict[str, Any], _: int) -> bytes | None:
        form = asked.get("response_format", {})
        kind = form.get("type", "text") + ("+schema" if "schema" in form else "")
        if kind in known:
            return error("500 Internal Server Error", f"{kind} is not known here")
        return None

    return before


@pytest.mark.parametrize(
    ("unknown", "last"),
    [
        (("json_schema",), "json_object"),
        (("json_schema", "json_object+schema"), "json_object"),
        (("json_schema", "json_object+schema", "json_object"), None),
    ],
)
def test_the_ladder_is_gone_down_once_and_remembered(
    model: Model, unknown: tuple[str, ...], last: str | None
) -> None:
    model.before = refuses(*unknown)
    arrive()
    run()
    asked = len(model.seen)

    arrive(text=ARTICLE.replace("42", "43"))
    run_batch(STEP, now=timezone.now())

    assert asked == len(unknown) + 1
    assert len(model.seen) == asked + 1
    assert model.questions[-1].get("response_format", {}).get("type") == last
    assert Analysis.objects.filter(engine="openai").count() == 2


def test_newer_models_get_the_limit_by_its_new_name_and_no_temperature(
    model: Model,
) -> None:
    def before(asked: dict[str, Any], _: int) -> bytes | None:
        for name in ("max_tokens", "temperature"):
            if name in asked:
                why = f"Unsupported parameter: '{name}' is not supported."
                return error("400 Bad Request", why)
        return None

    model.before = before
    arrive()

    assert run().state == "done"
    assert "max_completion_tokens" in model.questions[-1]


def test_older_models_of_anthropic_are_given_a_tool(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_ENGINE = "anthropic"
    model.before = lambda asked, _: (
        error("400 Bad Request", "output_config: not supported")
        if "output_config" in asked
        else None
    )
    arrive()

    assert run().state == "done"
    assert model.questions[-1]["tool_choice"]["type"] == "tool"
    assert model.seen[0].headers["anthropic-version"]


# --- Bounds -------------------------------------------------------------------------


def test_beyond_the_days_budget_nothing_is_asked(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_DAILY_TOKENS = 1000
    arrive()

    found = run()

    assert (found.state, found.why) == ("failed", "budget")
    assert model.seen == []
    assert ModelDay.objects.get().tokens == 0


def test_beyond_the_days_money_nothing_is_asked(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_DAILY_MONEY = 0.01
    settings.ANALYSIS_PRICE_IN = settings.ANALYSIS_PRICE_OUT = 5.0
    arrive()

    assert run().why == "budget"
    assert model.seen == []


def test_later_means_tomorrow_where_the_budget_was_used_up(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_LATER = True
    settings.ANALYSIS_DAILY_TOKENS = 1000
    arrive()

    found = run()

    assert (found.state, found.why) == ("waiting", "budget")
    assert found.due_at is not None
    assert found.due_at.date() == (timezone.now() + TOMORROW).date()


def test_what_was_spent_is_what_the_model_counted(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_PRICE_IN, settings.ANALYSIS_PRICE_OUT = 0.5, 4.0
    item = arrive()

    run()

    day, call = ModelDay.objects.get(), ModelCall.objects.get()
    assert (day.tokens, day.money) == (1350, 1200)
    assert (call.money, call.item_id) == (1200, item.pk)
    assert call.feed_id == item.feeds.get().pk


def test_a_model_that_does_not_count_is_taken_to_have_used_all(model: Model) -> None:
    model.before = lambda _, n: answered(
        {"choices": [{"message": {"content": analysis()}, "finish_reason": "stop"}]}
    )
    arrive()

    run_out()

    assert ModelDay.objects.get().tokens == sum(
        ModelCall.objects.values_list("reserved", flat=True)
    )


def test_retry_after_is_kept_to(model: Model) -> None:
    model.before = lambda _, n: (
        error("429 Too Many Requests", "slow", "Retry-After: 300") if n == 1 else None
    )
    arrive()
    run()

    soon = run(after=dt.timedelta(seconds=100))

    assert (len(model.seen), soon.state, soon.why) == (1, "waiting", "breaker")
    line = ModelEndpoint.objects.get()
    assert line.open_until is not None
    assert 290 < (line.open_until - timezone.now()).total_seconds() < 301


def test_five_failures_open_the_breaker(model: Model) -> None:
    model.before = always(error("500 Internal Server Error"))
    arrive()
    arrive(text=ARTICLE.replace("42", "43"))
    for _ in range(5):
        Commission.objects.filter(state="waiting").update(due_at=timezone.now())
        run_batch(STEP, now=timezone.now())
    asked = len(model.seen)

    Commission.objects.update(state="waiting", due_at=timezone.now())
    run_batch(STEP, now=timezone.now())

    line = ModelEndpoint.objects.get()
    assert line.open_until is not None
    assert line.open_until > timezone.now()
    assert len(model.seen) == asked


def test_a_minute_has_so_many_questions(model: Model, settings: Settings) -> None:
    settings.ANALYSIS_PER_MINUTE = 1
    arrive()
    arrive(text=ARTICLE.replace("42", "43"))

    for _ in range(2):
        run_batch(STEP, now=timezone.now())

    waiting = Commission.objects.get(state="waiting")
    assert (len(model.seen), waiting.why, waiting.tries) == (1, "rate", 0)


# --- Once ---------------------------------------------------------------------------


def test_the_same_sources_are_not_asked_about_twice(model: Model) -> None:
    item = arrive()
    run()

    Item.objects.filter(pk=item.pk).update(stage="analyse", due_at=timezone.now())
    run_batch(DEFAULT, now=timezone.now())
    Commission.objects.update(state="waiting", due_at=timezone.now())
    run()

    assert len(model.seen) == 1
    assert current().engine == "openai"


def test_an_answer_is_paid_once_though_the_worker_dies_before_it_is_used(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(compose, "verified", die)
        with pytest.raises(Killed):
            run()
    assert current().engine == "extractive"
    Commission.objects.update(claimed_until=None)

    run()

    assert current().engine == "openai"
    assert len(model.seen) == 1
    assert ModelDay.objects.get().tokens == 1350


def test_a_worker_that_dies_while_asking_leaves_its_reservation_used(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive()

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("newsreader.lib.http.fetch", die)
        with pytest.raises(Killed):
            run()
    reserved = ModelDay.objects.get().tokens
    assert reserved > 1350
    Commission.objects.update(claimed_until=None)
    assert run_batch(STEP, now=timezone.now()) == 0, "it may be under way still"

    ModelCall.objects.update(until=timezone.now())
    run()

    assert current().engine == "openai"
    assert ModelDay.objects.get().tokens == reserved + 1350
    assert ModelCall.objects.get().asked == 2


def test_by_force_it_is_asked_again_and_the_older_ones_stay(model: Model) -> None:
    item = arrive()
    run()

    commissions.by_owner(item.pk, now=timezone.now())
    run()
    assert len(model.seen) == 1
    commissions.by_owner(item.pk, now=timezone.now(), is_forced=True)
    run()

    assert len(model.seen) == 2
    assert Analysis.objects.filter(engine="openai").count() == 2
    assert Analysis.objects.filter(is_current=True).count() == 1


def test_a_trial_is_not_shown(model: Model, settings: Settings) -> None:
    settings.ANALYSIS_WHEN = "never"
    item = arrive()

    commissions.by_owner(item.pk, now=timezone.now(), is_trial=True)
    run()

    assert current().engine == "extractive"
    assert Analysis.objects.get(engine="openai").is_current is False


# --- What a model says is not believed ----------------------------------------------


def test_inventions_are_dropped_and_kept_for_the_owner(model: Model) -> None:
    def inventive(told: str, asked: Any) -> str:
        lie = sentence(
            "Mayor Ada Quill was arrested in Paris for fraud.",
            "S1.2",
            evidence="Mayor Ada Quill said the bridge",
        )
        given = json.loads(honest(told, asked))
        given["moves"][0]["sentences"].append(lie)
        return json.dumps(given)

    model.mind = inventive
    arrive()

    run()

    shown = current()
    assert shown.dropped == 1
    assert "Paris" in shown.removed[0]["text"]
    assert not shown.sentences.filter(text__contains="Paris").exists()


def test_a_model_that_only_invents_leaves_the_default_and_the_reasons(
    model: Model,
) -> None:
    lies = [
        sentence(f"The bridge was sold to Mars for {n} million.", "S1.1") for n in "789"
    ]
    model.mind = lambda *_: analysis(*lies)
    arrive()

    found = run()

    assert (found.state, found.why) == ("failed", "unconfirmed")
    assert current().engine == "extractive"
    tried = Analysis.objects.get(engine="openai")
    assert (tried.is_current, tried.dropped) == (False, 3)


def test_long_texts_are_chosen_from_first_and_each_once(
    model: Model, settings: Settings
) -> None:
    long = "\n\n".join(
        f"Councillor number {n} of the town spoke for {n + 3} minutes about the costs "
        f"of the bridge and said that part {n} of the plan would have to wait."
        for n in range(120)
    )
    arrive(text=long)

    run()

    purposes = ModelCall.objects.values_list("purpose", flat=True).order_by("pk")
    assert list(purposes) == ["passages", "analysis"]
    asked = len(model.questions[1]["messages"][-1]["content"])
    assert asked < len(model.questions[0]["messages"][-1]["content"]) / 3
    assert current().engine == "openai"


# --- When ---------------------------------------------------------------------------


@pytest.mark.parametrize("wish", ["opened", "never"])
def test_on_arrival_only_where_that_is_wished(
    model: Model, settings: Settings, wish: str
) -> None:
    settings.ANALYSIS_WHEN = wish

    arrive()

    assert not Commission.objects.exists()


def test_a_feed_has_its_way_over_its_category_and_the_setting(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_WHEN = "never"
    item = arrive()
    feed = item.feeds.get()
    feed.model_wish = "opened"
    feed.save()

    assert commissions.was_opened(item.pk, now=timezone.now())
    assert not commissions.was_opened(item.pk, now=timezone.now())
    assert run().state == "done"


def test_another_report_does_not_displace_what_a_model_wrote(model: Model) -> None:
    item = arrive(others=())
    run()
    more = make_item(outlet="Herald", article=make_article(text=OTHER))
    Item.objects.filter(pk=more.pk).update(story=item.story)
    Item.objects.filter(pk=item.pk).update(stage="analyse", due_at=timezone.now())
    Item.objects.filter(pk=item.pk).update(story=make_story(item, more))

    run_batch(DEFAULT, now=timezone.now())

    assert current().engine == "openai"
    again = Commission.objects.get(item=item)
    assert again.state == "waiting"
    assert again.due_at is not None
    assert again.due_at > timezone.now()


def test_a_changed_text_is_written_about_anew(model: Model) -> None:
    item = arrive()
    run()
    assert item.article is not None
    item.article.text = ARTICLE.replace("Monday", "Tuesday")
    item.article.save()
    Item.objects.filter(pk=item.pk).update(stage="analyse", due_at=timezone.now())

    run_batch(DEFAULT, now=timezone.now())
    assert current().engine == "extractive"
    run()

    assert current().engine == "openai"
    assert len(model.seen) == 2
