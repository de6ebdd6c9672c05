"""What the reference said of a sample of what the fast engine said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """A result that one engine has and the other has not."""

    node: str
    shape: str
    component: str
    value: str
    only: str
    """The engine that has it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many failing and passing nodes the reference judged again, and where it says otherwise."""

    engine: str
    failing: int = 0
    passing: int = 0
    asked: int = 0
    """How many of each it would have judged at most."""
    differences: tuple[Difference, ...] = ()
    failure: str = ""
    """Why there is no verdict."""
    before: bool = False
    """Whether it is that of an earlier build, in which everything was validated."""

    @property
    def agrees(self) -> bool:
        """Whether there is a verdict, and no difference."""
        return not self.differences and not self.failure

    def __str__(self) -> str:
        if self.failure:
            return f"not compared with {self.engine}: {self.failure}"
        if self.before:
            return f"{self.engine} agreed when everything was validated"
        nodes = f"{self.failing} failing and {self.passing} passing nodes"
        count = len(self.differences)
        return (
            f"{self.engine} says otherwise {count} time{'s' * (count != 1)} on {nodes}"
            if count
            else f"{self.engine} agrees on {nodes}"
        )

    def summary(self) -> dict[str, Any]:
        """What a manifest says: nothing that depends on which nodes were chosen."""
        found = {"engine": self.engine, "asked": self.asked, "differences": len(self.differences)}
        return found | ({"failure": self.failure} if self.failure else {})

    def record(self) -> dict[str, Any]:
        """For the pipe between processes."""
        return {
            name: getattr(self, name) for name in ("engine", "failing", "passing", "asked", "differences", "failure")
        }

    @classmethod
    def of(cls, record: dict[str, Any]) -> Verdict:
        """Out of the pipe."""
        return cls(**record | {"differences": tuple(Difference(*one) for one in record["differences"])})
