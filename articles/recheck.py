"""Look again at articles that their publishers may have changed.

Asked are the pages of fresh articles, a few times, ever more seldom, and only for
what is new (conditional GET). What changed is stored, the headline before it kept,
and the analyses of its items are made anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from articles import originals
from articles.core import belonging
from articles.models import Article, Item
from articles.search import get_search
from newsreader.lib import wake
from newsreader.lib.exchange import FetchError, Response
from newsreader.lib.steps import Done, Outcome, Retry, Skip

TRIES = 2
"""Retries of a publisher that does not answer; then the next look is soon enough."""
RETRY = dt.timedelta(minutes=30)


def run(
    articles: Sequence[Article], *, now: dt.datetime
) -> Iterator[tuple[Article, Outcome]]:
    """Ask for each page, and take over what is new."""
    pages = [(article.url, originals.conditions(article)) for article in articles]
    for place, answer in originals.ask(pages):
        yield articles[place], _read(articles[place], answer, now=now)
    wake.ring("articles.analyse")


def _read(
    article: Article, answer: Response | FetchError, *, now: dt.datetime
) -> Outcome:
    if isinstance(answer, Response) and answer.status == 304:
        return Done(write=partial(_later, article, now=now))
    refusal = originals.refusal(answer, now=now)
    if refusal and refusal.may_pass and article.tries < TRIES:
        after = max(RETRY, dt.timedelta(seconds=refusal.wait_s))
        return Retry(after=after, why=refusal.why)
    if refusal and refusal.is_gone:
        return Skip(why=refusal.why)  # the text stays, and nobody asks again
    if refusal or isinstance(answer, FetchError):
        why = refusal.why if refusal else ""
        return Skip(why=why, write=partial(_later, article, now=now))
    extracted = originals.read(answer, now=now)
    if extracted.wall or not originals.may_be_kept(extracted, answer):
        why = originals.sentence(extracted) or originals.NO_ARCHIVE
        return Skip(why=why, write=partial(_later, article, now=now))
    if belonging.is_another(
        article.title, extracted.title, extracted.text, language=article.language
    ):
        return Skip(why=belonging.ANOTHER, write=partial(_later, article, now=now))
    columns = originals.columns(extracted, answer.url, now=now)
    columns |= originals.validators(answer)
    # The address stays what it is, or this row could run into another one
    columns |= {"url": article.url, "url_hash": article.url_hash}
    return Done(write=partial(_take, article, columns, now=now))


def _later(article: Article, *, now: dt.datetime) -> None:
    """Nothing new: when to look next."""
    due_at = originals.look_again_at(article, now=now)
    Article.objects.filter(pk=article.pk).update(due_at=due_at)


def _take(article: Article, columns: dict[str, object], *, now: dt.datetime) -> None:
    """Store what came; items whose analysis rests on it are analysed once more."""
    stored = Article.objects.get(pk=article.pk)
    if not originals.update(stored, columns, now=now):
        return
    items = Item.objects.filter(article=stored)
    items.filter(stage__in=[Item.Stage.ANALYSE, Item.Stage.READY]).update(
        stage=Item.Stage.ANALYSE, due_at=now, claimed_until=None, tries=0
    )
    get_search().index(items.values_list("pk", flat=True))
