"""Pages and form posts of an account: settings, password, places signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from newsreader.accounts import language, preferences, signing_in
from newsreader.accounts.forms import PreferencesForm
from newsreader.accounts.posting import readers_post


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """How to read, for everybody; below it the account, for who has one."""
    chosen = preferences.of(request)
    form = PreferencesForm(request.POST or None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        response = _see("preferences")
        preferences.keep(request, response, form.instance)
        with translation.override(language.of(request, form.instance)):
            messages.success(request, _("Your settings are saved."))
        return response
    places = signing_in.places(request) if request.user.is_authenticated else []
    return render(request, "accounts/settings.html", {"form": form, "places": places})


@readers_post(otherwise="preferences")
def end_session(request: HttpRequest, pk: str = "") -> HttpResponse:
    ended = signing_in.end(request, pk)
    if ended:
        said = ngettext("Signed out there.", "Signed out in %(count)d places.", ended)
        messages.success(request, said % {"count": ended})
    else:
        messages.success(request, _("Nobody was signed in there any more."))
    return _see("preferences")


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keyboard shortcuts as a page, for where there is no script."""
    return render(request, "accounts/keys.html")


class SignOut(auth.LogoutView):
    """Out, with all that this browser has kept of what was read."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response


class PasswordChange(auth.PasswordChangeView):
    """Another password; who was signed in with the old one elsewhere no longer is."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("preferences")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        # The session has a new key now, and the others open nothing any more
        signing_in.note(self.request, form.user)
        signing_in.end(self.request, "")
        messages.success(self.request, _("Your password is changed."))
        return response


class PasswordReset(auth.PasswordResetView):
    """Asks for an e-mail address; where none can be sent, says so instead."""

    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/password_reset_email.txt"
    subject_template_name = "accounts/password_reset_subject.txt"
    success_url = reverse_lazy("password_reset_done")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(can_send=bool(settings.EMAIL_HOST), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.EMAIL_HOST:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)


class PasswordResetDone(auth.PasswordResetDoneView):
    template_name = "accounts/password_reset_done.html"


def _see(name: str) -> HttpResponse:
    """303: the answer to a post is to look at that page."""
    response = redirect(name)
    response.status_code = 303
    return response
