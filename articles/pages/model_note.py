"""What a reader is told of a language model: that it is writing, or why it did not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import commissions
from articles.models import Commission, Item
from articles.models.asking import PATIENT

REASONS = {
    "budget": gettext_lazy("today’s budget for models is used up"),
    "breaker": gettext_lazy("its address has asked for a pause or is failing"),
    "settings": gettext_lazy("its address did not take our key or the model’s name"),
    "too_often": gettext_lazy("it was asked too often"),
    "overloaded": gettext_lazy("its address is overloaded"),
    "timeout": gettext_lazy("it took too long"),
    "unreached": gettext_lazy("its address could not be reached"),
    "server": gettext_lazy("its address answered with an error"),
    "garbled": gettext_lazy("what came back was no answer"),
    "too_large": gettext_lazy("its answer was far too long"),
    "truncated": gettext_lazy("its answer was cut off"),
    "refusal": gettext_lazy("it declined to write about this"),
    "empty": gettext_lazy("its answer was empty"),
    "unusable": gettext_lazy("its answer could not be read"),
    "language": gettext_lazy("it answered in another language"),
    "unconfirmed": gettext_lazy("hardly anything that it wrote passed the check"),
    "off": gettext_lazy("no model is set any more"),
    "no_text": gettext_lazy("there is no text to rest it on"),
}
PATIENCE = dt.timedelta(minutes=10)
"""So long a page that waits for a model looks again by itself."""


@dataclass(frozen=True, slots=True)
class ModelNote:
    """One sentence under the analysis; `is_waiting` while a model is at it."""

    text: str
    is_waiting: bool = False
    looks_again: bool = False


def wants_model(item: Item, *, is_reader: bool) -> bool:
    """Is this the first opening of an item that a model writes about when opened?

    Only people with an account count: whoever passes by spends nobody's money.
    """
    if not is_reader or not commissions.is_set() or _commission(item) is not None:
        return False
    return commissions.wish_of(item.pk) != "never"


def model_note(item: Item, *, is_wanted: bool) -> ModelNote | None:
    """What stands under the default engine's analysis, if there is anything to say."""
    if is_wanted:
        return ModelNote(_waiting(0), is_waiting=True, looks_again=True)
    if not commissions.is_set():
        return None
    row = _commission(item)
    if row is None or row.is_trial or row.state == Commission.State.DONE:
        return None
    if row.state == Commission.State.FAILED:
        told = _(
            "A language model was to write this, but %(why)s. So this is what the "
            "engine without a model found."
        )
        return ModelNote(told % {"why": _reason(row.why)})
    is_recent = timezone.now() - row.wanted_at < PATIENCE
    if row.why and row.why not in PATIENT:
        told = _(
            "A language model is to write this, but %(why)s. It will be asked again."
        )
        return ModelNote(told % {"why": _reason(row.why)}, is_waiting=True)
    return ModelNote(_waiting(_before(row)), is_waiting=True, looks_again=is_recent)


def _commission(item: Item) -> Commission | None:
    return Commission.objects.filter(item=item.pk).first()


def _waiting(before: int) -> str:
    told = _("%(model)s is writing a fuller analysis.") % {
        "model": settings.ANALYSIS_MODEL
    }
    if before:
        others = ngettext(
            "%(count)d other item is before it.",
            "%(count)d other items are before it.",
            before,
        )
        told = f"{told} {others % {'count': before}}"
    return told


def _before(row: Commission) -> int:
    """How many are asked for before this one; a hundred is as good as more."""
    waiting = Commission.objects.filter(
        state=Commission.State.WAITING, urgency__lte=row.urgency
    )
    if row.due_at is not None:
        waiting = waiting.filter(due_at__lt=row.due_at)
    return len(waiting.exclude(pk=row.pk).values_list("pk")[:100])


def _reason(why: str) -> str:
    return str(REASONS.get(why, _("something went wrong")))
