"""Ask Google what its link handles lead to: article pages one by one, then one
batched call.

Each step is kept as soon as it is paid for: the signature of an article page is
stored when it is read, so that a worker killed before the call costs no second page.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import F

from articles import quota
from articles.models import GoogleLink
from feeds.core import google_link, google_news
from newsreader.lib import http

log = logging.getLogger(__name__)

BATCH = 50
"""Handles a call: so few that one failure costs little."""

SIGNATURE_LIVES_S = 3600
BLOCKED = "Google answers no more for now; Google's own link stays."
FINAL = frozenset({"invalid_url", "length_mismatch", "bad_id"})
"""Verdicts that asking again would not change."""

_HOSTS = frozenset({"news.google.com", "consent.google.com"})
_SHELL_PAGES = 3
"""So many pages in a row without a signature: Google has changed something."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A link id to ask for, with the row that may hold its signature already."""

    google_id: str
    key: str
    ceid: str
    known: GoogleLink | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a handle; `status` is a failure class or "ok"."""

    status: str
    url: str = ""
    tries: int = 0
    back_at: dt.datetime | None = None


def ask(
    handles: Sequence[Handle], *, spacing_s: float, now: dt.datetime
) -> list[Answer]:
    """Resolve handles whose pages are reserved in the quota; an answer for each."""
    answers: dict[str, Answer] = {}
    signed: dict[str, google_link.Signature] = {}
    for handle in handles:
        if old := _kept_signature(handle, now):
            signed[handle.key] = old
    to_ask = [handle for handle in handles if handle.key not in signed]
    asked, welcome = _ask_pages(to_ask, signed, answers, spacing_s=spacing_s, now=now)
    quota.give_back(len(handles) - asked, answered=welcome)
    _call([handle for handle in handles if handle.key in signed], signed, answers)
    return [_keep(handle, answers, now=now) for handle in handles]


def _kept_signature(handle: Handle, now: dt.datetime) -> google_link.Signature | None:
    row = handle.known
    if not row or not row.signature:
        return None
    if now.timestamp() - row.signed_at > SIGNATURE_LIVES_S:
        return None
    return google_link.Signature(handle.google_id, row.signed_at, row.signature)


def _ask_pages(
    handles: Sequence[Handle],
    signed: dict[str, google_link.Signature],
    answers: dict[str, Answer],
    *,
    spacing_s: float,
    now: dt.datetime,
) -> tuple[int, bool]:
    """Get an article page for each, one after the other, up to the first block.

    Gives how many were asked for, and whether Google answered as it should.
    """
    requests = [
        http.Request(
            url=google_link.article_page_url(handle.google_id, _edition(handle)),
            only_hosts=_HOSTS,
            until=google_link.page_is_enough,
            spacing_s=spacing_s,
        )
        for handle in handles
    ]
    asked = shells = 0
    with closing(http.fetch_all(requests, at_once=1)) as fetched:
        for place, response in fetched:
            handle = handles[place]
            asked += 1
            status = _read_page(handle, response, signed, answers, now=now)
            shells = shells + 1 if status == "no_signature" else 0
            if status == "blocked" or shells > _SHELL_PAGES:
                why = "blocked" if status == "blocked" else "its pages have changed"
                until = quota.trip(why, now=now)
                for left in handles:
                    if left.key not in signed and left.key not in answers:
                        answers[left.key] = Answer("blocked", back_at=until)
                answers[handle.key] = Answer("blocked", back_at=until)
                return asked, False
    return asked, bool(signed)


def _edition(handle: Handle) -> google_news.Edition:
    return google_news.edition(handle.ceid) or google_news.edition_for_locale("")


def _read_page(
    handle: Handle,
    response: http.Response | http.FetchError,
    signed: dict[str, google_link.Signature],
    answers: dict[str, Answer],
    *,
    now: dt.datetime,
) -> str:
    if isinstance(response, http.FetchError):
        status = "unreachable"
    elif response.status in {403, 429, 503} or "/sorry/" in response.url:
        status = "blocked"
    elif response.status != 200:
        status = "no_signature"
    else:
        try:
            found = google_link.read_article_page(response.body)
        except google_link.NoSignature as problem:
            status = problem.kind
        else:
            if isinstance(found, str):
                answers[handle.key] = Answer("ok", found)
            else:
                found = replace(found, google_id=handle.google_id)
                signed[handle.key] = found
                _store(handle, "signed", now=now, signature=found)
            return "ok"
    answers[handle.key] = Answer(status)
    return status


def _call(
    handles: Sequence[Handle],
    signed: Mapping[str, google_link.Signature],
    answers: dict[str, Answer],
) -> None:
    """One batched call for each edition."""
    by_edition = sorted(handles, key=lambda handle: handle.ceid)
    for ceid, group in groupby(by_edition, key=lambda handle: handle.ceid):
        asked = list(group)
        signatures = [signed[handle.key] for handle in asked]
        try:
            response = http.fetch(_post(google_link.build_call(signatures, ceid)))
            if response.status != 200:
                told: Mapping[int, str | None] = {}
                status = "rpc_http"
            else:
                told = google_link.read_answer(response.body, len(asked))
                status = "rpc_null"
        except http.FetchError:
            told, status = {}, "rpc_http"
        except google_link.BadAnswer:
            told, status = {}, "rpc_parse"
        for tag, handle in enumerate(asked):
            url = told.get(tag)
            answers[handle.key] = Answer("ok", url) if url else Answer(status)


def _post(body: bytes) -> http.Request:
    return http.Request(
        url=google_link.BATCH_URL,
        method="POST",
        body=body,
        headers={"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
        only_hosts=_HOSTS,
    )


def _keep(handle: Handle, answers: Mapping[str, Answer], *, now: dt.datetime) -> Answer:
    """Check what was told, and write it down: an address for ever."""
    answer = answers[handle.key]
    if answer.status == "ok":
        verdict = google_link.verdict(answer.url, google_link.decode(handle.google_id))
        answer = replace(answer, status=verdict)
        if verdict == "length_mismatch":
            log.warning("length of %r does not fit its link id", answer.url)
    if answer.status == "blocked":
        return answer
    url = answer.url if answer.status == "ok" else ""
    row = _store(handle, answer.status, now=now, url=url)
    return replace(answer, tries=row.tries)


def _store(
    handle: Handle,
    status: str,
    *,
    now: dt.datetime,
    url: str = "",
    signature: google_link.Signature | None = None,
) -> GoogleLink:
    row, _ = GoogleLink.objects.get_or_create(
        key=handle.key,
        defaults={
            "google_id": handle.google_id,
            "status": status,
            "checked_at": now,
        },
    )
    row.status, row.checked_at = status, now
    row.url = url or row.url
    if signature:
        row.signature, row.signed_at = signature.signature, signature.timestamp
    elif status in {"rpc_null", "rpc_parse"}:
        row.signature = ""  # used up, or no good
    if status not in {"ok", "signed"}:
        row.tries = F("tries") + 1
    row.save()
    row.refresh_from_db()
    return row
