"""Settings of the sample web application."""

import os

from calamari_common import config

DEBUG = False
GRAPHITE_ROOT = os.path.join(os.path.dirname(config.path()), "graphite")
TEMPLATE_DIRS = (
    os.path.join(GRAPHITE_ROOT, "lib/python2.7/site-packages/graphite/templates"),
)
