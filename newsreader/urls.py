"""Mounts each app's urls and the health pages."""

from django.contrib import admin
from django.urls import include, path

from newsreader import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("liveness", health.healthz),
    path("readyz", health.readyz, name="readyz"),
    path("readiness", health.readyz),
    path("accounts/", include("newsreader.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
