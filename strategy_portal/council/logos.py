"""Whether a file may be the council's logo: a PNG, or an SVG that only draws.

A browser runs what stands in an SVG once somebody opens it by its address. So what is not known to draw is refused
here, and the address forbids it all the same (`views.logo`).
"""

import re
from pathlib import PurePath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.files import File

from ..records.versions import Refused

LARGEST = 500_000
"""Bytes."""
WIDEST = 4000
"""Pixels on a side: more is no logo, and fills a browser's memory."""

SVG = "http://www.w3.org/2000/svg"
DRAWS = frozenset(
    """
    svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan style
    linearGradient radialGradient stop pattern clipPath mask""".split()
)
"""Elements that draw, or say what is drawn. None loads, links, moves or runs anything."""
ABOUT = (
    "http://www.inkscape.org/", "http://sodipodi.sourceforge.net/", "http://www.w3.org/1999/02/22-rdf-syntax-ns",
    "http://creativecommons.org/ns", "http://web.resource.org/cc/", "http://purl.org/dc/",
)  # fmt: skip
"""Namespaces of what drawing programs note for themselves, which no browser reads."""
ELSEWHERE = re.compile(r"url\(\s*+['\"]?+(?!#)|image(-set)?\(|src\(|@import|javascript:|\\", re.IGNORECASE)
"""In styles and attributes: what leads out of the file, and the escapes that could hide it."""


def suffix_of(file: File) -> str:
    """`.png` or `.svg`, where the file may be a logo. Raises Refused."""
    suffix = PurePath(file.name or "").suffix.lower()
    if suffix not in (".png", ".svg"):
        raise Refused("Choose a file whose name ends in .png or .svg", "logo")
    if not 0 < file.size <= LARGEST:
        raise Refused(f"Choose a file that is not empty and has at most {LARGEST // 1000} kB", "logo")
    file.seek(0)
    if suffix == ".png":
        _check_png(file)
    else:
        _check_svg(file.read())
    file.seek(0)
    return suffix


def _check_png(file: File) -> None:
    from PIL import Image  # no other page needs it in memory

    try:
        with Image.open(file, formats=["PNG"]) as image:
            width, height = image.size
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("This is not a whole PNG picture. Save it anew, and try again", "logo") from error
    if max(width, height) > WIDEST:
        raise Refused(f"The picture has {width} by {height} pixels. Save it with at most {WIDEST} on a side", "logo")


def _check_svg(content: bytes) -> None:
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _not_plain("it has a document type (DOCTYPE)") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("This is not a whole SVG picture. Save it anew, and try again", "logo") from error
    if root.tag != f"{{{SVG}}}svg":
        raise Refused("This file is no SVG picture. Export it as SVG, or choose a PNG", "logo")
    for element in root.iter():
        _check_element(element)


def _check_element(element: Element) -> None:
    namespace, _, name = str(element.tag).rpartition("}")
    if namespace.lstrip("{").startswith(ABOUT):
        return
    if namespace.lstrip("{") != SVG or name not in DRAWS:
        raise _not_plain(f"it has an element “{name[:30]}”")
    for key, text in element.attrib.items():
        key = key.rpartition("}")[2].lower()
        if key.startswith("on"):
            raise _not_plain(f"it has an attribute “{key[:30]}”, which runs something")
        if (key == "href" and not text.strip().startswith("#")) or ELSEWHERE.search(text):
            raise _not_plain(f"its attribute “{key[:30]}” leads out of the file")
    if name == "style" and ELSEWHERE.search("".join(element.itertext())):
        raise _not_plain("its styles lead out of the file")


def _not_plain(why: str) -> Refused:
    return Refused(f"This SVG is not only a drawing: {why}. Export it as plain SVG, or choose a PNG", "logo")
