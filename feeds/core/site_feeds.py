"""Where well-known sites keep the feeds of their pages, as patterns of addresses.

Many of them name no feed on the page, or show programs no page at all. Each line says
for which hosts and paths it is, and which feeds there are then, the likeliest first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from feeds.core.discover import Candidate

_NAME = r"[\w.-]{1,100}"
_STACK_EXCHANGE = (
    r"(?:[\w-]+\.)*stackexchange\.com|stackoverflow\.com|[a-z]{2}\.stackoverflow\.com"
    r"|superuser\.com|serverfault\.com|askubuntu\.com|mathoverflow\.net|stackapps\.com"
)
_NO_OWNERS = (
    r"about|apps|collections|contact|customer-stories|enterprise|events|explore"
    r"|features|issues|join|login|marketplace|new|notifications|orgs|pricing|pulls"
    r"|search|security|settings|site|sponsors|stars|team|topics|trending"
)
_GITHUB = "https://github.com"
_YOUTUBE = "https://www.youtube.com/feeds/videos.xml"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Feeds of the pages whose host and path (query included) match; `feeds` are
    addresses and titles in which `{name}` stands for a group of the path."""

    host: str
    path: str
    feeds: tuple[tuple[str, str], ...]


PATTERNS = (
    Pattern(
        r"(?:www\.|m\.)?youtube\.com", r"/channel/(?P<id>UC[\w-]{22})(?:[/?].*)?",
        ((_YOUTUBE + "?channel_id={id}", "Videos of the channel"),),
    ),
    Pattern(
        r"(?:www\.|m\.)?youtube\.com", r"/user/(?P<id>[\w.-]{1,60})(?:[/?].*)?",
        ((_YOUTUBE + "?user={id}", "Videos of {id}"),),
    ),
    Pattern(
        r"(?:www\.|m\.)?youtube\.com", r"/(?:playlist|watch)\?.*(?P<list>)",
        ((_YOUTUBE + "?playlist_id={list}", "Videos of the playlist"),),
    ),
    Pattern(
        r"(?:(?:www|old|new|np|m)\.)?reddit\.com",
        rf"/(?P<kind>r|user)/(?P<name>{_NAME}|[\w+-]{{1,300}})"
        r"(?P<order>/(?:hot|new|top|rising|controversial|submitted|comments))?/?(?:\?.*)?",
        (("https://www.reddit.com/{kind}/{name}{order}/.rss", "{name} on Reddit"),),
    ),
    Pattern(
        r"(?:(?:www|old|new|np|m)\.)?reddit\.com",
        r"/u/(?P<name>[\w-]{1,60})/?(?:\?.*)?",
        (("https://www.reddit.com/user/{name}/.rss", "{name} on Reddit"),),
    ),
    Pattern(
        r"(?:(?:www|old|new|np|m)\.)?reddit\.com",
        r"/r/(?P<sub>\w{1,60})/comments/(?P<id>\w{1,20})(?:[/?].*)?",
        (
            ("https://www.reddit.com/r/{sub}/comments/{id}/.rss", "This discussion"),
            ("https://www.reddit.com/r/{sub}/.rss", "{sub} on Reddit"),
        ),
    ),
    Pattern(
        r"(?:www\.)?github\.com",
        rf"/(?!(?:{_NO_OWNERS})(?:/|$))(?P<owner>[\w-]{{1,39}})/?(?:\?.*)?",
        ((_GITHUB + "/{owner}.atom", "What {owner} does on GitHub"),),
    ),
    Pattern(
        r"(?:www\.)?github\.com",
        rf"/(?!(?:{_NO_OWNERS})/)(?P<owner>[\w-]{{1,39}})/(?P<name>{_NAME}?)"
        r"(?:\.git)?/?(?:\?.*)?",
        (
            (_GITHUB + "/{owner}/{name}/releases.atom", "Releases of {name}"),
            (_GITHUB + "/{owner}/{name}/tags.atom", "Tags of {name}"),
            (_GITHUB + "/{owner}/{name}/commits.atom", "Commits to {name}"),
        ),
    ),
    Pattern(
        r"(?:www\.)?github\.com",
        rf"/(?P<owner>[\w-]{{1,39}})/(?P<name>{_NAME})/(?P<what>releases|tags)"
        r"(?!\.atom)(?:[/?].*)?",
        ((_GITHUB + "/{owner}/{name}/{what}.atom", "{what} of {name}"),),
    ),
    Pattern(
        r"(?:www\.)?github\.com",
        rf"/(?P<owner>[\w-]{{1,39}})/(?P<name>{_NAME})/(?:commits|tree)"
        r"/(?P<branch>[\w./-]{1,200}?)(?<!\.atom)/?(?:\?.*)?",
        ((_GITHUB + "/{owner}/{name}/commits/{branch}.atom", "Commits to {branch}"),),
    ),
    Pattern(
        r"(?:www\.)?github\.com",
        rf"/(?P<owner>[\w-]{{1,39}})/(?P<name>{_NAME})/discussions(?!\.atom)(?:[/?].*)?",
        ((_GITHUB + "/{owner}/{name}/discussions.atom", "Discussions of {name}"),),
    ),
    Pattern(
        r"bsky\.app", r"/profile/(?P<who>[\w.:-]{1,253}?)(?:/(?!rss).*)?/?",
        (("https://bsky.app/profile/{who}/rss", "Posts of {who}"),),
    ),
    Pattern(
        _STACK_EXCHANGE, r"/questions/(?P<id>\d{1,12})(?:[/?].*)?",
        (
            ("https://{host}/feeds/question/{id}", "This question"),
            ("https://{host}/feeds", "All questions"),
        ),
    ),
    Pattern(
        _STACK_EXCHANGE, r"/questions/tagged/(?P<tags>[^/?]{1,200})(?:[/?].*)?",
        (("https://{host}/feeds/tag/{tags}", "Questions about {tags}"),),
    ),
    Pattern(
        _STACK_EXCHANGE, r"/users/(?P<id>\d{1,12})(?:[/?].*)?",
        (("https://{host}/feeds/user/{id}", "What this user writes"),),
    ),
    Pattern(
        _STACK_EXCHANGE, r"/?|/questions/?(?:\?.*)?",
        (("https://{host}/feeds", "New questions"),),
    ),
    Pattern(
        r"(?:www\.)?medium\.com", r"/(?P<who>@[\w.-]{1,60})(?:[/?].*)?",
        (("https://medium.com/feed/{who}", "Stories of {who}"),),
    ),
)  # fmt: skip

