"""What models may be asked for: the day's tokens and money, turns, breaker, and every
answer kept.

Whoever wants to ask reserves first, in one transaction that locks the endpoint's row:
so two workers never ask the same thing, and together never more than is allowed. A
reservation is more than the answer can cost; what was not used is given back when the
answer is written down. Of a worker that died in between nobody knows whether it was
charged, so what it had reserved stays used for that day; the question itself is free
to be asked again when its time is over.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import math
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from articles.engines import NoAnswerError
from articles.models import ModelCall, ModelDay, ModelEndpoint
from newsreader.lib.steps import backoff

log = logging.getLogger(__name__)

MINUTE = dt.timedelta(minutes=1)
GRACE = dt.timedelta(seconds=45)
"""Beyond the timeout, until a question is taken for abandoned."""
KEPT_FOR = dt.timedelta(days=60)
FORGOTTEN_AT_ONCE = 5_000
STRIKES = 5
"""Failures one after the other that open the breaker."""
FIRST_REST_S = 600.0
LONGEST_REST_S = 6 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be asked: under which fingerprint, of whom, at most how much."""

    fingerprint: str
    endpoint: str
    engine: str
    model: str
    purpose: str
    item_pk: int | None
    feed_pk: int | None
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to ask, until a time by which the asker is known as well."""

    pk: int
    until: dt.datetime
    endpoint: str
    manner: str
    day: dt.date
    tokens: int
    money: int


class NotNowError(NoAnswerError):
    """No leave to ask now; `back_at` says when to try again."""

    def __init__(self, kind: str, why: str, back_at: dt.datetime) -> None:
        super().__init__(kind, why, is_passing=True)
        self.back_at = back_at


def price(tokens_in: int, tokens_out: int) -> int:
    """In millionths of the currency of the prices, which are for a million tokens."""
    return math.ceil(
        tokens_in * settings.ANALYSIS_PRICE_IN
        + tokens_out * settings.ANALYSIS_PRICE_OUT
    )


def endpoint_key(engine: str, url: str, model: str) -> str:
    return hashlib.sha256("\0".join((engine, url, model)).encode()).hexdigest()


def kept(fingerprint: str) -> str:
    """The answer to this very question, if it was ever given; else ""."""
    found = ModelCall.objects.filter(
        fingerprint=fingerprint, state=ModelCall.State.ANSWERED
    ).values_list("answer", flat=True)
    return found.first() or ""


def reserve(wish: Wish, *, now: dt.datetime) -> Ticket | str:
    """Leave to ask, or the answer that is kept; raises NotNowError."""
    if answer := kept(wish.fingerprint):
        return answer
    ModelEndpoint.objects.get_or_create(key=wish.endpoint)
    ModelDay.objects.get_or_create(day=now.date())
    with transaction.atomic():
        line = _locked(wish.endpoint)
        known = ModelCall.objects.filter(fingerprint=wish.fingerprint).first()
        if known and known.state == ModelCall.State.ANSWERED:
            return known.answer
        _check_turn(line, known, now=now)
        reserved = wish.tokens_in + wish.tokens_out
        money = price(wish.tokens_in, wish.tokens_out)
        _take(reserved, money, now=now)
        _count(line, now=now)
        until = now + dt.timedelta(seconds=settings.ANALYSIS_TIMEOUT) + GRACE
        lost = known if known and known.state == ModelCall.State.ASKING else None
        call, _ = ModelCall.objects.update_or_create(
            fingerprint=wish.fingerprint,
            defaults={
                "engine": wish.engine,
                "model": wish.model,
                "purpose": wish.purpose,
                "item_id": wish.item_pk,
                "feed_id": wish.feed_pk,
                "state": ModelCall.State.ASKING,
                "until": until,
                "error": "",
                "message": "",
                "day": now.date(),
                "reserved": reserved,
                "reserved_money": money,
                "tokens_in": _before(known, lost, "tokens_in", "reserved"),
                "money": _before(known, lost, "money", "reserved_money"),
                "asked": (known.asked if known else 0) + 1,
                "asked_at": now,
            },
        )
    return Ticket(
        call.pk, until, wish.endpoint, line.manner, now.date(), reserved, money
    )


def _locked(key: str) -> ModelEndpoint:
    """The row that is locked first by whoever writes any of the others, so that no two
    wait for each other."""
    return ModelEndpoint.objects.select_for_update().get(key=key)


def _before(
    known: ModelCall | None, lost: ModelCall | None, spent: str, reserved: str
) -> int:
    """What the question has cost so far, with what a worker took that died over it."""
    so_far = getattr(known, spent) if known else 0
    return int(so_far + (getattr(lost, reserved) if lost else 0))


def _check_turn(
    line: ModelEndpoint, known: ModelCall | None, *, now: dt.datetime
) -> None:
    asking = ModelCall.objects.filter(state=ModelCall.State.ASKING, until__gt=now)
    if known and asking.filter(pk=known.pk).exists():
        why = "The same is being asked right now."
        raise NotNowError("in_flight", why, now + dt.timedelta(seconds=5))
    if line.open_until and line.open_until > now:
        raise NotNowError("breaker", line.why, line.open_until)
    if asking.count() >= settings.ANALYSIS_AT_ONCE:
        why = "The model is busy with another item."
        raise NotNowError("busy", why, now + dt.timedelta(seconds=3))
    is_young = line.window_at is not None and now - line.window_at < MINUTE
    if is_young and line.window_calls >= settings.ANALYSIS_PER_MINUTE:
        why = "The model was asked as often as it may be in a minute."
        raise NotNowError("rate", why, (line.window_at or now) + MINUTE)


def _take(tokens: int, money: int, *, now: dt.datetime) -> None:
    """Out of the day's budget, by one conditional UPDATE: all of it or nothing."""
    today = ModelDay.objects.filter(
        day=now.date(), tokens__lte=settings.ANALYSIS_DAILY_TOKENS - tokens
    )
    if settings.ANALYSIS_DAILY_MONEY is not None:
        most = int(settings.ANALYSIS_DAILY_MONEY * 1_000_000)
        today = today.filter(money__lte=most - money)
    if not today.update(tokens=F("tokens") + tokens, money=F("money") + money):
        tomorrow = dt.datetime.combine(now.date(), dt.time(), dt.UTC) + dt.timedelta(1)
        raise NotNowError("budget", "Today's budget for models is used up.", tomorrow)


