"""However many ask at once: nothing twice, and never beyond the day's budget."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles import asking, budget
from articles.asking import Line, retry_after
from articles.core import prompt
from articles.core.types import AnalysisRequest, Source
from articles.engines import NoAnswerError
from articles.models import Analysis, Commission, ModelCall, ModelDay, ModelEndpoint
from newsreader.lib.steps import run_batch
from tests.articles.test_compose import STEP, arrive
from tests.contracts.test_engines import ARTICLE, HEADLINE
from tests.fakes_model import Model

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 5, 6, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def model(settings: Settings, tmp_path: Path) -> Iterator[Model]:
    with Model() as endpoint:
        settings.DATA_DIR = tmp_path
        settings.FETCH_PER_HOST = 100
        settings.ANALYSIS_ENGINE = "openai"
        settings.ANALYSIS_BASE_URL = endpoint.base
        settings.ANALYSIS_MODEL = "small"
        settings.ANALYSIS_WHEN = "arrival"
        settings.ANALYSIS_TIMEOUT = 60.0
        settings.ANALYSIS_AT_ONCE = 50
        settings.ANALYSIS_PER_MINUTE = 1000
        yield endpoint


def at_once(count: int, work: Callable[[int], object]) -> None:
    start = threading.Barrier(count)

    def one(number: int) -> None:
        start.wait()
        try:
            work(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def question(number: int = 0) -> prompt.Prompt:
    text = ARTICLE.replace("42 million", f"{number + 100} million")
    request = AnalysisRequest(HEADLINE, "en", [Source(1, "Gazette", text)])
    return prompt.analysis(request, prompt.numbered(request.sources), mark="mark")


def line() -> Line:
    return Line.to_model(None, feed_pk=None, edition=0, deadline=time.monotonic() + 100)


def ask(number: int, answers: list[str]) -> None:
    try:
        answers.append(line().ask(question(number)).text)
    except NoAnswerError as problem:
        answers.append(problem.kind)


def test_fifty_at_once_never_spend_more_than_the_day_has(
    model: Model, settings: Settings
) -> None:
    cost = sum(model.tokens)
    wish = line()._wish(question())
    settings.ANALYSIS_DAILY_TOKENS = 10 * (wish.tokens_in + wish.tokens_out)
    highest: list[int] = []
    answers: list[str] = []

    def work(number: int) -> None:
        ask(number, answers)
        highest.append(ModelDay.objects.get().tokens)

    at_once(50, work)

    told = [answer for answer in answers if answer.startswith("{")]
    assert len(answers) == 50
    assert set(answers) - set(told) <= {"budget"}
    assert len(told) == len(model.seen) >= 10
    assert max(highest) <= settings.ANALYSIS_DAILY_TOKENS
    assert ModelDay.objects.get().tokens == len(told) * cost
    assert not ModelCall.objects.filter(state="asking").exists()


def test_fifty_at_once_never_spend_more_money_than_the_day_has(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_PRICE_IN, settings.ANALYSIS_PRICE_OUT = 1.0, 5.0
    wish = line()._wish(question())
    most = 3 * budget.price(wish.tokens_in, wish.tokens_out)
    settings.ANALYSIS_DAILY_MONEY = most / 1_000_000
    model.tokens = (wish.tokens_in, wish.tokens_out)  # the worst that can come
    answers: list[str] = []

    at_once(50, lambda number: ask(number, answers))

    assert len(model.seen) == 3
    assert ModelDay.objects.get().money == most
    assert answers.count("budget") == 47


def test_twenty_deliveries_at_once_ask_once(model: Model) -> None:
    model.takes_s = 0.2
    arrive()

    at_once(20, lambda _: run_batch(STEP, now=timezone.now()))

    assert len(model.seen) == 1
    assert Commission.objects.get().state == "done"
    assert Analysis.objects.get(is_current=True).engine == "openai"


def test_twenty_who_ask_the_same_at_once_ask_once(model: Model) -> None:
    model.takes_s = 0.5
    answers: list[str] = []

    at_once(20, lambda _: ask(0, answers))

    assert len(model.seen) == 1
    assert {one for one in answers if not one.startswith("{")} <= {"in_flight"}
    ask(0, answers)
    assert answers[-1].startswith("{")
    assert len(model.seen) == 1


def test_no_more_are_with_the_model_at_once_than_may_be(
    model: Model, settings: Settings
) -> None:
    settings.ANALYSIS_AT_ONCE = 3
    model.takes_s = 0.3
    answers: list[str] = []

    at_once(12, lambda number: ask(number, answers))

    assert model.most_at_once <= 3
    assert "busy" in answers


def test_a_reservation_is_given_back_to_the_day_it_came_from(model: Model) -> None:
    wish = line()._wish(question())
    ticket = budget.reserve(wish, now=NOW)
    assert isinstance(ticket, budget.Ticket)
    assert ModelDay.objects.get(day=NOW.date()).tokens == ticket.tokens

    budget.answered(ticket, "{}", manner="", tokens_in=10, tokens_out=5, seconds=1.0)

    assert ModelDay.objects.get(day=NOW.date()).tokens == 15


def test_a_new_day_has_a_new_budget(model: Model, settings: Settings) -> None:
    wish = line()._wish(question())
    settings.ANALYSIS_DAILY_TOKENS = wish.tokens_in + wish.tokens_out
    budget.reserve(wish, now=NOW)
    ModelCall.objects.all().delete()

    with pytest.raises(budget.NotNowError, match="budget"):
        budget.reserve(wish, now=NOW)

    assert isinstance(
        budget.reserve(wish, now=NOW + dt.timedelta(days=1)), budget.Ticket
    )


def test_a_question_is_free_again_when_the_time_of_whoever_asked_is_over(
    model: Model,
) -> None:
    wish = line()._wish(question())
    first = budget.reserve(wish, now=NOW)
    assert isinstance(first, budget.Ticket)
    with pytest.raises(budget.NotNowError):
        budget.reserve(wish, now=NOW + dt.timedelta(seconds=30))

    again = budget.reserve(wish, now=first.until)

    assert isinstance(again, budget.Ticket)
    assert ModelDay.objects.get().tokens == first.tokens + again.tokens
    budget.failed(first, "timeout", "late", is_paid=True, now=first.until)
    assert ModelCall.objects.get().state == "asking", "the late one ends not the other"


def test_the_breaker_closes_with_an_answer(model: Model) -> None:
    ModelEndpoint.objects.create(
        key=line()._wish(question()).endpoint, strikes=4, why="It was down."
    )

    line().ask(question())

    found = ModelEndpoint.objects.get()
    assert (found.strikes, found.why, found.open_until) == (0, "", None)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("120", 120),
        ("0", 1),
        ("9999999", asking.LONGEST_REST.total_seconds()),
        ("Wed, 06 May 2026 12:05:00 GMT", 300),
        ("Wed, 06 May 2026 11:00:00 GMT", 1),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_read_in_both_forms(given: str, seconds: float | None) -> None:
    found = retry_after(given, now=NOW)

    assert (found.total_seconds() if found else None) == seconds


def test_old_answers_are_forgotten_and_the_cost_of_a_month_is_kept(
    model: Model,
) -> None:
    line().ask(question())
    ModelCall.objects.update(day=NOW.date() - dt.timedelta(days=31))

    assert budget.forget(now=NOW) == 0
    ModelCall.objects.update(day=NOW.date() - dt.timedelta(days=61))

    assert budget.forget(now=NOW) == 1
    assert ModelDay.objects.exists()
