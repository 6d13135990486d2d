"""Form posts for people with an account; others sign in first and are led back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def readers_post(otherwise: str = "headlines") -> Callable[[View[P]], View[P]]:
    """For a view that takes posts of who is signed in.

    A login can lead back to a page only, never to a post: to the one with the form,
    which it names as `next`, or `otherwise` to the page of that name. The middleware
    that closes a private site would lead to the post, so it is kept out.
    """

    def of_readers(view: View[P]) -> View[P]:
        @wraps(view)
        def posted(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if request.method != "POST":  # somebody looks at what a form was sent to
                response = render(request, "405.html", status=405)
                response["Allow"] = "POST"
                return response
            if not request.user.is_authenticated:
                return redirect_to_login(back_url(request, otherwise))
            return view(request, *args, **kwargs)

        return login_not_required(posted)

    return of_readers


def back_url(request: HttpRequest, otherwise: str = "headlines") -> str:
    """Where the form wants to be led, if that is a page of ours."""
    url = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, request.get_host())
    return url if ours else reverse(otherwise)
