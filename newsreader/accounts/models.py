"""Preferences and SignIn: how somebody likes to read, and where they are signed in."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preferences(models.Model):
    """How somebody likes to read: kept with an account, or in a visitor's cookie."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As this device is set")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable", _("Comfortable")
        COMPACT = "compact", _("Compact")
        HEADLINES = "headlines", _("Headlines only")

    class TextSize(models.TextChoices):
        SMALL = "small", _("Small")
        MEDIUM = "medium", _("Medium")
        LARGE = "large", _("Large")
        HUGE = "huge", _("Very large")

    class Measure(models.TextChoices):
        NARROW = "narrow", _("Narrow")
        MEDIUM = "medium", _("Medium")
        WIDE = "wide", _("Wide")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True
    )
    theme = models.CharField(
        _("colours"), max_length=5, choices=Theme, default=Theme.AUTO
    )
    density = models.CharField(
        _("lists"), max_length=11, choices=Density, default=Density.COMFORTABLE
    )
    text_size = models.CharField(
        _("size of text"), max_length=6, choices=TextSize, default=TextSize.MEDIUM
    )
    measure = models.CharField(
        _("width of text"), max_length=6, choices=Measure, default=Measure.MEDIUM
    )
    # "" is as the browser asks. No choices: which there are is up to the release
    language = models.CharField(
        _("language"), max_length=12, blank=True, default="", db_default=""
    )
    fold_analyses = models.BooleanField(
        _("Fold analyses"),
        default=False,
        help_text=_("An item’s page shows its analysis once you open it."),
    )
    endless = models.BooleanField(
        _("Endless lists"),
        default=False,
        help_text=_("The next page of a list follows by itself as you scroll."),
    )
    mark_on_scroll = models.BooleanField(
        _("Mark read on scrolling past"),
        default=False,
        help_text=_("A headline that has left the screen at the top counts as read."),
    )
    shortcuts = models.BooleanField(
        _("Keyboard shortcuts"),
        default=True,
        help_text=_(
            "Single keys act on the page. Off: no key does anything by itself."
        ),
    )

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                name="preferences_theme_known",
                condition=Q(theme__in=["auto", "light", "dark"]),
            ),
            models.CheckConstraint(
                name="preferences_density_known",
                condition=Q(density__in=["comfortable", "compact", "headlines"]),
            ),
            models.CheckConstraint(
                name="preferences_text_size_known",
                condition=Q(text_size__in=["small", "medium", "large", "huge"]),
            ),
            models.CheckConstraint(
                name="preferences_measure_known",
                condition=Q(measure__in=["narrow", "medium", "wide"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Preferences of {self.user_id}"

    @classmethod
    def from_cookie(cls, text: str) -> Self:
        """What `to_cookie` wrote. What is not understood is as if never chosen."""
        found = cls()
        for name, value in parse_qsl(text[:500], max_num_fields=20)[:20]:
            if name in _CHOICES and value in _CHOICES[name]:
                setattr(found, name, value)
            elif name in _FLAGS and value in ("on", "off"):
                setattr(found, name, value == "on")
        return found

    def to_cookie(self) -> str:
        """All that was chosen, in characters that a cookie may hold."""
        chosen: dict[str, str] = {name: getattr(self, name) for name in _CHOICES}
        chosen |= {name: "on" if getattr(self, name) else "off" for name in _FLAGS}
        return urlencode(chosen)


_CHOICES: dict[str, list[Any]] = {  # Any: as Django types the values of choices
    "theme": Preferences.Theme.values,
    "density": Preferences.Density.values,
    "text_size": Preferences.TextSize.values,
    "measure": Preferences.Measure.values,
    "language": ["", *dict(settings.LANGUAGES)],
}
_FLAGS = ("fold_analyses", "endless", "mark_on_scroll", "shortcuts")
FIELDS = (*_CHOICES, *_FLAGS)


class SignIn(models.Model):
    """One place where somebody is signed in. Goes with its session."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins"
    )
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.user_id} since {self.at:%Y-%m-%d %H:%M}"
