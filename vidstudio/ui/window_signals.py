"""What follows what in the window: the panels' wishes, and who carries them out."""

from typing import TYPE_CHECKING

from vidstudio.core.wording import shorten

if TYPE_CHECKING:
    from vidstudio.ui.film_desk import FilmWork
    from vidstudio.ui.main_window import MainWindow
    from vidstudio.ui.workbench import JobView

_CANCELED = {
    False: ("Rendering was canceled.", "All is as before."),
    True: ("Fetching was canceled.", "What has come is kept for another time."),
}
"""What is said, by whether the film was to be fetched."""

_TITLE = 40
"""Letters of a job's title in the words about its work."""


def connect_window(window: "MainWindow") -> None:
    """Connect everything; once, when the window is built."""
    bench = window.bench
    bench.opened.connect(lambda view: _show_opened(window, view))
    bench.changed.connect(window.show_view)
    bench.jobs_changed.connect(window.jobs.show_jobs)
    bench.failed.connect(window.messages.show_error)
    window.jobs.job_chosen.connect(bench.open_job)
    window.jobs.new_wished.connect(window.dialogs.new_job)
    for teller in (window.refining, window.dialogs, window.film_dialogs, window.money, window.projects):
        teller.noticed.connect(window.messages.show_notice)
    window.projects.failed.connect(window.messages.show_error)
    window.dialogs.settings_changed.connect(lambda: _on_settings(window))
    _connect_header(window)
    _connect_storyboard(window)
    _connect_painting(window)
    _connect_films(window)
    _connect_deliveries(window)


def _connect_header(window: "MainWindow") -> None:
    header = window.header
    header.approve_wished.connect(lambda: window.with_job(window.edits.approve))
    header.render_wished.connect(lambda: window.with_job(window.desk.start_render))
    header.cancel_wished.connect(window.cancel_filming)
    header.play_wished.connect(window.play)
    header.add_wished.connect(window.add_scene)


def _connect_storyboard(window: "MainWindow") -> None:
    view, edits = window.storyboard, window.edits
    view.move_wished.connect(edits.move)
    window.bench.model.move_wished.connect(edits.move)
    view.remove_wished.connect(edits.remove)
    view.duplicate_wished.connect(edits.duplicate)
    view.match_wished.connect(edits.match_narration)
    view.change_wished.connect(lambda ids, field, value: edits.change(ids, **{field: value}))
    view.refine_wished.connect(lambda scene_id: window.refining.open_dialog(scene_id, window))
    view.versions_wished.connect(window.money.versions)
    view.settings_wished.connect(lambda scene_id: window.scenes.open_dialog(scene_id, window))
    view.duration_wished.connect(lambda scene_id: window.dialogs.duration(scene_id, edits))
    view.file_dropped.connect(lambda scene_id, field, file: _take(window, scene_id, field, file))
    view.chosen.connect(window.menus.show_chosen)


def _connect_painting(window: "MainWindow") -> None:
    bar, view = window.header.paint, window.storyboard
    bar.cancel_wished.connect(bar.stopping)
    for desk in window.makers:
        desk.begun.connect(bar.begin)
        desk.progressed.connect(bar.show_progress)
        desk.paused.connect(bar.show_paused)
        desk.ended.connect(bar.end)
        desk.scenes_told.connect(lambda _words: _show_work_on_scenes(window))
        desk.noticed.connect(window.messages.show_notice)
        desk.failed.connect(window.messages.show_error)
        bar.cancel_wished.connect(desk.cancel)
        bar.pause_wished.connect(desk.pause)
        view.stop_wished.connect(desk.cancel_scenes)
    view.clip_wished.connect(lambda ids: window.bench.when_saved(lambda: window.make_media("clip", ids)))
    view.speak_wished.connect(lambda ids: window.bench.when_saved(lambda: window.make_media("narration", ids)))
    window.scenes.make_wished.connect(lambda scene_id, field: window.make_media(field, (scene_id,)))


def _show_work_on_scenes(window: "MainWindow") -> None:
    words: dict[int, str] = {}
    for desk in window.makers:
        words |= desk.words
    window.storyboard.show_work(words)


def _connect_films(window: "MainWindow") -> None:
    render, preview, messages = window.desk.render, window.desk.preview, window.messages
    _show_work(window, render, "Starting “{}”")
    render.made.connect(lambda job: messages.show_notice("The film is ready.", job.title))
    render.canceled.connect(lambda: messages.show_notice(*_CANCELED[window.desk.fetching]))
    _show_work(window, preview, "Starting the preview of “{}”")
    preview.begun.connect(lambda _title: window.show_again())
    preview.made.connect(lambda file: messages.show_notice("The preview is ready.", str(file)))
    preview.canceled.connect(lambda: messages.show_notice("The preview was canceled."))
    preview.ended.connect(window.show_again)


def _show_work(window: "MainWindow", work: "FilmWork", starting: str) -> None:
    """Films and previews are shown in the header, as there is one at a time."""
    bar = window.header.work
    work.begun.connect(lambda title: bar.begin(starting.format(shorten(title, _TITLE))))
    work.progressed.connect(window.header.show_progress)
    work.failed.connect(window.messages.show_error)
    work.ended.connect(bar.end)


def _connect_deliveries(window: "MainWindow") -> None:
    deliveries = window.deliveries
    deliveries.noticed.connect(window.messages.show_notice)
    deliveries.failed.connect(window.messages.show_error)
    deliveries.moved.connect(window.show_share)


def _take(window: "MainWindow", scene_id: int, field: str, file: str) -> None:
    if field == "picture":
        window.refining.take_picture(scene_id, file)
    else:
        window.scenes.take_file(scene_id, field, file)


def _show_opened(window: "MainWindow", view: "JobView") -> None:
    window.thumbnails.set_folder(window.bench.studio.storage.images(view.job.id))
    window.storyboard.set_aspect_ratio(view.job.aspect_ratio)
    window.jobs.choose(view.job.id)
    window.storyboard.scrollToTop()


def _on_settings(window: "MainWindow") -> None:
    window.jobs.set_storage(window.bench.studio.storage.root)
    if window.bench.view is not None:
        window.thumbnails.set_folder(window.bench.studio.storage.images(window.bench.view.job.id))
    window.bench.refresh()
