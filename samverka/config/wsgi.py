"""For servers that speak WSGI; `samverka serve` brings its own."""

import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverka.config.settings")
application = get_wsgi_application()
