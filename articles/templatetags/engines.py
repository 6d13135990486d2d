"""What models may still cost today, on the admin's first page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from articles import commissions
from articles.models import Commission
from articles.pages.engines import used

register = template.Library()


@register.inclusion_tag("admin/_models.html")
def models_today() -> dict[str, Any]:
    """Nothing where no model is set."""
    if not commissions.is_set():
        return {}
    waiting = Commission.objects.filter(state=Commission.State.WAITING)
    return {"used": used(timezone.now().date()), "waiting": waiting.count()}
