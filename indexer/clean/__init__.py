"""Cleaning: the text that a reader would read, and a list of what was taken out."""

from indexer.clean.characters import printable
from indexer.clean.cleaning import Cleaned, Removed, clean

__all__ = ["Cleaned", "Removed", "clean", "printable"]
