"""Entry for mod_wsgi."""

import site

site.addsitedir("/opt/calamari/venv/lib")
