"""Re-exports every model; outside code imports from here."""

from articles.models.analysis import Analysis, AnalysisSentence, Citation
from articles.models.article import Article
from articles.models.item import Coverage, Item, Origin
from articles.models.link import GoogleLink, GoogleQuota
from articles.models.reading import ReadMark, Star
from articles.models.story import Story

__all__ = [
    "Analysis",
    "AnalysisSentence",
    "Article",
    "Citation",
    "Coverage",
    "GoogleLink",
    "GoogleQuota",
    "Item",
    "Origin",
    "ReadMark",
    "Star",
    "Story",
]
