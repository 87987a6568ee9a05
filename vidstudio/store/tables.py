"""The tables, as peewee models. Nobody outside the store sees them."""

from datetime import UTC, datetime
from decimal import Decimal

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    DecimalField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)


def now() -> datetime:
    """The time as it is stored: UTC, without an offset."""
    return datetime.now(UTC).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """A stored time with its offset."""
    return moment.replace(tzinfo=UTC)


def month_start() -> datetime:
    """When this month of the user's calendar began, as times are stored."""
    local = datetime.now().astimezone().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return local.astimezone(UTC).replace(tzinfo=None)


class JobRow(Model):
    id = AutoField()
    title = CharField()
    idea = TextField()
    duration = FloatField()
    aspect_ratio = CharField()
    style = CharField()
    status = CharField(index=True)
    created_at = DateTimeField(default=now)
    updated_at = DateTimeField(default=now)
    music = CharField(default="")
    music_digest = CharField(default="")
    fps = IntegerField(default=24)
    short_side = IntegerField(default=1080)
    watermark = CharField(default="")
    music_decibels = FloatField(default=0.0)
    approved_document = TextField(default="")
    approved_at = DateTimeField(null=True)
    refinement_count = IntegerField(default=0)
    download_count = IntegerField(default=0)
    estimated_cost = DecimalField(max_digits=12, decimal_places=4, default=Decimal(0))
    actual_cost = DecimalField(max_digits=12, decimal_places=4, default=Decimal(0))
    budget = DecimalField(max_digits=12, decimal_places=4, null=True)
    film_fingerprint = CharField(default="")
    film_duration = FloatField(default=0.0)
    film_width = IntegerField(default=0)
    film_height = IntegerField(default=0)
    film_rendered_at = DateTimeField(null=True)
    film_stamp = CharField(default="")
    error = TextField(default="")
    video_url = TextField(default="")
    reference_pictures = TextField(default="")

    class Meta:
        table_name = "job"


class VersionRow(Model):
    """One picture a scene has had; rows are never deleted."""

    id = AutoField()
    scene_id = IntegerField(index=True)
    file = CharField()
    digest = CharField()
    width = IntegerField()
    height = IntegerField()
    source = CharField()
    prompt = TextField(default="")
    model = CharField(default="")
    created_at = DateTimeField(default=now)

    class Meta:
        table_name = "version"


class AssetRow(Model):
    """A sound or clip of the user's own; rows are never deleted, so that undo can bring it back."""

    id = AutoField()
    job = ForeignKeyField(JobRow, backref="assets", on_delete="CASCADE")
    file = CharField()
    name = CharField()
    digest = CharField()
    seconds = FloatField()
    created_at = DateTimeField(default=now)

    class Meta:
        table_name = "asset"


class SceneRow(Model):
    """A scene; ``position`` counts from 0 and is null once it was taken out, so that undo can put it back."""

    job_id: int
    version_id: int | None
    narration_id: int | None
    effect_id: int | None
    clip_id: int | None

    id = AutoField()
    job = ForeignKeyField(JobRow, backref="scenes", on_delete="CASCADE")
    position = IntegerField(null=True)
    description = TextField()
    image_prompt = TextField()
    duration = FloatField()
    motion = CharField()
    transition = CharField()
    strength = FloatField(default=1.0)
    transition_seconds = FloatField(default=0.5)
    framing = CharField(default="crop")
    caption = TextField(default="")
    caption_style = CharField(default="caption")
    version = ForeignKeyField(VersionRow, null=True, on_delete="SET NULL")
    narration = ForeignKeyField(AssetRow, null=True, on_delete="SET NULL", backref="+")
    effect = ForeignKeyField(AssetRow, null=True, on_delete="SET NULL", backref="+")
    clip = ForeignKeyField(AssetRow, null=True, on_delete="SET NULL", backref="+")

    class Meta:
        table_name = "scene"


class GenerationRow(Model):
    """The ledger: one line for everything asked of a service; ``inputs`` is empty for a picture."""

    job_id: int | None
    scene_id: int | None
    version_id: int | None
    asset_id: int | None

    id = AutoField()
    job = ForeignKeyField(JobRow, backref="generations", on_delete="CASCADE", null=True)
    scene = ForeignKeyField(SceneRow, backref="generations", on_delete="CASCADE", null=True)
    kind = CharField(default="picture")
    inputs = TextField(default="")
    refinement = BooleanField()
    image_prompt = TextField()
    description = TextField(null=True)
    aspect_ratio = CharField()
    model = CharField()
    seed = IntegerField()
    state = CharField(index=True)
    prediction_id = CharField(default="")
    estimated_cost = DecimalField(max_digits=12, decimal_places=4)
    actual_cost = DecimalField(max_digits=12, decimal_places=4, null=True)
    provider = CharField(default="replicate")
    price = DecimalField(max_digits=12, decimal_places=4, null=True)
    predict_seconds = FloatField(null=True)
    version = ForeignKeyField(VersionRow, null=True, on_delete="SET NULL")
    asset = ForeignKeyField(AssetRow, null=True, on_delete="SET NULL", backref="+")
    batch = IntegerField(default=0)
    pictures = TextField(default="")
    error = TextField(default="")
    created_at = DateTimeField(default=now)
    updated_at = DateTimeField(default=now)

    class Meta:
        table_name = "generation"


class ExportRow(Model):
    job_id: int

    id = AutoField()
    job = ForeignKeyField(JobRow, backref="exports", on_delete="CASCADE")
    format = CharField()
    quality = CharField()
    file = TextField()
    source = CharField()
    stamp = CharField()
    fingerprint = CharField()
    made_at = DateTimeField(default=now)

    class Meta:
        table_name = "export"
        indexes = ((("job", "format", "quality"), True),)


class QueueRow(Model):
    """What is to be delivered, and what was: one line for each file."""

    job_id: int

    id = AutoField()
    job = ForeignKeyField(JobRow, backref="queue", on_delete="CASCADE")
    title = TextField()
    preset = TextField()
    target = TextField(default="")
    state = CharField(default="waiting", index=True)
    held = BooleanField(default=False)
    priority = IntegerField(default=0)
    position = IntegerField()
    created_at = DateTimeField(default=now)
    started_at = DateTimeField(null=True)
    ended_at = DateTimeField(null=True)
    error = TextField(default="")
    hint = TextField(default="")
    file = TextField(default="")
    command = TextField(default="")
    log = TextField(default="")
    report = TextField(default="")

    class Meta:
        table_name = "queue"


class QueueSettingsRow(Model):
    """How the queue behaves: one line, or none for the defaults."""

    id = AutoField()
    paused = BooleanField()
    when_done = CharField()

    class Meta:
        table_name = "queue_settings"


TABLES: list[type[Model]] = [
    *(JobRow, VersionRow, AssetRow, SceneRow, GenerationRow, ExportRow),
    *(QueueRow, QueueSettingsRow),
]


def create_tables(database: SqliteDatabase) -> None:
    """Make the tables that are not there yet, with their indexes.

    Those that are there are left alone: SQLite takes the name of a column that is still to come for a string, and an
    index of that is one of nothing.
    """
    database.create_tables([table for table in TABLES if not database.table_exists(table)])
