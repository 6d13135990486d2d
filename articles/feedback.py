"""Form posts about analyses: keep them folded, report a mistake."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Analysis, MistakeReport
from newsreader.accounts.posting import readers_post

FOLDED = "analysis-folded"
"""The cookie of a reader who keeps analyses folded."""
YEAR_S = 365 * 86_400
MOST_OPEN = 50
"""Reports of one reader that the owner has not settled; more are not taken."""


@readers_post()
def fold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep analyses folded from now on, or show them again; for this browser."""
    response = _back(pk)
    if request.POST.get("fold") == "1":
        response.set_cookie(
            FOLDED,
            "1",
            max_age=YEAR_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(FOLDED, samesite="Lax")
    return response


@readers_post()
def mistake(request: HttpRequest, pk: int) -> HttpResponse:
    """A reader's word on what is wrong with an analysis, for the owner."""
    analysis = get_object_or_404(
        Analysis.objects.annotate(about=F("item__pk")).only("pk"), pk=pk
    )
    what = " ".join(request.POST.get("what", "").replace("\0", "").split())[:1000]
    by = request.user.get_username()
    waiting = MistakeReport.objects.filter(by=by, is_settled=False)
    if not what:
        messages.info(request, _("Please say what is wrong."))
    elif waiting.count() >= MOST_OPEN:
        messages.info(request, _("The owner has not looked at your last reports yet."))
    elif waiting.filter(analysis=analysis, what=what).exists():
        messages.info(request, _("You have reported that already."))
    else:
        MistakeReport.objects.create(
            analysis=analysis, what=what, by=by, at=timezone.now()
        )
        messages.info(request, _("Thank you: the owner will see your report."))
    return _back(getattr(analysis, "about", 0))


def _back(item_pk: int) -> HttpResponse:
    """303: the answer to a post is to look at the item's page."""
    response = redirect(reverse("item-by-id", args=[item_pk]))
    response.status_code = 303
    return response
