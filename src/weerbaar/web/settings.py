"""Django's settings: what is the same everywhere, and what `environment` says of this site.

Nothing is fetched from outside. On plain HTTP the site works on localhost; WEERBAAR_TLS adds what
only makes sense under https.
"""

from pathlib import Path

from weerbaar.common.files import LANGUAGES as CODES
from weerbaar.common.files import data_folder
from weerbaar.common.language import mark
from weerbaar.web import environment
from weerbaar.web.environment import given, is_on, listed

HERE = Path(__file__).parent
TLS = is_on("WEERBAAR_TLS")

SECRET_KEY = environment.secret_key()
DEBUG = False
ALLOWED_HOSTS = listed("WEERBAAR_HOSTS")
ROOT_URLCONF = "weerbaar.web.urls"
WSGI_APPLICATION = "weerbaar.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "weerbaar.platform.web",
    "weerbaar.region.web",
    "weerbaar.twin.web",
    "weerbaar.measures.web",
    "weerbaar.audits.web",
    "weerbaar.agenda.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "weerbaar.platform.web.headers.headers",
    "weerbaar.web.open_pages.open_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before what reads a form to find its token: reading stores the files that were sent.
    "weerbaar.platform.web.gate.Gate",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "weerbaar.platform.web.words.choose_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "weerbaar.platform.web.signing_in.ServiceFaults",
    "weerbaar.platform.web.refusing.InWords",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["weerbaar.platform.web.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weerbaar.platform.web.words.of_every_page",
                "weerbaar.web.demo.on_sign_in",
            ],
        },
    }
]

# What is stored

