"""Benchmarks: `python -m eval.bench NAME`; each prints JSON with `--json` as its last line."""
