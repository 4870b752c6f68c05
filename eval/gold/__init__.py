"""Gold sets: questions with what is known of the right answers. docs/evaluation.md has the format.

Read and written here, checked against an archive in `check`, proposed from articles in `propose`,
brought over from other layouts in `layouts`.
"""

from eval.gold.question import Gold, GoldQuestion, GoldWindow
from eval.gold.read import read_gold

__all__ = ["Gold", "GoldQuestion", "GoldWindow", "read_gold"]
