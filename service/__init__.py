"""Answers questions from an index, over the command line and HTTP."""
