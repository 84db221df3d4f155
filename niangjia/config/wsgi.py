"""What the application server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
application = get_wsgi_application()

from niangjia.kernel.crypto import ring  # noqa: E402  (after the settings are loaded)

ring()  # a house that cannot seal its fields does not open its door


def settle() -> None:
    """Load all pages before the first visitor, and spare visitors the search through the house.

    A full collection goes through 400,000 objects of code that never become garbage and stops every
    page for 140 ms; frozen, they are left out (`python -m bench pages`).
    """
    get_resolver().url_patterns  # noqa: B018  (reading imports the views)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


settle()