def _count(line: ModelEndpoint, *, now: dt.datetime) -> None:
    if line.window_at is None or now - line.window_at >= MINUTE:
        line.window_at, line.window_calls = now, 0
    line.window_calls += 1
    line.save(update_fields=["window_at", "window_calls"])


def answered(
    ticket: Ticket,
    answer: str,
    *,
    manner: str,
    tokens_in: int,
    tokens_out: int,
    seconds: float,
) -> None:
    """Keep the answer and give back what it did not cost, in one transaction.

    Where the model did not count (-1), all that was reserved is taken for used.
    """
    if tokens_in < 0 or tokens_out < 0:
        spent, money = ticket.tokens, ticket.money
        tokens_in, tokens_out = max(tokens_in, 0), max(tokens_out, 0)
    else:
        spent, money = tokens_in + tokens_out, price(tokens_in, tokens_out)
    with transaction.atomic():
        line = _locked(ticket.endpoint)
        _give_back(ticket, ticket.tokens - spent, ticket.money - money)
        ModelCall.objects.filter(pk=ticket.pk).exclude(
            state=ModelCall.State.ANSWERED
        ).update(
            state=ModelCall.State.ANSWERED,
            until=None,
            answer=answer,
            error="",
            message="",
            tokens_in=F("tokens_in") + tokens_in,
            tokens_out=F("tokens_out") + tokens_out,
            money=F("money") + money,
            seconds=seconds,
        )
        line.strikes, line.open_until, line.why, line.manner = 0, None, "", manner
        line.save(update_fields=["strikes", "open_until", "why", "manner"])


def failed(
    ticket: Ticket,
    kind: str,
    why: str,
    *,
    is_paid: bool,
    rest: dt.timedelta | None = None,
    now: dt.datetime,
) -> None:
    """Nothing came of it. What may have been charged stays used.

    `rest` is how long the endpoint wants to be left alone; without it five failures
    one after the other open the breaker.
    """
    with transaction.atomic():
        line = _locked(ticket.endpoint)
        if not is_paid:
            _give_back(ticket, ticket.tokens, ticket.money)
        ModelCall.objects.filter(
            pk=ticket.pk, until=ticket.until, state=ModelCall.State.ASKING
        ).update(
            state=ModelCall.State.FAILED,
            until=None,
            error=kind,
            message=why[:500],
            money=F("money") + (ticket.money if is_paid else 0),
            tokens_in=F("tokens_in") + (ticket.tokens if is_paid else 0),
        )
        line.strikes = min(line.strikes + 1, 100)
        if rest is None and line.strikes >= STRIKES:
            rest = backoff(line.strikes - STRIKES, FIRST_REST_S, LONGEST_REST_S)
        if rest is not None:
            line.open_until, line.why = now + rest, why[:500]
            log.warning("model not asked before %s: %s", line.open_until, why)
        line.save(update_fields=["strikes", "open_until", "why"])


def _give_back(ticket: Ticket, tokens: int, money: int) -> None:
    """To the day it was taken from. More than was reserved is taken as well."""
    ModelDay.objects.filter(day=ticket.day).update(
        tokens=Greatest(F("tokens") - tokens, Value(0)),
        money=Greatest(F("money") - money, Value(0)),
    )


def has_room(*, now: dt.datetime) -> bool:
    """Could anything be asked right now? So that nothing is claimed in vain."""
    asking = ModelCall.objects.filter(state=ModelCall.State.ASKING, until__gt=now)
    return asking.count() < settings.ANALYSIS_AT_ONCE


def forget(*, now: dt.datetime) -> int:
    """Old questions and answers: what was made of them is kept elsewhere."""
    before = (now - KEPT_FOR).date()
    old = ModelCall.objects.filter(day__lt=before).order_by()
    count, _ = ModelCall.objects.filter(
        pk__in=old.values("pk")[:FORGOTTEN_AT_ONCE]
    ).delete()
    return count


def release_all() -> int:
    """For a worker that knows itself to be the only one: whatever is said to be asked
    was asked by one that died."""
    asking = ModelCall.objects.filter(state=ModelCall.State.ASKING)
    return asking.update(until=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
