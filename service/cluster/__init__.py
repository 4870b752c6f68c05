"""Answering from an index in shards: what a shard does, what the router does, and Ray Serve."""
