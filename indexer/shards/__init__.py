"""Shards: one index in many folders, each an ordinary index of its share of the articles."""
