"""Finished exports in the library."""

from dataclasses import replace

from tests.factories import MOMENT, stored_job
from vidstudio.core.job import Export
from vidstudio.store.library import Library


def test_the_newest_export_of_a_kind_is_remembered(library: Library) -> None:
    job = stored_job(library)
    first = Export(job.id, "mp4", "low", "/a/mp4_low.mp4", "1-1", "2-2", "f", MOMENT)
    other = replace(first, quality="high", file="/a/mp4_high.mp4", made_at=MOMENT.replace(hour=14))
    again = replace(first, source="3-3", made_at=MOMENT.replace(hour=15))
    for export in (first, other, again):
        library.exports.record(export)
    assert library.exports.of_job(job.id) == (again, other)
    assert library.exports.of_job(stored_job(library).id) == ()
