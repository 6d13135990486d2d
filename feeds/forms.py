"""Form fields and their messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from babel import Locale, UnknownLocaleError
from django import forms
from django.contrib.admin.helpers import ActionForm
from django.core import signing
from django.core.files import File
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.translation import get_language, pgettext_lazy, to_locale
from django.utils.translation import gettext_lazy as _

from feeds.core.google_news import EDITIONS, TOPICS, Edition
from feeds.core.google_news import HOST as GOOGLE_HOST
from feeds.core.opml import MAX_BYTES
from feeds.lookup import Found, known
from feeds.models import Category, Feed
from newsreader.lib.said import said
from newsreader.lib.urls import BadAddress, from_typed, host

if TYPE_CHECKING:
    FeedModelForm = forms.ModelForm[Feed]
else:
    FeedModelForm = forms.ModelForm

_SALT = "feeds.found"
_A_DAY = 86_400


SECTION_NAMES = {
    "WORLD": _("World"),
    "NATION": _("Nation"),
    "BUSINESS": _("Business"),
    "TECHNOLOGY": _("Technology"),
    "ENTERTAINMENT": _("Entertainment"),
    "SPORTS": _("Sports"),
    "SCIENCE": _("Science"),
    "HEALTH": pgettext_lazy("section", "Health"),
}
"""Google's sections, as `feeds.core.google_news.SECTIONS` has them."""


