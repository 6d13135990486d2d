"""Routes and permalinks."""

from django.urls import path

from articles import elsewhere, feedback, pictures, posts, views
from articles.syndication.urls import urlpatterns as outgoing

urlpatterns = [
    *outgoing,  # first: an outlet's name may hold slashes
    path("", views.headlines, name="headlines"),
    path("unread/", views.unread, name="unread"),
    path("today/", views.today, name="today"),
    path("starred/", views.starred, name="starred"),
    path("outlets/<path:name>/", views.outlet, name="outlet"),
    path("marks/list", posts.mark_list, name="mark-list"),
    path("marks/some", posts.mark_some, name="mark-some"),
    path("marks/undo", posts.undo, name="mark-undo"),
    path("categories/<str:slug>/", views.category, name="category"),
    path("feeds/<int:pk>/", views.feed, name="feed-by-id"),
    path("feeds/<int:pk>/<str:slug>/", views.feed, name="feed"),
    path("items/<int:pk>/", views.item, name="item-by-id"),
    path("items/<int:pk>/original", views.original, name="item-original"),
    path("items/<int:pk>/picture", pictures.item_picture, name="item-picture"),
    path("items/<int:pk>/card-<slug:stamp>.png", elsewhere.card, name="card"),
    path("items/<int:pk>/<str:slug>/", views.item, name="item"),
    path("items/<int:pk>/read", posts.mark, {"verb": "read"}, name="item-read"),
    path("items/<int:pk>/unread", posts.mark, {"verb": "unread"}, name="item-unread"),
    path("items/<int:pk>/star", posts.mark, {"verb": "star"}, name="item-star"),
    path("items/<int:pk>/unstar", posts.mark, {"verb": "unstar"}, name="item-unstar"),
    path("stories/<int:pk>/", views.story, name="story-by-id"),
    path("stories/<int:pk>/<str:slug>/", views.story, name="story"),
    path("items/<int:pk>/analysis/fold", feedback.fold, name="analysis-fold"),
    path("analyses/<int:pk>/mistake", feedback.mistake, name="analysis-mistake"),
    path("oembed.json", elsewhere.oembed, name="oembed"),
    path("search/", views.search, name="search"),
    path("icons/<str:signature>/<str:host>", pictures.icon, name="icon"),
    path("img/<str:signature>/<str:sealed>", pictures.image, name="image"),
]
