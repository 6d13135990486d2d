"""Ask a model one question: leave first, then the network, and the answer kept before
anything is made of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from articles import budget
from articles.core import prompt
from articles.core.prompt import Prompt
from articles.engines import Dialect, Manner, NoAnswerError, Post, Reply, get_dialect
from articles.models import Item
from newsreader.lib import http

MAX_BYTES = 1 << 19
OVERHEAD = 400
"""Tokens around what is sent: roles, the form of the answer, a model's own frame."""
MOST_MANNERS = 6
PATIENCE_S = 5.0
UNSENT = frozenset({"address", "blocked", "busy", "connect", "dns", "tls", "redirect"})
"""Kinds of FetchError after which nothing can have been charged."""
REFUSED = {
    401: "The model's address does not take the key. See ANALYSIS_API_KEY.",
    402: "The model's address wants to be paid first.",
    403: "The model's address does not let us in. See ANALYSIS_API_KEY.",
    404: "The model's address does not know the model. See ANALYSIS_MODEL and "
    "ANALYSIS_BASE_URL.",
}
"""What the owner has to mend; until then asking again is of no use."""
REST = dt.timedelta(minutes=10)
LONGEST_REST = dt.timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Line:
    """To one model, on behalf of one item; the questions of `edition` are its own.

    After `deadline` nothing new is asked: whoever asks has to be back in time, and
    goes on from what is kept.
    """

    dialect: Dialect
    base: str
    key: str
    model: str
    item: Item | None
    feed_pk: int | None
    edition: int
    deadline: float

    @classmethod
    def to_model(
        cls, item: Item | None, *, feed_pk: int | None, edition: int, deadline: float
    ) -> Line:
        """As the settings say."""
        dialect = get_dialect(settings.ANALYSIS_ENGINE)
        return cls(
            dialect,
            settings.ANALYSIS_BASE_URL or dialect.home,
            settings.ANALYSIS_API_KEY,
            settings.ANALYSIS_MODEL,
            item,
            feed_pk,
            edition,
            deadline,
        )

    def ask(self, asked: Prompt) -> Reply:
        """The answer, from what is kept or from the model; raises NoAnswerError."""
        wish = self._wish(asked)
        if answer := budget.kept(wish.fingerprint):
            return self._read(answer.encode())
        if time.monotonic() > self.deadline:
            raise budget.NotNowError("going_on", "More is to be asked.", timezone.now())
        ticket = budget.reserve(wish, now=timezone.now())
        if isinstance(ticket, str):
            return self._read(ticket.encode())
        return self._ask(asked, ticket)

    def _wish(self, asked: Prompt) -> budget.Wish:
        told = (
            self.dialect.name, self.base, self.model, prompt.VERSION, asked.hash,
            str(self.edition),
        )  # fmt: skip
        sent = asked.system + asked.user + json.dumps(asked.schema)
        return budget.Wish(
            fingerprint=hashlib.sha256("\0".join(told).encode()).hexdigest(),
            endpoint=budget.endpoint_key(self.dialect.name, self.base, self.model),
            engine=self.dialect.name,
            model=self.model,
            purpose=asked.purpose,
            item_pk=self.item.pk if self.item else None,
            feed_pk=self.feed_pk,
            tokens_in=prompt.at_most(sent) + OVERHEAD,
            tokens_out=settings.ANALYSIS_OUTPUT_TOKENS,
        )

    def _ask(self, asked: Prompt, ticket: budget.Ticket) -> Reply:
        """In the manner that the endpoint is known to want, then in milder ones."""
        manner, started = Manner.of(ticket.manner), time.monotonic()
        for _ in range(MOST_MANNERS):
            left = settings.ANALYSIS_TIMEOUT - (time.monotonic() - started)
            try:
                response = self._fetch(asked, manner, timeout_s=max(left, 0.5))
            except http.FetchError as error:
                raise self._unreached(ticket, error) from error
            if response.status < 300:
                return self._keep(ticket, response, manner, started)
            complaint = response.body.decode(errors="replace")[:4_000]
            milder = self.dialect.milder(manner, response.status, complaint)
            if milder is None:
                break
            manner = milder
        raise self._refused(ticket, response)

    def _fetch(
        self, asked: Prompt, manner: Manner, *, timeout_s: float
    ) -> http.Response:
        post = self.dialect.post(
            asked,
            base=self.base,
            key=self.key,
            model=self.model,
            manner=manner,
            most=settings.ANALYSIS_OUTPUT_TOKENS,
        )
        where = urlsplit(post.url)
        port = where.port or (443 if where.scheme == "https" else 80)
        host = where.hostname or ""
        named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return http.fetch(_request(post, host, timeout_s), trusted=frozenset({named}))

    def _keep(
        self,
        ticket: budget.Ticket,
        response: http.Response,
        manner: Manner,
        started: float,
    ) -> Reply:
        try:
            reply = self._read(response.body)
        except NoAnswerError as problem:
            budget.failed(
                ticket, problem.kind, problem.why, is_paid=True, now=timezone.now()
            )
            raise
        budget.answered(
            ticket,
            response.body.decode(errors="replace").replace("\0", ""),
            manner=str(manner),
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            seconds=round(time.monotonic() - started, 2),
        )
        return reply

    def _read(self, body: bytes) -> Reply:
        try:
            return self.dialect.read(body)
        except (ValueError, RecursionError) as error:
            raise NoAnswerError(
                "garbled", "What came back is no answer of a model.", is_passing=True
            ) from error

    def _unreached(
        self, ticket: budget.Ticket, error: http.FetchError
    ) -> NoAnswerError:
        kind = error.kind if error.kind in ("timeout", "too_large") else "unreached"
        budget.failed(
            ticket,
            kind,
            error.message,
            is_paid=error.kind not in UNSENT,
            now=timezone.now(),
        )
        return NoAnswerError(kind, error.message, is_passing=True)

    def _refused(self, ticket: budget.Ticket, response: http.Response) -> NoAnswerError:
        """An answer with an error status; nobody charges for those."""
        status, now = response.status, timezone.now()
        rest: dt.timedelta | None = None
        if status in REFUSED:
            kind, why, rest = "settings", REFUSED[status], REST
        elif status in (429, 503, 529):
            kind = "too_often" if status == 429 else "overloaded"
            why = f"The model's address wants to be asked less often ({status})."
            rest = retry_after(response.headers.get("Retry-After", ""), now=now)
        else:
            kind = "server"
            why = f"The model's address answered with an error ({status})."
        budget.failed(ticket, kind, why, is_paid=False, rest=rest, now=now)
        is_passing = kind != "server" or status >= 500
        return NoAnswerError(kind, why, is_passing=is_passing)


def retry_after(given: str, *, now: dt.datetime) -> dt.timedelta | None:
    """How long to wait, told in seconds or as a date; None where it is not told."""
    given = given.strip()
    if given.isdecimal() and given.isascii() and len(given) < 10:
        wait = dt.timedelta(seconds=int(given))
    else:
        try:
            at = parsedate_to_datetime(given)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        wait = (at if at.tzinfo else at.replace(tzinfo=dt.UTC)) - now
    return min(max(wait, dt.timedelta(seconds=1)), LONGEST_REST)


def _request(post: Post, host: str, timeout_s: float) -> http.Request:
    return http.Request(
        url=post.url,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            **post.headers,
        },
        body=json.dumps(post.body).encode(),
        max_bytes=MAX_BYTES,
        timeout_s=timeout_s,
        only_hosts=frozenset({host}),
        max_redirects=0,
        spacing_s=0.0,
        patience_s=PATIENCE_S,
    )
