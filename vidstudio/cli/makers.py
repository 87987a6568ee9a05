"""Who makes pictures, as it is named on the command line."""

from pathlib import Path

import typer

from vidstudio.core.images import REPLICATE, provider_of
from vidstudio.core.refine import PictureMaker
from vidstudio.services.images.models import DRAFT
from vidstudio.studio.context import Studio
from vidstudio.studio.image_models import service_model
from vidstudio.studio.jobs import Pictures
from vidstudio.studio.refine import default_maker


def pictures_named(studio: Studio, images: str, model: str) -> tuple[Pictures | Path, str]:
    """Where a new job's pictures come from, and the model where a service makes them."""
    if images == DRAFT:
        return Pictures.DRAFT, ""
    chosen = service_model(studio, images, model)
    return (Path(images), "") if chosen is None else (Pictures.SERVICE, chosen)


def maker_named(studio: Studio, images: str | None, model: str, *, edit: bool = False) -> tuple[PictureMaker, str]:
    """Who makes a refined picture, and the model where a service does; a model named alone names its service.

    To ``edit`` a picture takes a service; where ``images`` names one alone, it is asked for a model that does.
    """
    if edit and images in {None, REPLICATE}:
        return PictureMaker.SERVICE, model
    if images == DRAFT:
        return PictureMaker.DRAFT, ""
    if images is None:
        paid = bool(model) and provider_of(model) != DRAFT
        return (PictureMaker.SERVICE if paid else default_maker(studio)), model
    chosen = service_model(studio, images, model)
    if chosen is None:
        raise typer.BadParameter(f"“{images}” makes no pictures; give draft, replicate or openai:NAME.")
    return PictureMaker.SERVICE, chosen
