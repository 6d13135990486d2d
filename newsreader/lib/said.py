"""Sentences that the parts below the pages make, in the reader's language.

The pure parts know no languages: they make an English sentence, which may be kept in
the database and read months later by somebody else. What they can say stands here;
`%(…)s` is where a name or a number stands in it.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

SENTENCES = (
    # why an item has no article
    _("The publisher shows this article to subscribers only."),
    _("The publisher asks for consent to cookies before it shows the article."),
    _("The publisher lets only browsers in, not a news reader."),
    _("The publisher shows this article only to people who have signed in."),
    _("The page shows its article only by running scripts."),
    _("The link leads to the publisher's front page, not to an article."),
    _("The page shows a video and hardly any text."),
    _("The publisher says that this page does not exist."),
    _("The page holds too little text to be an article."),
    _("The link leads to another article than the one the headline announces."),
    _("The link leads to a file, not to a web page."),
    _("The link leads to %(what)s, not to a web page."),
    _("The page is too large to be read."),
    _("The publisher does not allow copies of this article to be kept."),
    _("The publisher's site could not be reached."),
    _("The publisher’s site answered with an error (%(status)s)."),
    _("The publisher’s site leads from page to page without an end."),
    _("The link leads to an address that cannot be opened."),
    _("Full texts are turned off for this feed."),
    _("The full text is fetched when a signed-in reader opens this page."),
    # what lies at an address where no page is
    _("a PDF document"), _("an e-book"), _("a ZIP archive"), _("an archive"),
    _("a JSON file"), _("an XML file"), _("a feed"), _("a Word document"),
    _("a text document"), _("a table of values"), _("a calendar entry"),
    _("a file for download"), _("a spreadsheet"), _("a presentation"), _("a picture"),
    _("a video"), _("an audio file"), _("a font"), _("a file"),
    # why a feed cannot be read or added
    _("The address is empty."),
    _("The address is longer than 4,000 characters."),
    _("The address must begin with http:// or https://."),
    _("Two slashes must follow http: or https: in the address."),
    _("The address holds a user name, which is not supported."),
    _("The address has an unfinished IPv6 address."),
    _("The port in the address is not a number up to 65535."),
    _("The address has no host name."),
    _("The host name in the address is not valid."),
    _("The host in the address looks like a number and is none."),
    _("The IPv6 address in the address is not valid."),
    _("An IPv6 address with a zone cannot be opened."),
    _("The feed's address is longer than can be kept."),
    _("This feed has no items yet."),
    _(
        "This is a web page, and neither it nor its site names a feed. Look for a link "
        "called RSS, Atom or “feed” on the site, or follow it by a Google News search."
    ),
    _("The site names a feed at %(url)s, but there is none."),
    _("There is nothing at this address: %(host)s answers 404, not found."),
    _("%(host)s says that what was at this address is gone for good."),
    _("%(host)s does not let us see this address: it answers %(status)s."),
    _("%(host)s asks to be left alone for a while: it answers %(status)s."),
    _("%(host)s cannot be reached just now: the answer is %(status)s."),
    _("%(host)s has trouble of its own: it answers %(status)s."),
    _("%(host)s answers %(status)s instead of a feed."),
    _("The server answered %(status)s instead of a feed."),
    _("The server says that this feed is gone for good (410)."),
    _("Nothing has been found at this address for %(days)s days (404)."),
    _(
        "This address is a web page, not a feed. If the site has a feed, its address "
        "is another one."
    ),
    _("This address holds something, but no feed."),
    _("The address answered with nothing at all."),
    _("This feed is larger than %(size)s MB."),
    _("This feed takes too long to read."),
    _("This feed holds more markup than can be read."),
    _("The entities of this feed never end."),
    _("An element of this feed has too many attributes."),
    _("This is XML, but no feed."),
    _("This is JSON, but no JSON Feed."),
    _("This JSON Feed has no list of items."),
    _("This is broken JSON, so no feed can be read."),
    _("This feed declares too many namespaces."),
    _("This is a list of feeds (OPML). Import it instead of subscribing to it."),
    _("This is a sitemap, not a feed."),
    _("This is a list of sitemaps, not a feed."),
    _("This is a picture, not a feed."),
    _("This feed is broken: no entry of it can be read."),
    # what became of a hub
    _("Brought by the hub."),
    _("What the hub delivered cannot be read: %(why)s"),
    _("What the hub delivered could not be read in several attempts."),
    _("The hub refused."), _("The hub refused: %(why)s"),
    _("The hub answered %(status)s."),
    _("The hub redirects in a way that loses the request."),
    _("The hub named no time for which it would deliver."),
    # Google News
    _("Google News shows no preview just now: it answered with a web page."),
    _("Google News shows no preview just now. %(why)s"),
    _("Google News says that it has no such feed. Try a search instead."),
    _("Google News says that it has no such feed."),
    _("Please use at most %(count)s characters."),
    _("Please say what to look for."),
    _("Google News has no feed of that kind."),
    _("Google News has these sections: %(names)s."),
    _(
        "That is no topic of Google News. Paste the topic's address instead, or search "
        "for the words."
    ),
    _("Please give the publication's domain, as example.com."),
    _("This search has no words to look for."),
    _("This page of Google News has no feed. Search for its subject instead."),
    _(
        "This is a single article, not a feed. Open it to read it; to follow its "
        "subject, add a search."
    ),
    _(
        "Google News gives no feed for a story's full coverage. Add a search for its "
        "subject instead."
    ),
    _(
        "This page of Google News is made for one signed-in person and has no feed. "
        "Add a search for its subject instead."
    ),
    # what a feed is like
    _("Its items have no dates: each will stand at the time it is first seen."),
    _("Its items lead nowhere: there will be only what the feed itself says."),
    _("Its newest item is %(count)s months old: it may have been given up."),
    _("Its newest item is %(count)s years old: it may have been given up."),
    _("Its newest item is dated in the future."),
    _("about 1 item an hour"), _("about %(count)s items an hour"),
    _("about 1 item a day"), _("about %(count)s items a day"),
    _("about 1 item a week"), _("about %(count)s items a week"),
    _("about 1 item a month"), _("about %(count)s items a month"),
    _("about 1 item a year"), _("about %(count)s items a year"),
    _("less than one item a year"),
    # a list of feeds
    _("This file is larger than 5 MB."),
    _("This file is empty."),
    _("This file is no OPML: it holds no XML."),
    _("This file is a web page, not OPML."),
    _("This file holds more in one place than any list of feeds does."),
    _("This file defines a language of its own, which is not read."),
    _("No more than %(count)s entries are read from one file."),
    _("It stands in this file twice."),
    _("It leads to another list or page."),
    _("It names a web page and no feed. Add the page by its address."),
    _("It has no address."),
    _("Its address is longer than can be kept."),
    _("It is here as “%(title)s”."),
    # the network
    _("%(host)s is being asked as often as good manners allow. Try again in a few "
      "minutes."),
    _("The data folder cannot be written, so nothing is fetched. See whether the disk "
      "is full (%(why)s)."),
    _("%(host)s sent more than %(size)s."),
    _("The answer of %(host)s broke off. Try again later."),
    _("The answer of %(host)s is damaged. %(why)s."),
    _("The name %(host)s could not be found. See whether it is right."),
    _("The certificate of %(host)s is not to be trusted: %(why)s."),
    _("No secure connection to %(host)s was possible."),
    _("The proxy could not be reached. See whether HTTP_PROXY and HTTPS_PROXY are "
      "right."),
    _("The proxy did not make the connection to %(host)s. See whether HTTP_PROXY and "
      "HTTPS_PROXY are right."),
    _("%(host)s sent headers without an end."),
    _("%(host)s could not be reached. Try again later."),
    _("%(host)s hung up. Try again later."),
    _("%(host)s did not answer as a web server should."),
    _("%(host)s did not answer in full within %(seconds)s seconds. Try again "
      "later."),
    _("Port %(port)s is not one where web pages are found. If this one is, add "
      "%(key)s to the setting FETCH_ALLOW."),
    _("%(host)s is inside a private network, where Newsreader does not look. If it "
      "may, add %(key)s to the setting FETCH_ALLOW."),
    _("%(host)s redirects to no proper address."),
    _("%(host)s redirects in a circle."),
    _("%(host)s redirects without an end."),
    _("%(host)s redirects to %(other)s, which is not where the answer should come "
      "from."),
)  # fmt: skip
"""All that the parts below can say, from the particular to the general."""

_PART = re.compile(r"%\((\w+)\)s")
_LONGEST = 2000
_DEEPEST = 2


def said(sentence: str, _depth: int = 0) -> str:
    """The sentence in the reader's language; as it is where it is not known here."""
    language = get_language() or "en"
    if language.partition("-")[0] == "en" or not sentence:
        return sentence
    if sentence in _plain():
        return gettext(sentence)
    if len(sentence) > _LONGEST or _depth >= _DEEPEST:
        return sentence
    for known, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            parts = found.groupdict()
            return gettext(known) % {
                name: said(part, _depth + 1) for name, part in parts.items()
            }
    return sentence


@cache
def _plain() -> frozenset[str]:
    return frozenset(known for known in SENTENCES if not _PART.search(known))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((known, _pattern(known)) for known in SENTENCES if _PART.search(known))


def _pattern(known: str) -> re.Pattern[str]:
    """What a finished sentence of that form looks like."""
    pieces = _PART.split(known)
    told = [
        f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    ]
    return re.compile("".join(told), re.DOTALL)
