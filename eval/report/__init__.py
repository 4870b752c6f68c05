"""The report: one HTML page that opens anywhere, with nothing to load from anywhere."""

from eval.report.page import render_report

__all__ = ["render_report"]
