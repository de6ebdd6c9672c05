"""What a long job tells of itself while it runs; who shows it is another's business."""

from __future__ import annotations


class Progress:
    """Told of a job's stages and of how far each has come. This one keeps silent; whoever shows something subclasses it.

    It may be called like a function, with a stage: `progress("validating against the shapes")`.
    """

    def __call__(self, text: str) -> None:
        """The same as `stage`."""
        self.stage(text)

    def stage(self, text: str) -> None:
        """What begins now, in a few words; it ends what was shown of the stage before. `done` ends the job."""

    def advance(self, what: str, done: int, total: int | None = None, unit: str = "rows") -> None:
        """How far `what` has come: `done` of `total` (None: nobody knows) in `unit`, since the stage began.

        It may be called as often as is convenient: what shows it decides how often. Where `done` is `total`, it is finished.
        """


SILENT = Progress()
"""For whoever does not want to know."""
