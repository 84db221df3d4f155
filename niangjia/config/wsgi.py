"""What the application server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
application = get_wsgi_application()

from niangjia.kernel.crypto import ring  # noqa: E402  (after the settings are loaded)

ring()  # a house that cannot seal its fields does not open its door
