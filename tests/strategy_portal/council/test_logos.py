"""Which file may be the council's logo."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from strategy_portal.council.logos import LARGEST, suffix_of
from strategy_portal.records.versions import Refused

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def png(width: int = 2, height: int = 2) -> bytes:
    content = BytesIO()
    Image.new("1", (width, height)).save(content, "PNG")
    return content.getvalue()


def file(content: str | bytes, name: str = "crest.svg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h9v9z" style="fill:#123456"/>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)" width="9"/>',
        '<g id="b"><title>Anytown</title></g><use href="#b"/>',
        '<style>.a { fill: url("#a") }</style><circle class="a" r="3"/>',
        '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:li/></r:RDF></metadata>',
    ],
)
def test_an_svg_that_only_draws_is_taken(inside):
    assert suffix_of(file(SVG.format(inside))) == ".svg"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)"/>',
        "<foreignObject><p/></foreignObject>",
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        '<a href="https://example.org/"><path/></a>',
        '<use href="https://example.org/a.svg#b"/>',
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/svg+xml,b#c"/>',
        '<image href="https://example.org/a.png"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<rect fill="url(https://example.org/a#b)"/>',
        '<rect style="fill: u\\72l(https://example.org/)"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>a { background: url( 'https://example.org/' ) }</style>",
        "<animate/>",
    ],
)
def test_an_svg_that_can_run_or_load_anything_is_refused(inside):
    with pytest.raises(Refused, match="not only a drawing"):
        suffix_of(file(SVG.format(inside)))


def test_an_svg_with_entities_is_refused():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG.format("<title>&b;</title>")
    with pytest.raises(Refused, match="DOCTYPE"):
        suffix_of(file(bomb))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("<svg", "crest.svg", "not a whole SVG"),
        ("<html/>", "crest.svg", "no SVG picture"),
        (b"\x00\xff", "crest.svg", "not a whole SVG"),
        ('<?xml version="1.0" encoding="nowhere"?><svg/>', "crest.svg", "not a whole SVG"),
        ("<svg/>", "crest.png", "not a whole PNG"),
        (png()[:-20], "crest.png", "not a whole PNG"),
        (png(4001, 1), "crest.png", "4001 by 1 pixels"),
        ("", "crest.png", "not empty"),
        (b"x" * (LARGEST + 1), "crest.png", "at most 500 kB"),
        (png(), "crest.html", "ends in .png or .svg"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_reason(content, name, said):
    with pytest.raises(Refused, match=said):
        suffix_of(file(content, name))


def test_a_png_is_taken():
    assert suffix_of(file(png(), "Crest.PNG")) == ".png"
