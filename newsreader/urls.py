"""Mounts each app's urls and the health pages."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from newsreader import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("liveness", health.healthz),
    path("readyz", health.readyz, name="readyz"),
    path("readiness", health.readyz),
    path("accounts/login/", auth.LoginView.as_view(), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path(
        "accounts/password/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(post_reset_login=True, success_url="/"),
        name="password_reset_confirm",
    ),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
