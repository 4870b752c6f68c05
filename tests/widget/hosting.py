"""Pages of others, with the widget on them."""

from fake_archive import FakeArchive


def hosted(archive: FakeArchive, body: str, head: str = "", lang: str = "en", **more: str) -> str:
    """Put a page with this body on the archive's origin; return its path."""
    policy = more.pop("policy", "")
    page = (
        f'<!doctype html><html lang="{lang}" {more.get("attributes", "")}>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>A host</title>{head}<script src="/widget.js" defer></script>'
        f"<main><h1>A host</h1>{body}</main></html>"
    )
    headers = {"Content-Security-Policy": policy} if policy else {}
    archive.hosts["page"] = (page, headers)
    return "/host/page"
