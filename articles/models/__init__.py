"""Re-exports every model; outside code imports from here."""

from articles.models.analysis import (
    Analysis,
    AnalysisSentence,
    Citation,
    MistakeReport,
)
from articles.models.article import Article
from articles.models.asking import Commission, ModelCall, ModelDay, ModelEndpoint
from articles.models.icon import Icon
from articles.models.item import Coverage, HeadlineChange, Item, Origin, item_path
from articles.models.link import GoogleLink, GoogleQuota
from articles.models.outgoing import FeedKey, SavedSearch
from articles.models.publisher import Publisher, PublisherPage
from articles.models.reading import ReadMark, Star
from articles.models.story import ItemFingerprint, Story, StoryEvent, story_path
from articles.models.tally import FeedSet, Tally
from articles.models.tombstone import Tombstone

__all__ = [
    "Analysis",
    "AnalysisSentence",
    "Article",
    "Citation",
    "Commission",
    "Coverage",
    "FeedKey",
    "FeedSet",
    "GoogleLink",
    "GoogleQuota",
    "HeadlineChange",
    "Icon",
    "Item",
    "ItemFingerprint",
    "MistakeReport",
    "ModelCall",
    "ModelDay",
    "ModelEndpoint",
    "Origin",
    "Publisher",
    "PublisherPage",
    "ReadMark",
    "SavedSearch",
    "Star",
    "Story",
    "StoryEvent",
    "Tally",
    "Tombstone",
    "item_path",
    "story_path",
]
