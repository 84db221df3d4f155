"""All settings of the house, read from the environment only.

============================  =====================================================
``DATABASE_URL``              production database; unset: embedded, below NIANGJIA_VAR
``NIANGJIA_VAR``              data folder (default ``var``, in tests ``var/test``)
``NIANGJIA_SECRET_KEY``       Django's secret; outside demo mode it must be set
``NIANGJIA_KEYS``             field keys, see ``kernel.crypto``; outside demo mode required
``NIANGJIA_DEMO``             1: sample city, demo logins, no second factor asked
``NIANGJIA_HOSTS``            host names, comma separated
``NIANGJIA_HTTPS``            1: cookies only over TLS
``NIANGJIA_FONTS``            folder with the office's own fonts for papers (方正小标宋, 仿宋 …)
``NIANGJIA_ADDRESS``          how outsiders reach the house, for QR codes: https://union.example
``NIANGJIA_SEAL``             signature in issued PDFs: local, or a class of ours (demo: local)
``NIANGJIA_OFFLINE``          1: no database is started (type checks, collectstatic)
============================  =====================================================
"""

import os
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from niangjia.config.database import django_database, embedded_url

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent
TESTING = "pytest" in sys.modules
VAR = Path(os.environ.get("NIANGJIA_VAR", "var/test" if TESTING else "var")).resolve()
DEMO = os.environ.get("NIANGJIA_DEMO", "") == "1"
DEBUG = False


def _kept(name: str, make: Callable[[], str]) -> str:
    """A secret made once and kept in the data folder, readable by its owner alone."""
    file = VAR / f"{name.lower()}.txt"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        with suppress(FileExistsError):  # server and worker may start at the same moment
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


def _secret(name: str, size: int) -> str:
    """A secret from the environment, or one made once and kept in the data folder."""
    return os.environ.get(name) or _kept(name, lambda: secrets.token_hex(size))


def _field_keys() -> str:
    """Made by the house only where no real data are; elsewhere ``kernel.crypto`` insists."""
    if given := os.environ.get("NIANGJIA_KEYS"):
        return given
    made = DEMO or TESTING
    return _kept("NIANGJIA_KEYS", lambda: f"k1:{secrets.token_hex(32)}") if made else ""


SECRET_KEY = _secret("NIANGJIA_SECRET_KEY", 32)
NIANGJIA_KEYS = _field_keys()
NIANGJIA_SEAL = os.environ.get("NIANGJIA_SEAL", "local" if DEMO or TESTING else "")
ALLOWED_HOSTS = os.environ.get("NIANGJIA_HOSTS", "127.0.0.1,localhost").split(",")
HTTPS = os.environ.get("NIANGJIA_HTTPS", "") == "1"
PUBLIC_ADDRESS = os.environ.get("NIANGJIA_ADDRESS") or (
    f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://{ALLOWED_HOSTS[0]}:8000"
)

OFFLINE = os.environ.get("NIANGJIA_OFFLINE", "") == "1"  # type checks, collectstatic: no server


def _database_url() -> str:
    if OFFLINE:
        return "postgresql:///offline"
    return os.environ.get("DATABASE_URL") or embedded_url(VAR / "postgres")


DATABASES = {
    "default": django_database(_database_url())
    | {"TEST": {"NAME": f"test_{os.environ.get('NIANGJIA_TEST_DB', 'niangjia')}"}}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    "procrastinate.contrib.django",
    "niangjia.kernel.scope",
    "niangjia.kernel.audit",
    "niangjia.kernel.clocks",
    "niangjia.kernel.files",
    "niangjia.kernel.jobs",
    "niangjia.kernel.documents",
    "niangjia.kernel.notifications",
    "niangjia.kernel.imports",
    "niangjia.kernel.accounts",
    "allauth",  # below our own accounts, whose templates take the place of allauth's
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "niangjia.ui",
    "niangjia.organizing",
    "niangjia.matching",
    "niangjia.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "niangjia.kernel.accounts.middleware.ActorMiddleware",
    "niangjia.kernel.accounts.middleware.GateMiddleware",
    "niangjia.organizing.web.own_session.MemberMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "niangjia.config.urls"
WSGI_APPLICATION = "niangjia.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "niangjia.ui.context.shell",
            ],
        },
    }
]
COTTON_DIR = "cotton"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Kept numbers (record 35) and limits on guessing share it; at the default of 300 one look at
        # the figures of a few days would throw the limits out.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

SITE_NAME = "娘家"
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "niangjia.kernel.accounts.passwords.EnoughClasses"},
    {"NAME": "niangjia.kernel.accounts.passwords.NotTheName"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "niangjia.kernel.accounts.passwords.NotTheSame"},
]
if TESTING:  # the slow hash is the password's protection, not the test's subject
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
MEMBER_LOGIN_URL = "own:login"  # members have sessions of their own
LOGIN_REDIRECT_URL = "portal:home"
SECOND_FACTOR_REQUIRED = not (DEMO or TESTING)
IDLE_MINUTES = 0 if DEMO else 30  # 0: never
MAX_SESSIONS = 3

ACCOUNT_ADAPTER = "niangjia.kernel.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Passwords are counted by axes in the database; this is the brake on second-factor codes.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/900s/key", "reauthenticate": "10/m/user"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "niangjia.kernel.accounts.forms.LoginForm",
    "change_password": "niangjia.kernel.accounts.forms.ChangePasswordForm",
    "reauthenticate": "niangjia.kernel.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "niangjia.kernel.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "niangjia.kernel.accounts.forms.FactorForm",
    "reauthenticate": "niangjia.kernel.accounts.forms.FactorAgainForm",
    "activate_totp": "niangjia.kernel.accounts.forms.ActivateTotpForm",
    "add_webauthn": "niangjia.kernel.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "niangjia.kernel.accounts.forms.EditPasskeyForm",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static_dist"
STATIC_ROOT.mkdir(exist_ok=True)  # empty in a checkout, filled in the wheel
NODE_MODULES = ROOT / "node_modules"
STATICFILES_DIRS = (
    [
        ("tabler", NODE_MODULES / "@tabler/core/dist"),
        ("htmx", NODE_MODULES / "htmx.org/dist"),
        ("echarts", NODE_MODULES / "echarts/dist"),
    ]
    if NODE_MODULES.exists()
    else []
)
OWN_FONTS = os.environ.get("NIANGJIA_FONTS", "")
WHITENOISE_USE_FINDERS = NODE_MODULES.exists()
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
if TESTING:  # it would list thousands of files anew for every test client
    MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")

SESSION_ENGINE = "niangjia.kernel.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

PUBLIC_PAGE_LIMIT = 60  # visits of one address to a public check page in ten minutes
MEDIA_FOLDER = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("NIANGJIA_LOG", "WARNING")},
}
# axes.W006: the lock is by account name; tries from all addresses and browsers are added up.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
