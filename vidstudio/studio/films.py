"""Adding a film from elsewhere as a job: an address, to be fetched when it is needed, or a file, which is taken in."""

import logging
import shutil

from vidstudio.core.control import Control
from vidstudio.core.fetch import check_address, is_address, place, title_of
from vidstudio.core.job import Job
from vidstudio.core.naming import check_path
from vidstudio.core.sentences import clean, cut_words
from vidstudio.errors import InputRefused
from vidstudio.paths import expanded
from vidstudio.services.untrusted import probe_untrusted
from vidstudio.studio.context import Studio
from vidstudio.studio.jobs import TITLE_LETTERS
from vidstudio.studio.render import render

_log = logging.getLogger(__name__)


def add_film(studio: Studio, source: str, title: str, control: Control) -> Job:
    """Make a job of a film: of an address, which is only checked, or of a file, which is copied in.

    Raises ``InputRefused`` for what is no address and no name of a file, and for a file as ``probe_untrusted`` and
    ``render`` do; then there is no job.
    """
    if not source.strip():
        raise InputRefused("There is no film to add.", "Give an address or a file.")
    if is_address(source):
        return _add(studio, check_address(source), title)
    file = check_path(expanded(source))
    probe_untrusted(file)
    job = _add(studio, file.as_uri(), title)
    try:
        return render(studio, job.id, control)
    except BaseException:
        studio.library(lambda library: library.jobs.discard(job.id))
        shutil.rmtree(studio.storage.job(job.id), ignore_errors=True)
        raise


def _add(studio: Studio, address: str, title: str) -> Job:
    name = cut_words(clean(title), TITLE_LETTERS) or cut_words(title_of(address), TITLE_LETTERS)
    job = studio.library(lambda library: library.jobs.add_film(name, address))
    _log.info("New job %d: a film from %s", job.id, place(address))
    return job
