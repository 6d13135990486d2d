"""What to forget, and when.

Items are kept: a permalink never dies. What goes is the log of polls past its use,
pictures that nobody looked at for the longest time, and the texts that a publisher
allows nobody to keep, once the analysis is written; and, after two months, what models
have answered.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.sessions.models import Session

from articles import budget, images, publisher, tallies
from articles.models import Article
from feeds.models import Fetch

FETCH_DAYS = 30


def forget(*, now: dt.datetime) -> int:
    """Remove what is past its use; give the number of rows that went."""
    images.prune(limit=settings.IMAGE_CACHE_MB << 20, now=now)
    polls, _ = Fetch.objects.filter(at__lt=now - dt.timedelta(days=FETCH_DAYS)).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    Article.objects.filter(forget_at__lte=now).update(
        text="", wall="no_copy", forget_at=None
    )
    tallies.recount()  # nothing is expected to be wrong
    return polls + sessions + publisher.forget(now=now) + budget.forget(now=now)
