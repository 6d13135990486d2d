"""Routes and permalinks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("draft")


urlpatterns = [
    path("", _soon, name="headlines"),
    path("categories/<str:slug>/", _soon, name="category"),
    path("feeds/<int:pk>/<str:slug>/", _soon, name="feed"),
    path("items/<int:pk>/<str:slug>/", _soon, name="item"),
    path("stories/<int:pk>/<str:slug>/", _soon, name="story"),
    path("search/", _soon, name="search"),
]
