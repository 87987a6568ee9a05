"""The library on disk: peewee on SQLite. ``library`` is the only door; it hands out core's dataclasses, never rows."""
