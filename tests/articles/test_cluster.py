"""Items that belong together for certain become one story."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from articles import arranging, chronicle, cluster, nearby
from articles.core.neighbours import Neighbours
from articles.core.settling import Move
from articles.models import Coverage, Item, ItemFingerprint, Story, StoryEvent
from newsreader.lib.steps import Step, run_batch
from tests.factories import make_article

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


def test_in_a_merged_story_only_one_item_is_the_first_report() -> None:
    one, two = item("a"), item("b")
    run()

    with transaction.atomic():
        one.refresh_from_db()
        two.refresh_from_db()
        assert one.story_id
        assert two.story_id
        chronicle.merge(
            [two.story_id], into=one.story_id, now=NOW, why="likeness", score=0.4
        )

    assert dict(Item.objects.values_list("key", "story_why")) == {
        "a": "alone",
        "b": "likeness",
    }
    assert Item.objects.get(key="b").story_score == 0.4


def test_run_twice_it_changes_nothing() -> None:
    lists(item("a"), "b")
    item("b")
    run()
    before = stories()
    Item.objects.update(stage=Item.Stage.CLUSTER, due_at=NOW)

    run()

    assert stories() == before
    assert Story.objects.filter(merged_into=None).count() == 1


HEADLINES = {
    "Reuters": "Volcano erupts on Iceland, town evacuated overnight",
    "CNN": "Iceland volcano eruption: town is evacuated",
    "BBC": "Champions League final goes to penalties in Madrid",
    "ESPN": "Penalties decide Champions League final in Madrid",
}


def told(outlet: str, headline: str = "", **columns: object) -> Item:
    made = item(f"{outlet} {headline}", outlet=outlet, language="en", **columns)
    made.headline = headline or HEADLINES[outlet]
    made.save()
    return made


def together(*items: Item) -> bool:
    pks = [one.pk for one in items]
    stories_ = Item.objects.filter(pk__in=pks).values_list("story", flat=True)
    return len(set(stories_)) == 1


@pytest.mark.parametrize("order", [0, 1, 2])
def test_reports_of_one_event_meet_whatever_their_order(order: int) -> None:
    outlets = list(HEADLINES)
    made = {one: told(one) for one in outlets[order:] + outlets[:order]}

    run()

    assert together(made["Reuters"], made["CNN"])
    assert together(made["BBC"], made["ESPN"])
    assert Story.objects.filter(merged_into=None).count() == 2
    alike = Item.objects.filter(story_why="likeness")
    assert all(one.story_score and one.story_score > 0.2 for one in alike)
    story = Item.objects.get(pk=made["BBC"].pk).story
    assert story is not None
    assert (story.outlets, story.voices) == (2, 2)


def test_what_another_worker_placed_is_known_here() -> None:
    first = told("Reuters")
    run()
    nearby._held.index, nearby._held.last = Neighbours(), ()
    second = told("CNN")

    run()

    assert together(first, second)


def test_one_outlets_reports_stay_apart() -> None:
    one, two = told("Reuters"), told("Reuters", HEADLINES["CNN"])

    run()

    assert not together(one, two)


def test_another_outlets_very_headline_is_the_same_story() -> None:
    one = told("Reuters", "What is it that they are all after now?")
    two = told("CNN", "What is it that they are all after now – CNN")

    run()

    assert together(one, two)
    assert "title" in Item.objects.values_list("story_why", flat=True)


def test_the_text_brings_together_what_the_headlines_did_not() -> None:
    text = "The dam at Lake Orla broke in heavy rain and flooded Brenton and Hale. " * 4
    one, two = told("Reuters", "A night of fear"), told("CNN", "What we know so far")
    run()
    assert not together(one, two)

    for number, made in enumerate((one, two)):
        made.refresh_from_db()
        made.article = make_article(text=f"Report {number}: {text}")
        made.stage, made.due_at = Item.Stage.CLUSTER, NOW
        made.save()
    run()

    assert together(one, two)
    kinds = set(StoryEvent.objects.values_list("kind", flat=True))
    assert kinds == {"placed", "read", "merged"}


def test_copies_of_one_text_are_one_voice() -> None:
    text = " ".join(
        f"word{n} said that town{n * 7 % 31} will rebuild" for n in range(60)
    )
    made = [
        told(outlet, "Town will rebuild after the flood, mayor says",
             article=make_article(text=text))
        for outlet in ("Reuters", "CNN", "BBC")
    ]  # fmt: skip

    run()

    assert together(*made)
    assert Item.objects.filter(copy_of=made[0]).count() + Item.objects.filter(
        copy_of__isnull=True
    ).count() == len(made)
    story = Story.objects.get(merged_into=None)
    assert (story.outlets, story.voices) == (3, 1)


def test_a_pinned_item_stays_whatever_is_found_out() -> None:
    one, two = told("Reuters"), told("BBC")
    run()
    arranging.pin([one.pk], by="alice", now=NOW)
    lists(two, one.key)
    Item.objects.update(stage=Item.Stage.CLUSTER, due_at=NOW)
    before = Item.objects.get(pk=one.pk).story_id

    run()

    assert Item.objects.get(pk=one.pk).story_id == before


def test_a_placing_that_fails_leaves_nothing_behind() -> None:
    one = told("Reuters")
    with transaction.atomic():
        cluster._place(one.pk, now=NOW)
        transaction.set_rollback(True)
    two = told("CNN")

    run()

    assert together(one, two)
    assert StoryEvent.objects.filter(kind="placed").count() == 2


def again() -> None:
    """Everything is looked at once more, as after a text has come."""
    Item.objects.update(stage=Item.Stage.CLUSTER, due_at=NOW)
    run()


@pytest.mark.parametrize("which", [0, 1])
def test_what_the_owner_split_stays_apart_for_ever(which: int) -> None:
    made = [told("Reuters"), told("CNN")]
    lists(made[0], made[1].key)
    run()
    assert together(*made)

    new = arranging.split([made[which].pk], by="alice", now=NOW)
    again()
    again()

    assert new is not None
    assert not together(*made)
    assert list(new.items.all()) == [made[which]]
    assert all(Story.objects.filter(merged_into=None).values_list("is_kept", flat=True))


def test_new_reports_still_come_into_a_story_the_owner_arranged() -> None:
    first = told("Reuters")
    run()
    arranging.pin([first.pk], by="alice", now=NOW)
    second = told("CNN")

    run()

    assert together(first, second)


def test_a_story_falls_apart_when_a_text_shows_that_it_was_wrong() -> None:
    eruption = """
        Lava flowed down to the harbour and ash closed the coast road before dawn.
        Geologists had measured tremors for a week, and rescuers went from door to door
        with buses. Fishermen moved their boats, schools became shelters, and the
        airport diverted flights to Scotland while the glacier above began to melt."""
    council = """
        A baker was fined because of a cake shaped like a crater. Customers queued for
        slices with red icing, until the inspector noticed that the oven had no permit.
        The owner, a former dancer, appealed and offered biscuits to the jury; her
        lawyer called the penalty absurd, and a television chef sent her a whisk."""
    one = told("Reuters", article=make_article(text=eruption))
    run()
    two = told("CNN")
    run()
    assert together(one, two)
    before = Item.objects.get(pk=two.pk).story_id

    two.refresh_from_db()
    two.article = make_article(text=council)
    two.stage, two.due_at = Item.Stage.CLUSTER, NOW
    two.save()
    run()

    assert not together(one, two)
    parted = StoryEvent.objects.get(kind="parted")
    assert (parted.item_id, parted.other_id) == (two.pk, before)
    left = Item.objects.get(pk=one.pk).story
    assert left is not None
    assert left.pk == before
    assert (left.outlets, left.lead_id) == (1, one.pk)


def looks_again(monkeypatch: pytest.MonkeyPatch, *moves: Move) -> None:
    monkeypatch.setattr(Neighbours, "look_again", lambda *given: list(moves))


def strayed() -> tuple[Item, Item, Item]:
    """Two reports of one story, and a third that came into it by likeness."""
    first, second = told("Reuters"), told("CNN")
    stray = told("Herald", "Volcano on Iceland erupts and a town is evacuated")
    run()
    assert together(first, second)
    assert together(first, stray)
    stray.refresh_from_db()
    return first, second, stray


@pytest.mark.parametrize("is_known", [True, False])
def test_a_second_look_moves_one_report_once(
    monkeypatch: pytest.MonkeyPatch,
    is_known: bool,
) -> None:
    first, _, stray = strayed()
    other = item("other", outlet="Herald")
    run()
    other.refresh_from_db()
    was, into = stray.story_id, other.story_id if is_known else None
    assert was
    looks_again(
        monkeypatch,
        Move(stray.pk, was, into, 3, 0.5),
        Move(first.pk, was, into, 3, 0.4),
    )

    item("new", outlet="Tribune")
    run()

    stray.refresh_from_db()
    assert stray.story_id not in (was, None)
    assert (stray.story_id == into) is is_known
    assert Item.objects.get(pk=first.pk).story_id == was
    assert StoryEvent.objects.get(kind="parted").item_id == stray.pk
    assert Story.objects.get(pk=was).outlets == 2

    assert stray.story_id
    reports = 2 if is_known else 1
    looks_again(monkeypatch, Move(stray.pk, stray.story_id, was, reports, 0.5))
    item("newer", outlet="Tribune")
    run()
    stray.refresh_from_db()
    assert (stray.story_id == was) is not is_known, "alone, it may join; else it stays"


def test_a_second_look_moves_nothing_that_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, stray = strayed()
    lists(stray, first.key)
    arranged = item("arranged", outlet="Herald")
    run()
    arranging.pin([arranged.pk], by="alice", now=NOW)
    arranged.refresh_from_db()
    was = stray.story_id
    assert was
    looks_again(
        monkeypatch,
        Move(stray.pk, was, None, 3, 0.5),
        Move(second.pk, was, None, 2, 0.5),  # others have come into it since
        Move(second.pk, was, arranged.story_id, 3, 0.5),
        Move(second.pk, arranged.story_id or 0, None, 1, 0.5),
        Move(2**31, was, None, 3, 0.5),  # gone meanwhile
        Move(
            second.pk, was, None, 3, 0.5, company=(Move(stray.pk, was, None, 3, 0.5),)
        ),
    )

    item("new", outlet="Tribune")
    run()

    assert not StoryEvent.objects.filter(kind="parted").exists()


def test_a_report_alone_joins_what_came_after_it_and_the_older_story_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = item("a", outlet="Herald")
    run()
    first.refresh_from_db()
    was = first.story_id
    assert was
    monkeypatch.setattr(
        Neighbours,
        "look_again",
        lambda _, story, *given: [Move(first.pk, was, story, 1, 0.5, 0.3, "headline")],
    )

    new = item("b", outlet="Tribune")
    run()

    assert together(first, new)
    new.refresh_from_db()
    assert new.story_id == was
    assert Story.objects.get(pk=was).outlets == 2
    assert StoryEvent.objects.get(kind="merged").score == 0.3


def two_in_one() -> tuple[list[Item], list[Item]]:
    """A story of two events, as it comes about where one report led to the next."""
    eruption = [told("Reuters"), told("CNN")]
    eruption.append(told("Herald", "Volcano on Iceland erupts and a town is evacuated"))
    final = [told("BBC"), told("ESPN")]
    run()
    assert together(*eruption)
    assert together(*final)
    for one in (*eruption, *final):
        one.refresh_from_db()
    with transaction.atomic():
        into, gone = eruption[0].story_id, final[0].story_id
        assert into
        assert gone
        chronicle.merge([gone], into=into, now=NOW, why="likeness", score=0.3)
        chronicle.refresh(into)
    return eruption, final


def test_a_story_of_two_events_falls_apart() -> None:
    eruption, final = two_in_one()
    was = Item.objects.get(pk=eruption[0].pk).story_id
    assert was
    new = told("Tribune", "Madrid: penalties decide the Champions League final")
    with transaction.atomic():
        cluster._place(new.pk, now=NOW)
        transaction.set_rollback(True)
    assert together(*eruption, *final)

    run()

    assert together(*eruption)
    assert together(*final, new)
    assert not together(*eruption, *final)
    apart = Item.objects.get(pk=new.pk).story
    left = Story.objects.get(pk=was)
    assert apart is not None
    assert (left.outlets, apart.outlets) == (3, 3)
    assert left.lead in eruption
    assert apart.lead in (*final, new)
    parted = StoryEvent.objects.filter(kind="parted")
    assert sorted(parted.values_list("item", flat=True)) == sorted(
        one.pk for one in (*final, new)
    )
    assert set(parted.values_list("story", "other")) == {(apart.pk, was)}
    before = (stories(), StoryEvent.objects.count(), Story.objects.count())

    again()
    nearby._held.index, nearby._held.last = Neighbours(), ()
    again()

    assert (stories(), StoryEvent.objects.count(), Story.objects.count()) == before


def test_of_a_part_that_is_held_nothing_leaves() -> None:
    eruption, final = two_in_one()
    lists(final[0], eruption[0].key)

    told("Tribune", "Madrid: penalties decide the Champions League final")
    run()

    assert together(*eruption, *final)
    assert not StoryEvent.objects.filter(kind="parted").exists()


def test_after_an_update_open_stories_are_found_as_before() -> None:
    first = item("a", outlet="Herald")
    Item.objects.update(headline="Volcano Zomborg erupts on Quillfjord island")
    run()
    ItemFingerprint.objects.update(packed=b"of another version", title=0)
    nearby._held.index, nearby._held.last = Neighbours(), ()

    item("b", outlet="Post")
    Item.objects.filter(key="b").update(headline="Quillfjord island: Zomborg erupts")
    run()

    assert stories()["a"] == stories()["b"]
    first.fingerprint.refresh_from_db()
    assert first.fingerprint.title