# By which kind of owner the table of pages finds the organisation, and the model that says it.
OWNED = {
    "membership": "platform.Membership",
    "job": "platform.Job",
    "conflict": "platform.Conflict",
    "bundle": "region.Bundle",
    "session": "region.ChainSession",
    "run": "twin.Run",
    "scenario": "twin.OwnScenario",
    "gap": "agenda.Gap",
    "commitment": "agenda.Commitment",
    "notice": "agenda.Notice",
    "row": "agenda.RegisterRow",
    "variant": "measures.SavedVariant",
    "decision": "measures.Decision",
    "weighed": "measures.Weighed",
    "searched": "measures.Searched",
    "letter": "agenda.KeptLetter",
    "offered": "agenda.Offer",
}
DATABASES = {"default": environment.database(given("WEERBAAR_DATABASE"), data_folder())}
CACHES = {
    # Counts of failed sign-ins stand here, and every process must see the same ones.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

# What people of an organisation change together, with both versions kept where they do so at once.
EDITED = {
    "organisation": "weerbaar.platform.web.edited.ORGANISATION",
    "place": "weerbaar.region.web.edited.PLACE",
    "domains": "weerbaar.web.edited.DOMAINS",
    # Of these there are many: a function of the key of one.
    "commitment": "weerbaar.agenda.web.edited.commitment",
    "gap": "weerbaar.agenda.web.edited.gap",
}

# Jobs

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What a kind of job does; a room adds its own.
JOB_KINDS = {
    "trial": "weerbaar.platform.web.trial.count",
    "answer": "weerbaar.twin.web.answering.make",
    "weigh": "weerbaar.measures.web.weighed_actions.make",
    "search": "weerbaar.measures.web.search_actions.make",
}
# What jobs of a kind were asked, for the list of jobs: a function of their keys and a language that
# gives for each its title and its address.
JOB_TOLD = {
    "answer": "weerbaar.twin.web.queries.told_jobs",
    "weigh": "weerbaar.measures.web.weighed_queries.told_jobs",
    "search": "weerbaar.measures.web.search_queries.told_jobs",
}
# How far the laws are that measures need: a function of an organisation, by name of the measure.
LAWS = "weerbaar.agenda.web.register_queries.laws_followed"
# What rooms do each day once rows are erased: a function of the moment that says how much it took.
TIDY = [
    "weerbaar.twin.web.answering.remove_without_run",
    "weerbaar.region.web.held.remove_old",
]
# What rooms do each day besides: a function of the moment.
DAILY = [
    "weerbaar.agenda.web.reminding.remind_daily",
    "weerbaar.agenda.web.offers.tell_daily",
]
# What rooms take out of what people wrote, when a person is erased: a function of the person.
FORGET = ["weerbaar.agenda.web.forgetting.forget"]
# Where one can go on with a comparison of variants, on pages of rooms above: the name of a page of
# which the address has the number of a comparison, and what it is called.
WEIGHED_LEADS: list[tuple[str, str]] = [("weighed-memo", mark("Write a decision memo"))]
JOB_LEASE_S = float(given("WEERBAAR_JOB_LEASE"))
JOBS_FOR_ORGANISATION = int(given("WEERBAAR_JOBS"))

# Which page opens where somebody comes, and in the main menu

REGION = environment.region()
MUNICIPALITY = given("WEERBAAR_MUNICIPALITY")
# The main menu: a page by its name, what it is called, and whether it is about the person's
# organisation, and so only for who belongs to one.
MENU = [
    ("home", mark("My municipality"), False),
    ("explore", mark("Explore"), False),
    ("choices", mark("Choose"), False),
    ("runs", mark("Calculations"), True),
    ("region", mark("Region"), True),
    ("agenda", mark("Agenda"), True),
    ("mine", mark("My organisation"), True),
]

# Language and time

LANGUAGE_CODE = given("WEERBAAR_LANGUAGE") if given("WEERBAAR_LANGUAGE") in CODES else "nl"
LANGUAGES = [(code, code) for code in CODES]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# Signing in

AUTH_USER_MODEL = "platform.Person"
# On this computer alone somebody can look around as one of the example people.
DEMO = is_on("WEERBAAR_DEMO") and environment.only_here()
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    *(["weerbaar.web.demo.DemoBackend"] if DEMO else []),
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "mine"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
FORMS = "weerbaar.platform.web.sign_in_forms"
ACCOUNT_FORMS = {
    "login": f"{FORMS}.LoginForm",
    "add_email": f"{FORMS}.AddressForm",
    "reauthenticate": f"{FORMS}.PasswordAgainForm",
    "change_password": f"{FORMS}.PasswordForm",
    "reset_password": f"{FORMS}.ForgottenForm",
    "reset_password_from_key": f"{FORMS}.FirstPasswordForm",
}
MFA_FORMS = {
    "authenticate": f"{FORMS}.CodeForm",
    "reauthenticate": f"{FORMS}.CodeAgainForm",
    "activate_totp": f"{FORMS}.AppForm",
    "add_webauthn": f"{FORMS}.KeyForm",
    "edit_webauthn": f"{FORMS}.KeyNameForm",
}
ACCOUNT_ADAPTER = "weerbaar.platform.web.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# What a visitor may send is held back as tries to sign in are: our assumption, against floods.
ACCOUNT_RATE_LIMITS = {"offer-as-visitor": "5/h/ip,10/d/ip"}
# A person has one address; another takes its place once a message to it was answered.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Who is not known here gets no mail: nobody makes an account by themselves.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(given("WEERBAAR_PROXIES"))
MFA_ADAPTER = "weerbaar.platform.web.signing_in.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# An address is checked by the administrator who gives it, not by mail, which is optional.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Weerbaar"
# A passkey asks for https or for localhost; only the last may do without.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS
SECOND_STEP = is_on("WEERBAAR_SECOND_STEP") if given("WEERBAAR_SECOND_STEP") else TLS
SOCIALACCOUNT_ADAPTER = "weerbaar.platform.web.signing_in.ServiceAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
# The one service there can be is the organisation's own: whoever runs the site chose to trust it,
# also in whose address is whose, where it says that it checked the address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": environment.sign_in_service()}}

# Mail is optional

MAIL_IS_SENT = bool(given("WEERBAAR_MAIL"))
DEFAULT_FROM_EMAIL = given("WEERBAAR_MAIL_FROM") or "weerbaar@localhost"
globals().update(environment.mail(given("WEERBAAR_MAIL")))

# Safety

FORM_TARGETS = list(filter(None, [environment.origin(given("WEERBAAR_OIDC_SERVER"))]))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "weerbaar.platform.web.views.old_form"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if TLS else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if TLS and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A scenario of a hundred shocks, each with a dozen fields and lists to choose from.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000

# Files of the layout

STATIC_URL = "static/"
# What is drawn looks the same in a report of one file and on the site.
STATICFILES_DIRS = [HERE / "static", ("drawing", HERE.parent / "drawing" / "static")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Nothing about who reads what is kept: only faults are written, without the request's data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"screen": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "loggers": {"django": {"handlers": ["screen"], "level": "ERROR", "propagate": False}},
}
