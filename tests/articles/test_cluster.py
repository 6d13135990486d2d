"""Items that belong together for certain become one story."""

from __future__ import annotations

import pytest
from django.utils import timezone

from articles import cluster
from articles.models import Coverage, Item, Story
from newsreader.lib.steps import Step, run_batch

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def item(key: str, **columns: object) -> Item:
    return Item.objects.create(
        key=key,
        headline=f"Headline {key}",
        content_hash="",
        first_seen_at=NOW,
        sort_at=NOW,
        due_at=NOW,
        stage=Item.Stage.CLUSTER,
        **columns,
    )


def lists(one: Item, key: str, position: int = 0) -> None:
    Coverage.objects.create(
        item=one, position=position, key=key, headline="x", link="https://x.example/"
    )


def run() -> None:
    step = Step(
        "articles.cluster",
        "",
        lambda now: Item.objects.due_for(Item.Stage.CLUSTER, now),
        cluster.run,
        50,
    )
    run_batch(step, now=NOW)


def stories() -> dict[str, int | None]:
    return dict(Item.objects.values_list("key", "story"))


def test_an_item_with_nothing_in_common_is_a_story_of_one() -> None:
    item("a")
    item("b")

    run()

    assert Story.objects.count() == 2
    assert set(Item.objects.values_list("story_why", flat=True)) == {"alone"}


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_googles_list_joins_items_whichever_comes_first(order: tuple[str, str]) -> None:
    made = {key: item(key) for key in order}
    lists(made["a"], "b")

    run()

    assert len(set(stories().values())) == 1
    assert "coverage" in Item.objects.values_list("story_why", flat=True)


def test_one_address_joins_items() -> None:
    address = {"url": "https://paper.example/1", "url_hash": "h1"}
    item("a", **address)
    item("b", **address)

    run()

    assert len(set(stories().values())) == 1


def test_items_without_an_address_are_not_joined_by_that() -> None:
    item("a")
    item("b")

    run()

    assert len(set(stories().values())) == 2


def test_a_late_tie_merges_two_stories_and_leaves_a_signpost() -> None:
    one, two = item("a"), item("b")
    run()
    lists(two, "a")
    Item.objects.update(stage=Item.Stage.CLUSTER, due_at=NOW)

    run()

    one.refresh_from_db()
    two.refresh_from_db()
    assert one.story_id == two.story_id
    kept, gone = Story.objects.order_by("merged_into")[:2]
    if kept.merged_into_id:
        kept, gone = gone, kept
    assert (gone.merged_into_id, kept.merged_into_id) == (kept.pk, None)
    assert one.story_id == kept.pk


def test_run_twice_it_changes_nothing() -> None:
    lists(item("a"), "b")
    item("b")
    run()
    before = stories()
    Item.objects.update(stage=Item.Stage.CLUSTER, due_at=NOW)

    run()

    assert stories() == before
    assert Story.objects.filter(merged_into=None).count() == 1
