"""Django settings. Everything an installation decides comes from the environment; nothing secret is here."""

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parent.parent
PLADS_DATA = Path(os.environ.get("PLADS_DATA", ".plads")).resolve()
PLADS_KEYS_FILE = os.environ.get("PLADS_KEYS_FILE", str(PLADS_DATA / "keys.json"))
PLADS_DEMO = os.environ.get("PLADS_DEMO") == "1"
PLADS_SECOND_FACTOR = os.environ.get("PLADS_SECOND_FACTOR") or ("optional" if PLADS_DEMO else "required")
"""Whether staff must show two factors: ``required`` everywhere but in a demo, where it is ``optional``."""
PLADS_PROXIES = int(os.environ.get("PLADS_PROXIES", "0"))
"""How many proxies of our own stand in front: so many addresses at the end of X-Forwarded-For are believed."""

SECRET_KEY = os.environ.get("PLADS_SECRET_KEY") or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PLADS_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "pgtrigger",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "plads.core",
    "plads.people",
    "plads.companies",
    "plads.centres",
    "plads.candidates",
    "plads.placements",
    "plads.mentoring",
    "plads.followup",
    "plads.messages",
    "plads.insight",
    "plads.rights",
    "plads.jobs",
    "plads.web",
]

MIDDLEWARE = [
    "plads.web.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "plads.web.edges.Edges",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "plads.web.looking.Looking",
]

ROOT_URLCONF = "plads.web.urls"
WSGI_APPLICATION = "plads.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "plads.web.context.page",
            ],
        },
    }
]


PLANNER = "-c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0"
"""A municipality's rows fit in memory, and a page takes milliseconds: no disk to seek on, nothing to compile for, no
time to start a second process in."""


def _database(variable: str) -> dict[str, Any]:
    parts = conninfo_to_dict(os.environ.get(variable, "postgresql://127.0.0.1/plads"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"application_name": "plads", "options": PLANNER},
    }


DATABASES = {
    # The application's role: owns nothing and obeys row-level security.
    "default": _database("PLADS_APP_URL"),
    # The owner: only migrations connect as it.
    "owner": _database("PLADS_OWNER_URL") | {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "plads.people.passwords.NotOnlyDigits"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
"""How long a link to choose a password works, in seconds."""
# allauth lies beneath our own pages: its flows and addresses are not served (decision 0012).
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Plads"

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# How long a session lives is in web/assurance.py; its row stays an hour longer, so that a form that comes too late
# can be kept for whoever wrote it.
SESSION_COOKIE_AGE = 13 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
PLADS_HTTPS = os.environ.get("PLADS_HTTPS") == "1"
if PLADS_HTTPS:  # a browser takes these names only over HTTPS, for this host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-plads", "__Host-plads-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PLADS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if PLADS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PLADS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

PLADS_CLAMD = os.environ.get("PLADS_CLAMD", "")
"""The virus scanner uploads are shown to: ``host:port``, or the path of clamd's socket. Empty: none."""
PLADS_SCAN_REQUIRED = os.environ.get("PLADS_SCAN", "required" if PLADS_CLAMD else "") == "required"
"""Whether a file the scanner did not answer about is refused; so it is wherever there is a scanner."""
PLADS_PORTS = {
    "mail": "plads.adapters.mail.mail",
    "sms": "plads.adapters.sms.gateway",
    "register": "plads.adapters.cvr.register",
    "vitas": "plads.adapters.vitas.vitas",
    "seal": "plads.adapters.seal.seal",
}
"""What stands behind each door to the world outside (``core.ports``)."""
PLADS_OUTBOX = os.environ.get("PLADS_OUTBOX", "")
"""The folder a demo writes mail and SMS to where no server is set up; ``plads run`` names one. Empty: none."""
LARGEST_BODY = 12 * 1024 * 1024
"""The largest request in bytes: a workbook of 10 MB and what goes with it."""
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
"""Uploads stay in memory: a file on the disk would lie there unencrypted."""
CSRF_FAILURE_VIEW = "plads.web.edges.csrf_failure"

LANGUAGE_CODE = "da"
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True

FORM_RENDERER = "plads.web.renderer.QuickSelects"

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("PLADS_STATIC", str(PLADS_DATA / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "plads.web.logs.HideLinks"}},
    "formatters": {"quiet": {"()": "plads.web.logs.Quiet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["links"], "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": os.environ.get("PLADS_LOG", "WARNING")}},
}
PROCRASTINATE_ON_APP_READY = None
