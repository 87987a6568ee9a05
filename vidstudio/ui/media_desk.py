"""Clips, narration and music by models in the window: asked for with their price, made beside the window."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from vidstudio.core.clips import ClipChoice
from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.core.voices import MusicModel, SpeechModel
from vidstudio.core.wording import plural
from vidstudio.studio.clips import APPROVAL_WORDS, order_clips
from vidstudio.studio.generate import image_service
from vidstudio.studio.media import make_for_scenes
from vidstudio.studio.paint import Painting, ScenePaint
from vidstudio.studio.voices import compose, order_narration
from vidstudio.ui.clip_dialog import ClipDialog
from vidstudio.ui.scene_work_desk import SceneWorkDesk
from vidstudio.ui.sound_dialogs import MusicDialog, SpeechDialog


class ClipDesk(SceneWorkDesk):
    """Has scenes of an approved storyboard become clips."""

    noun, doing, step = "clip", "Filming", "Clip of"
    fields = ("clip",)

    def open_dialog(self, job: Job, chosen: Sequence[int], parent: QWidget, *, has_token: bool) -> None:
        """Ask by which model, how long and in which resolution, with the price."""
        scenes = [scene for scene in job.scenes if scene.id in chosen]
        if self._busy() or not scenes:
            return
        dialog = ClipDialog(job, scenes, has_token=has_token, parent=parent)
        dialog.clip_wished.connect(lambda chosen: self.start(job, scenes, chosen))
        _open(dialog)

    def start(self, job: Job, scenes: Sequence[Scene], chosen: ClipChoice) -> None:
        """Make clips of these scenes."""
        if self.running:
            return
        studio = self._bench.studio

        def work(painting: Painting) -> Job:
            with image_service(studio) as service:
                asked = order_clips(studio, job, scenes, chosen)
                return make_for_scenes(studio, service, job.id, asked, painting)

        self._start(job, [scene.id for scene in scenes], f"Making {plural(len(scenes), 'clip')}", work)

    def _hint(self, failed: Sequence[ScenePaint]) -> str:
        return failed[0].error if failed else APPROVAL_WORDS


class VoiceDesk(SceneWorkDesk):
    """Has scenes narrated, and music made for the film."""

    noun, doing, step = "narration", "Speaking", "Narration of"
    fields = ("narration",)

    def open_dialog(self, job: Job, chosen: Sequence[int], parent: QWidget, *, has_token: bool) -> None:
        """Ask what is spoken, by which model and voice, with the price."""
        scenes = [scene for scene in job.scenes if scene.id in chosen]
        if self._busy() or not scenes:
            return
        dialog = SpeechDialog(job, scenes, has_token=has_token, parent=parent)
        dialog.speech_wished.connect(lambda model, voice, text: self.speak(job, scenes, model, voice, text))
        _open(dialog)

    def speak(self, job: Job, scenes: Sequence[Scene], model: SpeechModel, voice: str, text: str) -> None:
        """Have these scenes narrated."""
        if self.running:
            return
        studio = self._bench.studio

        def work(painting: Painting) -> Job:
            with image_service(studio) as service:
                asked = order_narration(studio, job, scenes, model, voice, text)
                return make_for_scenes(studio, service, job.id, asked, painting)

        self._start(job, [scene.id for scene in scenes], f"Speaking {plural(len(scenes), 'scene')}", work)

    def open_music(self, job: Job, parent: QWidget, *, has_token: bool) -> None:
        """Ask how the film's music sounds, with the price."""
        if self._busy():
            return
        dialog = MusicDialog(job, has_token=has_token, parent=parent)
        dialog.music_wished.connect(lambda model, prompt: self.compose(job, model, prompt))
        _open(dialog)

    def compose(self, job: Job, model: MusicModel, prompt: str) -> None:
        """Have music made for the film."""
        if self.running:
            return
        studio = self._bench.studio

        def work(painting: Painting) -> Job:
            with image_service(studio) as service:
                return compose(studio, service, job, model, prompt, painting.control)

        task = self._start(job, (), "Making music", work)
        task.succeeded.connect(lambda _job: self.noticed.emit("The film's music is there.", model.label))

    def _hint(self, failed: Sequence[ScenePaint]) -> str:
        return failed[0].error if failed else ""


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()
