"""What is said of a picture, without the words of the gadget that it was shown in."""

from __future__ import annotations

import re

_COUNTER = re.compile(
    r"^\W*(?:(?:image|picture|photo|slide|bild|foto|imagen?|immagine)\s*)?"
    r"\d{1,3}\s*(?:of|von|de|sur|di|van|av|/)\s*\d{1,3}(?!\d)\W*(?=(?-i:[A-ZÀ-Þ])|$)",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"[\s,|·•-]*(?:(?:purchase|acquire)\s+licensing\s+rights|(?:,\s*)?opens\s+(?:in\s+)?"
    r"(?:a\s+)?new\s+(?:tab|window)|(?:toggle|hide|show)\s+caption|visa\s+mer|vis\s+mer|"
    r"(?:enlarge|view|click\s+to\s+enlarge|expand)\s+(?:this\s+)?(?:image|picture|photo|"
    r"gallery|fullscreen)|(?:bild|foto)\s+(?:vergrößern|in\s+großansicht)|"
    r"agrandir\s+l.image|ampliar\s+(?:foto|imagen))[\s.,|·•-]*$",
    re.IGNORECASE,
)
_PORTRAIT = re.compile(
    r"\W*(?:by|von|par|por|door|av|af|di)\s+(?-i:[A-ZÀ-Þ]).{3,80}"
    r"\b(?:(?:19|20)\d\d|\d{1,2}[.:h]\d\d)\b",
    re.IGNORECASE,
)


def is_portrait(caption: str) -> bool:
    """Whether it names who wrote the story, and when: the picture is the author's."""
    return len(caption) < 120 and _PORTRAIT.match(caption) is not None


def spoken(caption: str) -> str:
    """The caption without a counter before it and without buttons behind it."""
    text = _COUNTER.sub("", caption)
    for _ in range(4):
        shorter = _BUTTON.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text.strip()
