"""Older libraries brought up to date, one version at a time, in place.

The columns a step adds are written out in SQL of its own time, so that they mean the same for ever; tables that are
missing altogether are made as they are today. Each step only adds what is missing, so that one cut short can be taken
again.
"""

from collections.abc import Callable

from peewee import SqliteDatabase

from vidstudio.store.tables import create_tables


def _add_counts_costs_and_ledger(database: SqliteDatabase) -> None:
    """From version 1: a job had no counts, no costs and no film facts; there was no ledger and no list of exports."""
    create_tables(database)
    _add_columns(
        database,
        "job",
        music="VARCHAR(255) NOT NULL DEFAULT ''",
        music_digest="VARCHAR(255) NOT NULL DEFAULT ''",
        approved_document="TEXT NOT NULL DEFAULT ''",
        approved_at="DATETIME",
        refinement_count="INTEGER NOT NULL DEFAULT 0",
        download_count="INTEGER NOT NULL DEFAULT 0",
        estimated_cost="DECIMAL(12, 4) NOT NULL DEFAULT 0",
        actual_cost="DECIMAL(12, 4) NOT NULL DEFAULT 0",
        film_fingerprint="VARCHAR(255) NOT NULL DEFAULT ''",
        film_duration="REAL NOT NULL DEFAULT 0",
        film_width="INTEGER NOT NULL DEFAULT 0",
        film_height="INTEGER NOT NULL DEFAULT 0",
        film_rendered_at="DATETIME",
        error="TEXT NOT NULL DEFAULT ''",
    )


def _add_the_cut(database: SqliteDatabase) -> None:
    """From version 2: a scene had a move and a transition alone, a film one size and rate; there were no assets."""
    create_tables(database)
    _add_columns(
        database,
        "job",
        fps="INTEGER NOT NULL DEFAULT 24",
        short_side="INTEGER NOT NULL DEFAULT 1080",
        watermark="VARCHAR(255) NOT NULL DEFAULT ''",
        music_decibels="REAL NOT NULL DEFAULT 0",
        film_stamp="VARCHAR(255) NOT NULL DEFAULT ''",
    )
    reference = 'INTEGER REFERENCES "asset" ("id") ON DELETE SET NULL'
    _add_columns(
        database,
        "scene",
        strength="REAL NOT NULL DEFAULT 1",
        transition_seconds="REAL NOT NULL DEFAULT 0.5",
        framing="VARCHAR(255) NOT NULL DEFAULT 'crop'",
        caption="TEXT NOT NULL DEFAULT ''",
        caption_style="VARCHAR(255) NOT NULL DEFAULT 'caption'",
        narration_id=reference,
        effect_id=reference,
        clip_id=reference,
    )
    for name in ("narration", "effect", "clip"):
        database.execute_sql(f'CREATE INDEX IF NOT EXISTS "scenerow_{name}_id" ON "scene" ("{name}_id")')


def _add_the_queue(database: SqliteDatabase) -> None:
    """From version 3: exports were made at once or not at all."""
    create_tables(database)


def _add_budgets(database: SqliteDatabase) -> None:
    """From version 4: there were no budgets, and the ledger knew of one service and of estimates alone."""
    create_tables(database)
    _add_columns(database, "job", budget="DECIMAL(12, 4)")
    _add_columns(
        database,
        "generation",
        provider="VARCHAR(255) NOT NULL DEFAULT 'replicate'",
        price="DECIMAL(12, 4)",
        predict_seconds="REAL",
    )


def _add_video_addresses(database: SqliteDatabase) -> None:
    """From version 5: every film was one of our own."""
    create_tables(database)
    _add_columns(database, "job", video_url="TEXT NOT NULL DEFAULT ''")


def _widen_the_ledger(database: SqliteDatabase) -> None:
    """From version 6: the ledger had pictures alone, each of a job and a scene."""
    create_tables(database)
    _allow_null(database, "generation", "job_id", "scene_id")
    _add_columns(
        database,
        "generation",
        kind="VARCHAR(255) NOT NULL DEFAULT 'picture'",
        inputs="TEXT NOT NULL DEFAULT ''",
        asset_id='INTEGER REFERENCES "asset" ("id") ON DELETE SET NULL',
    )


def _allow_null(database: SqliteDatabase, table: str, *columns: str) -> None:
    """Let columns be null, which SQLite can't change: the table is made anew with all else it has, and filled.

    No other table may refer to it.
    """
    held = {column.name for column in database.get_columns(table) if not column.null}
    if not held & set(columns):
        return
    found = database.execute_sql("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,))
    statements = [sql for (sql,) in found]
    database.execute_sql(f'ALTER TABLE "{table}" RENAME TO "{table}_before"')
    for name in [index.name for index in database.get_indexes(f"{table}_before")]:
        database.execute_sql(f'DROP INDEX IF EXISTS "{name}"')
    for sql in statements:
        for column in columns:
            sql = sql.replace(f'"{column}" INTEGER NOT NULL', f'"{column}" INTEGER')  # noqa: PLW2901
        database.execute_sql(sql)
    database.execute_sql(f'INSERT INTO "{table}" SELECT * FROM "{table}_before"')  # noqa: S608 - names of our own
    database.execute_sql(f'DROP TABLE "{table}_before"')


def _add_variants(database: SqliteDatabase) -> None:
    """From version 7: pictures were ordered one by one, and from words alone.

    Indexes are made anew: steps of earlier programs made some before their columns, which left them damaged.
    """
    create_tables(database)
    database.execute_sql("REINDEX")
    _add_columns(database, "job", reference_pictures="TEXT NOT NULL DEFAULT ''")
    _add_columns(database, "generation", batch="INTEGER NOT NULL DEFAULT 0", pictures="TEXT NOT NULL DEFAULT ''")


def _add_columns(database: SqliteDatabase, table: str, **columns: str) -> None:
    present = {column.name for column in database.get_columns(table)}
    for name, definition in columns.items():
        if name not in present:
            database.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{name}" {definition}')


STEPS: dict[int, Callable[[SqliteDatabase], None]] = {
    1: _add_counts_costs_and_ledger,
    2: _add_the_cut,
    3: _add_the_queue,
    4: _add_budgets,
    5: _add_video_addresses,
    6: _widen_the_ledger,
    7: _add_variants,
}
"""What brings a library from that version to the next."""

VERSION = max(STEPS) + 1
"""The version this program reads and writes."""
