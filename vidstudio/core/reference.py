"""Pictures of a character or a look that all pictures of a job go by."""

from collections.abc import Sequence
from dataclasses import dataclass

from vidstudio.core.sentences import clean, cut_words
from vidstudio.errors import LimitReached, NotFound

MOST_REFERENCES = 4
NAME_LETTERS = 60

FOLDER = "references"
"""In the job's folder, where their files are."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One picture to go by.

    Attributes:
        name: what a person calls it, no other of the job being called so.
        file: name of the file in the job's folder of references.
        digest: SHA-256 of its bytes, hexadecimal.
    """

    name: str
    file: str
    digest: str


def reference_name(text: str) -> str:
    """A name as it can be kept."""
    return cut_words(clean(text), NAME_LETTERS) or "Reference"


def with_reference(references: Sequence[Reference], new: Reference) -> tuple[Reference, ...]:
    """With one more, or with one in the place of that of its name; raises ``LimitReached``."""
    others = [each for each in references if each.name != new.name]
    if len(others) >= MOST_REFERENCES:
        raise LimitReached(f"A job has {MOST_REFERENCES} reference pictures at most.", "Remove one first.")
    if len(others) < len(references):
        return tuple(new if each.name == new.name else each for each in references)
    return (*others, new)


def without_reference(references: Sequence[Reference], name: str) -> tuple[Reference, ...]:
    """Without the one of that name; raises ``NotFound``."""
    if name not in {each.name for each in references}:
        names = ", ".join(f"“{each.name}”" for each in references) or "none"
        raise NotFound(f"The job has no reference picture “{name}”.", f"It has {names}.")
    return tuple(each for each in references if each.name != name)
