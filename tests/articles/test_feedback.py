"""Readers fold analyses away and report mistakes; analyses rest on several outlets."""

from __future__ import annotations

import pytest
from django.test import Client

from articles import grounds
from articles.models import MistakeReport
from tests.contracts.test_engines import ARTICLE, OTHER
from tests.factories import make_analysis, make_article, make_item, make_story
from tests.people import alice

pytestmark = pytest.mark.django_db


def test_a_mistake_is_reported_once_and_listed_for_the_owner() -> None:
    client = Client()
    client.force_login(alice())
    analysis = make_analysis(make_item(article=make_article()))
    url = f"/analyses/{analysis.pk}/mistake"

    for _ in range(2):
        assert client.post(url, {"what": "It was Tuesday."}).status_code == 303

    assert [report.what for report in MistakeReport.objects.all()] == [
        "It was Tuesday."
    ]


def test_analyses_stay_folded_until_they_are_wanted_again() -> None:
    client = Client()
    client.force_login(alice())
    item = make_item(article=make_article())
    make_analysis(item)
    url = f"/items/{item.pk}/analysis/fold"

    client.post(url, {"fold": "1"})
    assert b"Show the analysis" in client.get(item.get_absolute_url()).content
    client.post(url, {"fold": "0"})
    assert b"Show the analysis" not in client.get(item.get_absolute_url()).content


def test_the_own_article_comes_first_then_other_outlets_of_the_story() -> None:
    own = make_item(article=make_article(text=ARTICLE), outlet="Gazette")
    other = make_item(article=make_article(text=OTHER), outlet="Herald")
    twin = make_item(article=make_article(text=OTHER), outlet="Herald")
    make_story(own, other, twin)

    found = grounds.of(own)

    assert found is not None
    told = [(one.outlet, one.role) for one in found.request.sources]
    assert told == [("Gazette", "item"), ("Herald", "coverage")]
    assert found.outlets == 1


def test_a_headline_alone_is_no_ground() -> None:
    assert grounds.of(make_item(snippet="Few words.", published_at=None)) is None
