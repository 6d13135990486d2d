"""Form fields and their messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.core import signing
from django.core.files import File
from django.forms.boundfield import BoundField, BoundWidget

from feeds.core.google_news import EDITIONS, SECTIONS, TOPICS
from feeds.core.opml import MAX_BYTES
from feeds.models import Category, Feed
from feeds.subscribe import Found

if TYPE_CHECKING:
    FeedModelForm = forms.ModelForm[Feed]
else:
    FeedModelForm = forms.ModelForm

_SALT = "feeds.found"
_A_DAY = 86_400


class PasteForm(forms.Form):
    """Any address: of a feed, of a site, of a Google News page."""

    address = forms.CharField(
        max_length=2000,
        strip=True,
        help_text="A feed, a website, or any Google News page: "
        "example.org is enough, its feeds are found.",
        error_messages={"required": "Paste an address first."},
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
        "google_top": "Top stories",
        "google_section": "Section",
        "google_search": "Search",
        "google_publication": "Publication",
        "google_place": "Place",
        "google_topic": "Topic",
    }
    MISSING = {
        "google_section": "Choose a section.",
        "google_search": "Type the words to search for.",
        "google_publication": "Type the publication's domain, such as example.org.",
        "google_place": "Type a city, a state or a postal code.",
        "google_topic": "Type a topic, such as Politics.",
    }

    kind = forms.ChoiceField(
        choices=list(KINDS.items()), required=False, widget=forms.RadioSelect
    )
    google_section = forms.ChoiceField(
        label="Section",
        choices=[("", "—"), *((name, name.title()) for name in SECTIONS)],
        required=False,
    )
    google_search = forms.CharField(
        label="Words",
        max_length=500,
        required=False,
        help_text='Words, "a phrase", OR, -without, site:example.org, when:7d',
    )
    google_publication = forms.CharField(
        label="Domain", max_length=200, required=False, help_text="Such as example.org"
    )
    google_place = forms.CharField(
        label="Place",
        max_length=200,
        required=False,
        help_text="City, state or postal code",
    )
    google_topic = forms.CharField(
        label="Topic",
        max_length=500,
        required=False,
        help_text="A name, such as Politics, or the CAAq… of its page's address",
        widget=forms.TextInput(attrs={"list": "topics"}),
    )
    edition = forms.ChoiceField(
        choices=lambda: edition_choices(), help_text="Country and language."
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
                "Choose one of these."
                if filled
                else "Choose what the feed is to follow.",
            )
        if kind in self.MISSING and kind not in self.errors and kind not in filled:
            self.add_error(kind, self.MISSING[kind])
        cleaned["kind"] = kind
        cleaned["value"] = cleaned.get(kind, "") if kind in self.MISSING else ""
        return cleaned


OPERATORS = (
    ("solar wind", "both words"),
    ('"solar wind"', "these words in this order"),
    ("solar OR wind", "either of them"),
    ("solar -eclipse", "without a word"),
    ("(solar OR wind) farm", "parentheses group"),
    ("intitle:solar", "the word stands in the headline"),
    ("allintitle:solar wind", "all these words stand in the headline"),
    ("inurl:energy", "the word stands in the address"),
    ("site:example.org", "from this site alone"),
    ("when:12h", "of the last twelve hours; d for days, m for months, y for years"),
    ("after:2026-01-31", "from that day on"),
    ("before:2026-01-31", "up to the day before; not together with when:"),
)
"""What a search on Google News understands, and what it means."""


class ImportForm(forms.Form):
    """A list of feeds from another reader."""

    file = forms.FileField(
        label="OPML file",
        help_text="As other readers export it; at most 5 MB and 5,000 feeds.",
        widget=forms.FileInput(attrs={"accept": ".opml,.xml,text/x-opml,text/xml"}),
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty.",
        },
    )
    edition = forms.ChoiceField(
        choices=lambda: edition_choices(),
        help_text="For addresses of Google News that name none.",
    )

    def clean_file(self) -> File[bytes]:
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("This file is larger than 5 MB.")
        return file


class ConfirmForm(forms.Form):
    """What a preview carries to its confirmation: the finding, signed, and two wishes.

    The signature says that it was looked up here, so that confirming needs no second
    visit and nobody can slip in an address that was never looked at.
    """

    found = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(max_length=300, help_text="As you want to see it.")
    category = forms.ModelChoiceField(
        Category.objects.all(), required=False, empty_label="None"
    )
    new_category = forms.CharField(max_length=100, required=False, label="Or a new one")

    def clean_found(self) -> Found:
        try:
            held = signing.loads(self.cleaned_data["found"], salt=_SALT, max_age=_A_DAY)
            return Found(**held)
        except (signing.BadSignature, TypeError):  # TypeError: of another version
            raise forms.ValidationError(
                "This preview is too old. Look the address up again."
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

    class Meta:
        model = Feed
        fields = ["title", "category", "is_paused", "full_text", "holds_full_text"]


class FeedActionForm(ActionForm):
    """The bar over the list of feeds: what to do, and where to move them."""

    category = forms.ModelChoiceField(
        Category.objects.all(), required=False, empty_label="no category", label="To:"
    )


def edition_choices() -> list[tuple[str, str]]:
    """Every edition of Google News with a readable name, in the order of the names."""
    return sorted(
        ((edition.ceid, edition.name) for edition in EDITIONS),
        key=lambda choice: choice[1],
    )
