"""Measures how well a system answers a gold set: asks, scores, reports."""
