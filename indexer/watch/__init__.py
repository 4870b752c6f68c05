"""Watching: sources that are asked again and again for what is new."""
