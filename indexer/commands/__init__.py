"""The commands of the indexer, one a file."""
