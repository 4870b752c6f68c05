"""Version: which one this is, as it was installed."""

from importlib.metadata import PackageNotFoundError, version


def own_version() -> str:
    """Return the installed version; 0 when the code runs without having been installed."""
    try:
        return version("dateline")
    except PackageNotFoundError:
        return "0"
