"""Routes and permalinks."""

from django.urls import path

from articles import views

urlpatterns = [
    path("", views.headlines, name="headlines"),
    path("starred/", views.starred, name="starred"),
    path("categories/<str:slug>/", views.category, name="category"),
    path("feeds/<int:pk>/", views.feed, name="feed-by-id"),
    path("feeds/<int:pk>/<str:slug>/", views.feed, name="feed"),
    path("items/<int:pk>/", views.item, name="item-by-id"),
    path("items/<int:pk>/<str:slug>/", views.item, name="item"),
    path("items/<int:pk>/read", views.mark, {"verb": "read"}, name="item-read"),
    path("items/<int:pk>/unread", views.mark, {"verb": "unread"}, name="item-unread"),
    path("items/<int:pk>/star", views.mark, {"verb": "star"}, name="item-star"),
    path("items/<int:pk>/unstar", views.mark, {"verb": "unstar"}, name="item-unstar"),
    path("stories/<int:pk>/", views.story, name="story-by-id"),
    path("stories/<int:pk>/<str:slug>/", views.story, name="story"),
    path("search/", views.search, name="search"),
]
