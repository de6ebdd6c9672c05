"""A network as a picture that a person can read: columns of cards, not a hairball."""

from dalil.network.picture.page import MOST, svg

__all__ = ["MOST", "svg"]
