"""What lies at an address where no web page is, in plain words."""

from __future__ import annotations

_NAMES = {
    "application/pdf": "a PDF document",
    "application/epub+zip": "an e-book",
    "application/zip": "a ZIP archive",
    "application/gzip": "an archive",
    "application/json": "a JSON file",
    "application/ld+json": "a JSON file",
    "application/xml": "an XML file",
    "text/xml": "an XML file",
    "application/rss+xml": "a feed",
    "application/atom+xml": "a feed",
    "application/msword": "a Word document",
    "application/rtf": "a text document",
    "text/csv": "a table of values",
    "text/calendar": "a calendar entry",
    "application/octet-stream": "a file for download",
}
_OFFICE = {
    "word": "a Word document", "sheet": "a spreadsheet", "excel": "a spreadsheet",
    "presentation": "a presentation", "powerpoint": "a presentation",
}  # fmt: skip
_FAMILIES = {
    "image": "a picture", "video": "a video", "audio": "an audio file",
    "font": "a font",
}  # fmt: skip
_STARTS = (
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)


def name(content_type: str, body: bytes) -> str:
    """What that is if it is no web page, such as "a PDF document"; "" for a page.

    The first bytes are believed before the server's word.
    """
    kind = content_type.partition(";")[0].strip().lower()
    for start, sniffed in _STARTS:
        if body.startswith(start):
            kind = sniffed
    if body[4:8] == b"ftyp":
        kind = "video/mp4"
    if not kind or "html" in kind or kind == "text/plain":
        return ""
    if kind.endswith("xml") and b"<html" in body[:1024].lower():
        return ""
    if kind in _NAMES:
        return _NAMES[kind]
    office = (said for part, said in _OFFICE.items() if part in kind)
    family = _FAMILIES.get(kind.partition("/")[0], "a file")
    return next(office, family)
