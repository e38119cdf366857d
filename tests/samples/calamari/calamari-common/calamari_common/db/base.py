"""Tables of the sample."""

TABLES = ("event",)
