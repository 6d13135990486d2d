"""Mounts each app's urls and the health pages."""

from django.contrib import admin
from django.urls import include, path

from feeds import websub_views
from newsreader import health, wellknown

admin.autodiscover()

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("liveness", health.healthz),
    path("readyz", health.readyz, name="readyz"),
    path("readiness", health.readyz),
    path("manifest.webmanifest", wellknown.manifest, name="manifest"),
    path("sw.js", wellknown.worker, name="worker"),
    path("offline/", wellknown.offline, name="offline"),
    path("robots.txt", wellknown.robots),
    path("accounts/", include("newsreader.accounts.urls")),
    path("admin/", admin.site.urls),
    path("websub/<slug:token>", websub_views.callback, name="websub"),
    path("", include("articles.urls")),
]