# Anybody may run a server of Mastodon or its kin, so that only the path tells
_ANYWHERE = (
    Pattern(
        r".+", r"/(?:users/|@)(?P<who>[\w.-]{1,60})/?",
        (("{origin}/@{who}.rss", "Posts of @{who}"),),
    ),
    Pattern(
        r".+", r"/(?:web/)?tags/(?P<tag>\w{1,100})/?",
        (("{origin}/tags/{tag}.rss", "Posts with #{tag}"),),
    ),
)  # fmt: skip


def at_known_site(url: str) -> tuple[Candidate, ...]:
    """The feeds of that page, if its site is one of those known here."""
    return _first(PATTERNS, url)


def likely(url: str) -> tuple[Candidate, ...]:
    """Feeds that this page has if its site runs what its address looks like."""
    return _first(_ANYWHERE, url)


def _first(patterns: tuple[Pattern, ...], url: str) -> tuple[Candidate, ...]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    for pattern in patterns:
        if not re.fullmatch(pattern.host, host):
            continue
        if not (found := re.fullmatch(pattern.path, path)):
            continue
        said = {name: value or "" for name, value in found.groupdict().items()}
        said |= {"host": host, "origin": f"{parts.scheme}://{parts.netloc}"}
        if "list" in said:
            said["list"] = _playlist(parts.query)
            if not said["list"]:
                continue
        return tuple(
            Candidate(address.format_map(said), title.format_map(said).capitalize())
            for address, title in pattern.feeds
        )
    return ()


def _playlist(query: str) -> str:
    wanted = parse_qs(query, max_num_fields=50).get("list", [""])[0]
    return wanted if re.fullmatch(r"(?:PL|UU|FL|OL)[\w-]{10,50}", wanted) else ""
