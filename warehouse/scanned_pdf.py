"""The text of a PDF as far as a search needs it: streams inflated, glyphs read through their font.

A PDF of ours draws glyph numbers, and every font says in a ToUnicode map what they mean (ISO
32000-1, 9.10). Which font a piece of text is in is not followed: every text is read with every map,
and with the right one it says what a reader sees.
"""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_RANGES = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
# strings that are shown, and what parts them: (literal), <hex>, the end of a line of text
_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]+)>|(T\*|T[dDmJj]\b|ET)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_texts(content: bytes) -> Iterator[str]:
    """Texts of a PDF: what stands outside the streams, the streams, and what they draw."""
    yield _STREAM.sub(b" ", content).decode("latin-1")
    streams = [_inflated(match.group(1)) for match in _STREAM.finditer(content)]
    maps = [found for stream in streams if b"beginbf" in stream and (found := _to_unicode(stream))]
    for stream in streams:
        yield stream.decode("latin-1")
        if b"BT" in stream and (b"Tj" in stream or b"TJ" in stream):
            pieces = _pieces(stream)
            yield _joined(piece.decode("latin-1") for piece in pieces)
            for found in maps:
                yield _joined(_read(piece, found) for piece in pieces)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def _to_unicode(cmap: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, body in _RANGES.findall(cmap):
        tokens = [(m[0], bool(m[1]), bool(m[2])) for m in _HEX.findall(body)]
        codes = [re.sub(rb"\s", b"", text) for text, opens, closes in tokens if not opens | closes]
        if kind == b"char":
            for code, text in zip(codes[::2], codes[1::2], strict=False):
                found[int(code, 16)] = _utf16(text)
        elif b"[" not in body:
            for low, high, text in zip(codes[::3], codes[1::3], codes[2::3], strict=False):
                first = _utf16(text)
                for step in range(min(int(high, 16) - int(low, 16), 0xFFFF) + 1):
                    found[int(low, 16) + step] = first[:-1] + chr(ord(first[-1]) + step)
    return found


def _utf16(text: bytes) -> str:
    return bytes.fromhex(text.decode().zfill(4)).decode("utf-16-be", "replace") or " "


def _pieces(stream: bytes) -> list[bytes]:
    """Strings in the order they are drawn; empty where a line of text ends."""
    found: list[bytes] = []
    for literal, digits, end in _SHOWN.findall(stream):
        if end:
            found.append(b"")
        elif digits:
            packed = re.sub(rb"\s", b"", digits)
            found.append(bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode()))
        else:
            found.append(_ESCAPE.sub(_unescaped, literal))
    return found


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match.group(1)
    if code.isdigit():
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPED.get(code, code)


def _read(piece: bytes, glyphs: dict[int, str]) -> str:
    """Glyph numbers of two bytes each, as composite fonts have them."""
    return "".join(
        glyphs.get(int.from_bytes(piece[i : i + 2]), "\ufffd") for i in range(0, len(piece) - 1, 2)
    )


def _joined(pieces: Iterator[str]) -> str:
    return "".join(piece or "\n" for piece in pieces)
