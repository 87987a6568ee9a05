"""A choice of image models, to which more may be added while it is open."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QComboBox

from vidstudio.core.images import ImageModel


class ModelBox(QComboBox):
    """Image models by their names, before whatever else is offered in the same box.

    The one that is wanted is chosen as soon as it is there, unless the person has chosen another meanwhile.

    Args:
        words: of a model, for people.
    """

    def __init__(self, name: str, wanted: str, words: Callable[[ImageModel], str]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Image model")
        self._wanted, self._words = wanted, words
        self._models: dict[str, ImageModel] = {}
        self._touched = False
        self.activated.connect(self._on_activated)

    @property
    def value(self) -> str:
        """The chosen model's name, or what else is chosen; empty where nothing is offered."""
        return str(self.currentData() or "")

    @property
    def chosen(self) -> ImageModel | None:
        """The chosen model, None where something else is chosen."""
        return self._models.get(self.value)

    def offer(self, models: Iterable[ImageModel]) -> None:
        """Add those that are not offered yet, and take over what is known of the others now."""
        for model in models:
            row = self.findData(model.id)
            if row < 0:
                self.insertItem(len(self._models), self._words(model), model.id)
            else:
                self.setItemText(row, self._words(model))
            self._models[model.id] = model
        wanted = self.findData(self._wanted)
        if not self._touched:
            self.setCurrentIndex(max(wanted, 0))

    def _on_activated(self) -> None:
        self._touched = True
