"""The parts that are tried, in this order: each has a module with a function that proves it and says what it proved."""

PARTS = {
    "resources": "vidstudio.self_check.files:resources_are_whole",
    "licences": "vidstudio.self_check.files:licences_are_there",
    "library": "vidstudio.self_check.files:library_keeps",
    "services": "vidstudio.self_check.outside:services_load",
    "keyring": "vidstudio.self_check.outside:keyrings_load",
    "certificates": "vidstudio.self_check.outside:certificates_are_there",
    "ffmpeg": "vidstudio.self_check.films:ffmpeg_has_its_encoders",
    "playing": "vidstudio.self_check.films:a_second_plays",
    "drafts": "vidstudio.self_check.films:a_draft_is_drawn",
    "film": "vidstudio.self_check.films:a_film_is_rendered",
    "foreign files": "vidstudio.self_check.films:foreign_files_are_looked_into",
    "fetching": "vidstudio.self_check.films:a_film_is_fetched",
    "pictures": "vidstudio.self_check.window:pictures_are_shown",
    "window": "vidstudio.self_check.window:the_window_opens",
}


class Broken(Exception):
    """A part does not do what it is for; the message says what is wrong."""
