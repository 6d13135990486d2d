"""The table of steps, in order: what is due, what to run. The map of the house.

A headline travels from top to bottom. What `feeds.poll` has read `articles.ingest`
(step 2) stores, in the poll's own transaction; from then on the item can be read, and
every later step only adds to it.
"""

from __future__ import annotations

import time
from functools import partial

from django.utils import timezone

from articles import (
    analyse,
    budget,
    cluster,
    compose,
    extract,
    ingest,
    recheck,
    resolve,
)
from articles import fetch_icons as icons
from articles.models import Article, Commission, Icon, Item
from feeds import poll, record, websub, websub_push
from feeds.models import Feed, PushSubscription
from newsreader.lib.steps import Step, run_batch

STEPS = (
    Step(
        name="feeds.poll",
        duty="Fetch the feeds that are due and store their entries as items.",
        due=Feed.objects.due,
        run=poll.run,
        batch=256,
        together=partial(record.record, store=ingest.prepare),
        gather=25,
    ),
    Step(
        name="feeds.push",
        duty="Store what hubs have delivered, as if it had been polled.",
        due=websub_push.due,
        run=websub_push.run,
        batch=25,
        options={"known": ingest.known},
        together=partial(record.record, store=ingest.prepare),
    ),
    Step(
        name="feeds.websub",
        duty="Ask hubs to deliver what is new in feeds, renew that, and end it.",
        due=websub.due,
        run=websub.run,
        batch=32,
    ),
    Step(
        name="articles.place",
        duty="Join a new headline to the story it is part of, before anything else.",
        due=lambda now: Item.objects.due_for(Item.Stage.PLACE, now),
        run=cluster.run,
        batch=100,
    ),
    Step(
        name="articles.resolve",
        duty="Find the publisher's address behind a Google News link.",
        due=lambda now: Item.objects.due_for(Item.Stage.RESOLVE, now),
        run=resolve.run,
        batch=100,
    ),
    Step(
        name="articles.extract",
        duty="Fetch the publisher's page and take the article out of it.",
        due=lambda now: Item.objects.due_for(Item.Stage.EXTRACT, now),
        run=extract.run,
        batch=16,
    ),
    Step(
        name="articles.cluster",
        duty="Look for the story again, now that the text is known.",
        due=lambda now: Item.objects.due_for(Item.Stage.CLUSTER, now),
        run=cluster.run,
        batch=100,
    ),
    Step(
        name="articles.analyse",
        duty="Write the Detailed Analysis from the text that is there.",
        due=lambda now: Item.objects.due_for(Item.Stage.ANALYSE, now),
        run=analyse.run,
        batch=20,
    ),
    Step(
        name="articles.compose",
        duty="Have a model write the analysis, where one is set and wished for.",
        due=compose.due,
        run=compose.run,
        batch=1,
        lease=compose.LEASE,
    ),
    Step(
        name="articles.recheck",
        duty="Look again at fresh articles: publishers correct what they wrote.",
        due=Article.objects.due,
        run=recheck.run,
        batch=16,
    ),
    Step(
        name="articles.fetch_icons",
        duty="Ask the sites that pages have shown for their icons.",
        due=Icon.objects.due,
        run=icons.run,
        batch=32,
    ),
)

BY_NAME = {step.name: step for step in STEPS}


def run_due(name: str, *, budget_s: float) -> int:
    """Run what is due for that step, batch after batch, while the budget lasts.

    Gives the number of rows that were claimed.
    """
    step, until, total = BY_NAME[name], time.monotonic() + budget_s, 0
    while True:
        claimed = run_batch(step, now=timezone.now())
        total += claimed
        if claimed < step.batch or time.monotonic() >= until:
            return total


def release_all() -> int:
    """Free every claim. Only for a worker that knows itself to be the only one."""
    budget.release_all()
    queues = (Feed, PushSubscription, Item, Article, Icon, Commission)
    return sum(
        queue._base_manager.exclude(claimed_until=None).update(claimed_until=None)
        for queue in queues
    )