class PasteForm(forms.Form):
    """Any address: of a feed, of a site, of a Google News page."""

    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        strip=True,
        help_text=_(
            "A feed, a website, or any Google News page: "
            "example.org is enough, its feeds are found."
        ),
        error_messages={"required": _("Paste an address first.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "url",
                "autocapitalize": "none",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "https://",
            }
        ),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the form: the button to choose it, and its box if it has one."""

    radio: BoundWidget
    field: BoundField | None


class DescribeForm(forms.Form):
    """A Google News feed in words: what it follows, and in which edition.

    Whoever fills in one of the boxes need not also tick its name.
    """

    KINDS = {
        "google_top": _("Top stories"),
        "google_section": _("Section"),
        "google_search": pgettext_lazy("kind of feed", "Search"),
        "google_publication": _("Publication"),
        "google_place": _("Place"),
        "google_topic": _("Topic"),
    }
    MISSING = {
        "google_section": _("Choose a section."),
        "google_search": _("Type the words to search for."),
        "google_publication": _("Type the publication's domain, such as example.org."),
        "google_place": _("Type a city, a state or a postal code."),
        "google_topic": _("Type a topic, such as Politics."),
    }

    kind = forms.ChoiceField(
        choices=list(KINDS.items()), required=False, widget=forms.RadioSelect
    )
    google_section = forms.ChoiceField(
        label=_("Section"),
        choices=[("", "—"), *SECTION_NAMES.items()],
        required=False,
    )
    google_search = forms.CharField(
        label=_("Words"),
        max_length=500,
        required=False,
        help_text=_('Words, "a phrase", OR, -without, site:example.org, when:7d'),
    )
    google_publication = forms.CharField(
        label=_("Domain"),
        max_length=200,
        required=False,
        help_text=_("Such as example.org"),
    )
    google_place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("City, state or postal code"),
    )
    google_topic = forms.CharField(
        label=_("Topic"),
        max_length=500,
        required=False,
        help_text=_("A name, such as Politics, or the CAAq… of its page's address"),
        widget=forms.TextInput(attrs={"list": "topics"}),
    )
    edition = forms.ChoiceField(
        label=_("Edition"),
        choices=lambda: edition_choices(),
        help_text=_("Country and language."),
    )

    topics = tuple(TOPICS)

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(radio, self[name] if name in self.MISSING else None)
            for name, radio in zip(self.KINDS, self["kind"], strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = [name for name in self.MISSING if cleaned.get(name)]
        kind = cleaned.get("kind") or (filled[0] if len(filled) == 1 else "")
        if not kind and "kind" not in self.errors:
            self.add_error(
                "kind",
                _("Choose one of these.")
                if filled
                else _("Choose what the feed is to follow."),
            )
        if kind in self.MISSING and kind not in self.errors and kind not in filled:
            self.add_error(kind, self.MISSING[kind])
        cleaned["kind"] = kind
        cleaned["value"] = cleaned.get(kind, "") if kind in self.MISSING else ""
        return cleaned


OPERATORS = (
    ("solar wind", _("both words")),
    ('"solar wind"', _("these words in this order")),
    ("solar OR wind", _("either of them")),
    ("solar -eclipse", _("without a word")),
    ("(solar OR wind) farm", _("parentheses group")),
    ("intitle:solar", _("the word stands in the headline")),
    ("allintitle:solar wind", _("all these words stand in the headline")),
    ("inurl:energy", _("the word stands in the address")),
    ("site:example.org", _("from this site alone")),
    ("when:12h", _("of the last twelve hours; d for days, m for months, y for years")),
    ("after:2026-01-31", _("from that day on")),
    ("before:2026-01-31", _("up to the day before; not together with when:")),
)
"""What a search on Google News understands, and what it means."""


class ImportForm(forms.Form):
    """A list of feeds from another reader."""

    file = forms.FileField(
        label=_("OPML file"),
        help_text=_("As other readers export it; at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".opml,.xml,text/x-opml,text/xml"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )
    edition = forms.ChoiceField(
        label=_("Edition"),
        choices=lambda: edition_choices(),
        help_text=_("For addresses of Google News that name none."),
    )

    def clean_file(self) -> File[bytes]:
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        return file


class ConfirmForm(forms.Form):
    """What a preview carries to its confirmation: the finding, signed, and two wishes.

    The signature says that it was looked up here, so that confirming needs no second
    visit and nobody can slip in an address that was never looked at.
    """

    found = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"), max_length=300, help_text=_("As you want to see it.")
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("Category"),
        required=False,
        empty_label=pgettext_lazy("category", "None"),
    )
    new_category = forms.CharField(
        label=_("Or a new one"), max_length=100, required=False
    )

    def clean_found(self) -> Found:
        try:
            held = signing.loads(self.cleaned_data["found"], salt=_SALT, max_age=_A_DAY)
            return Found(**held)
        except (signing.BadSignature, TypeError):  # TypeError: of another version
            raise forms.ValidationError(
                _("This preview is too old. Look the address up again.")
            ) from None


def sealed(found: Found) -> str:
    """The finding as text that only this site can have made."""
    held = {
        "url": found.url,
        "kind": found.kind,
        "title": found.title,
        "site_url": found.site_url,
        "language": found.language,
        "ceid": found.ceid,
    }
    return signing.dumps(held, salt=_SALT, compress=True)


class FeedForm(FeedModelForm):
    """What can be changed of a feed that is here."""

    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        required=False,
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text=_("Where it is polled. Its items stay when this changes."),
    )

    def clean_url(self) -> str:
        """As it stands, or another address that no feed has yet."""
        typed = self.cleaned_data["url"].strip()
        if typed in {"", self.instance.url}:
            return self.instance.url
        try:
            url = from_typed(typed)
        except BadAddress as error:
            raise forms.ValidationError(said(error.message)) from None
        if host(url) == GOOGLE_HOST:
            raise forms.ValidationError(
                _("Add feeds of Google News by their own form.")
            )
        same = known(url)
        if same is not None and same.pk != self.instance.pk:
            told = _("“%(title)s” has this address already.")
            raise forms.ValidationError(told % {"title": same.title})
        return url

    class Meta:
        model = Feed
        fields = [
            "url", "title", "category", "visibility", "is_paused", "full_text",
            "holds_full_text", "model_wish",
        ]  # fmt: skip


class FeedActionForm(ActionForm):
    """The bar over the list of feeds: what to do, and where to move them."""

    category = forms.ModelChoiceField(
        Category.objects.all(),
        required=False,
        empty_label=_("no category"),
        label=_("To:"),
    )


def edition_choices() -> list[tuple[str, str]]:
    """Every edition of Google News with a readable name, in the order of the names."""
    named = [(edition.ceid, _edition_name(edition)) for edition in EDITIONS]
    return sorted(named, key=lambda choice: normalize("NFKD", choice[1]).casefold())


def _edition_name(edition: Edition) -> str:
    """Country and language, called as the reader's language calls them."""
    speaks = get_language() or "en"
    if speaks.partition("-")[0] == "en":
        return edition.name
    try:
        words = Locale.parse(to_locale(speaks))
    except (ValueError, UnknownLocaleError):
        return edition.name
    told = edition.ceid.partition(":")[2].replace("-", "_")
    language = words.languages.get(told) or words.languages.get(edition.language)
    country = words.territories.get(edition.gl)
    return f"{country} ({language})" if country and language else edition.name
