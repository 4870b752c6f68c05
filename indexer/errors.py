"""The errors that the indexer raises. Each message names the thing, the cause and the remedy."""


class IndexerError(Exception):
    """Base of every error raised by this package."""


class ArticleError(IndexerError):
    """One arriving article cannot be taken; the others go on."""


class LoadError(IndexerError):
    """A file or address cannot be read as articles; the others go on."""


class IndexMissing(IndexerError):
    """There is no index where one was expected."""


class IndexMismatch(IndexerError):
    """The index was written with another format, model or chunking than is asked for now."""


class IndexLocked(IndexerError):
    """Another process is writing to this index."""


class GenerationDamaged(IndexerError):
    """A published generation fails its checksums; the record can rebuild it."""


class ModelError(IndexerError):
    """The embedding model cannot be loaded, or is not the one that it claims to be."""
