"""What each page shows, as frozen dataclasses: the contract with the templates.

Nothing here writes, and nothing here knows HTML: each builder asks its questions of
the database and gives one dataclass, of which a template reads only the fields.
"""

from articles.pages.frame import Link, Visitor, When, web_address
from articles.pages.headlines import HeadlinesPage, headlines_page
from articles.pages.item import ItemPage, Marks, item_page, marks_of
from articles.pages.listing import Wish, midnight
from articles.pages.rows import Row
from articles.pages.search import SearchPage, search_page
from articles.pages.sidebar import Sidebar
from articles.pages.story import StoryPage, story_page

__all__ = [
    "HeadlinesPage",
    "ItemPage",
    "Link",
    "Marks",
    "Row",
    "SearchPage",
    "Sidebar",
    "StoryPage",
    "Visitor",
    "When",
    "Wish",
    "headlines_page",
    "item_page",
    "marks_of",
    "midnight",
    "search_page",
    "story_page",
    "web_address",
]
