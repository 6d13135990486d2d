"""What is unread is right while many write at once."""

from __future__ import annotations

import random
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles import marking, tallies
from articles.models import Item, Origin
from tests.factories import NOON, make_feed, make_item

ROUNDS = 40


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_polls_and_marks_side_by_side_lose_no_count() -> None:
    feeds = [make_feed() for _ in range(6)]
    readers = [User.objects.create(username=f"reader{n}") for n in range(3)]
    pks = [make_item(feeds=[feeds[0]]).pk for _ in range(60)]
    failed: list[BaseException] = []

    def poll(feed_pk: int) -> None:
        """Brings known items and new ones, in long transactions."""
        chance = random.Random(feed_pk)
        for _ in range(ROUNDS):
            with transaction.atomic():
                # One that stores Google's entries at a time, as `ingest` has it
                lock = "SELECT pg_advisory_xact_lock(7)"
                if connection.vendor == "postgresql":
                    connection.cursor().execute(lock)
                rows = Item.objects.filter(pk__in=chance.sample(pks, 5))
                Origin.objects.bulk_create(
                    [
                        Origin(item=item, feed_id=feed_pk, first_seen_at=NOON,
                               sort_at=item.sort_at)
                        for item in rows
                    ],
                    ignore_conflicts=True,
                )  # fmt: skip

    def read(reader: User) -> None:
        chance = random.Random(reader.pk)
        for _ in range(ROUNDS):
            some = Item.objects.filter(pk__in=chance.sample(pks, 20))
            marking.mark_all(reader, some, now=NOON)
            marking.mark_unread(reader, Item(pk=chance.choice(pks)))

    def guarded(work: object, *args: object) -> None:
        try:
            work(*args)  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        finally:
            connection.close()

    threads = [
        *(threading.Thread(target=guarded, args=(poll, f.pk)) for f in feeds[1:]),
        *(threading.Thread(target=guarded, args=(read, r)) for r in readers),
        *(threading.Thread(target=guarded, args=(read, r)) for r in readers),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    assert tallies.recount() == 0
    assert Item.objects.filter(feed_set=None).count() == 0
