"""Routes of accounts: in and out, passwords, settings."""

from django.contrib.auth import views as auth
from django.urls import path

from newsreader.accounts import views

urlpatterns = [
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("settings/", views.settings_page, name="preferences"),
    path("keys/", views.keys, name="keys"),
    path("sessions/end", views.end_session, name="sessions-end"),
    path("sessions/<slug:pk>/end", views.end_session, name="session-end"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path("password/reset/", views.PasswordReset.as_view(), name="password_reset"),
    path(
        "password/reset/sent/",
        views.PasswordResetDone.as_view(),
        name="password_reset_done",
    ),
    path(
        "password/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(
            post_reset_login=True,
            post_reset_login_backend="newsreader.accounts.backend.ReaderBackend",
            success_url="/",
        ),
        name="password_reset_confirm",
    ),
]
