"""The form of the settings page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from newsreader.accounts.models import FIELDS, Preferences

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    PreferencesModelForm = forms.ModelForm[Preferences]
else:
    PreferencesModelForm = forms.ModelForm


class PreferencesForm(PreferencesModelForm):
    """How to read. Choices are radio buttons: all can be seen at once."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: languages(),
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Preferences
        fields = FIELDS
        widgets = dict.fromkeys(
            ("theme", "density", "text_size", "measure"), forms.RadioSelect
        )


def languages() -> list[tuple[str, _StrOrPromise]]:
    """The languages of the interface, each called by its own name."""
    return [("", _("As the browser asks")), *settings.LANGUAGES]
