"""The form of the settings page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from newsreader.accounts.models import FIELDS, Preferences

if TYPE_CHECKING:
    PreferencesModelForm = forms.ModelForm[Preferences]
else:
    PreferencesModelForm = forms.ModelForm


class PreferencesForm(PreferencesModelForm):
    """How to read. Choices are radio buttons: all can be seen at once."""

    class Meta:
        model = Preferences
        fields = FIELDS
        widgets = dict.fromkeys(
            ("theme", "density", "text_size", "measure"), forms.RadioSelect
        )
