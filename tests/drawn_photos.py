"""Photos made by code: drawn people that face finders take for people, and files of every kind."""

from __future__ import annotations

import base64
import io
from importlib.util import find_spec
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

READS_HEIC: Final = find_spec("pi_heif") is not None

# `quarters(120, 160)` as a phone that was held upright keeps it: lying, with a property of the
# picture that says how to turn it, and Exif that says so too and names the camera. Nothing that
# the tests use writes HEIC, so here it is.
HEIC_OF_A_PHONE: Final = base64.b64decode(
    b"AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAYJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    b"AAAAAAAAAAAAAA5waXRtAAAAAAABAAAALGlsb2MAAAAARAAAAgABAAAAAQAAAaYAAACBAAIAAAABAAACJwAAAD4A"
    b"AAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAAACAABFeGlmAAAAABppcmVmAAAA"
    b"AAAAAA5jZHNjAAIAAQABAAAAyWlwcnAAAACqaXBjbwAAAHVodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEA"
    b"GEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAAAwAeoBQgeWW6kkprmwIAAAMAAgAA"
    b"AwACECIAAQAHRAHBcrBiQAAAABRpc3BlAAAAAAAAAKAAAAB4AAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABdp"
    b"cG1hAAAAAAAAAAEAAQSBAoOEAAAAx21kYXQAAAB9KAGvGUexl2MjwWQpvad3zP/mu7f87gyfJWpJZWLPKfro4KkV"
    b"fDbe8V/WAy9w2DPy1oSw/9LoGBQjvWe/PXfJvfuud0d0N5+jVLgm3dt6K1SQpPU4X/gYBVR2M4uuy4BMEDgZ6Pfq"
    b"eHHAAAADAC5b+f//kSsob9QcvwCcA5oAAAAGRXhpZgAATU0AKgAAAAgAAgEPAAIAAAAOAAAAJgESAAMAAAABAAYA"
    b"AAAAAABTZWNyZXQgY2FtZXJhAA=="
)


def drawn_face(  # a person has many sides
    width: int = 600,
    height: int = 800,
    *,
    across: float = 0.5,
    down: float = 0.45,
    half: float = 0.2,
    skin: Colour = (224, 172, 140),
    hair: Colour = (60, 40, 30),
    ground: Colour = (205, 210, 215),
) -> Image.Image:
    """Draw a head and shoulders; `half` is half the head's width in parts of the picture's."""
    image = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(image)
    x, y, r = across * width, down * height, half * width
    dark: Colour = (int(skin[0] * 0.78), int(skin[1] * 0.78), int(skin[2] * 0.78))
    pale: Colour = (min(255, skin[0] + 22), min(255, skin[1] + 17), min(255, skin[2] + 14))

    def oval(dx: float, dy: float, rx: float, ry: float, fill: Colour) -> None:
        box = (x + (dx - rx) * r, y + (dy - ry) * r, x + (dx + rx) * r, y + (dy + ry) * r)
        pen.ellipse(box, fill=fill)

    oval(0, 3.0, 2.3, 1.5, (60, 90, 150))
    pen.rectangle((x - 0.42 * r, y + 0.9 * r, x + 0.42 * r, y + 1.8 * r), fill=dark)
    oval(0, -0.15, 1.13, 1.42, hair)
    oval(0, 0.05, 1.0, 1.3, skin)
    oval(0, -0.45, 0.8, 0.35, pale)
    for side in (-1, 1):
        oval(side * 0.42, -0.06, 0.34, 0.2, dark)
        oval(side * 0.42, -0.3, 0.3, 0.07, hair)
        oval(side * 0.42, -0.04, 0.2, 0.1, (245, 245, 245))
        oval(side * 0.42, -0.04, 0.1, 0.1, (40, 30, 25))
        oval(side * 0.5, 0.45, 0.25, 0.25, pale)
    oval(0, 0.2, 0.1, 0.38, pale)
    oval(0, 0.5, 0.2, 0.1, dark)
    oval(0, 0.82, 0.36, 0.11, (165, 80, 80))
    oval(0, 1.08, 0.25, 0.08, dark)
    return image.filter(ImageFilter.GaussianBlur(r * 0.05))


def quarters(width: int = 240, height: int = 320) -> Image.Image:
    """Give red and green above, blue and white below: tells which way is up."""
    image = Image.new("RGB", (width, height), (255, 255, 255))
    half = (width // 2, height // 2)
    image.paste((255, 0, 0), (0, 0, *half))
    image.paste((0, 255, 0), (half[0], 0, width, half[1]))
    image.paste((0, 0, 255), (0, half[1], half[0], height))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Give a file of that kind."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def decoded(data: bytes) -> Image.Image:
    """Give the picture in a file, decoded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def reads_as(image: Image.Image) -> str:
    """Tell the four colours of `quarters` as they stand: "rg/bw" is upright."""
    rgb = image.convert("RGB")
    names = {(1, 0, 0): "r", (0, 1, 0): "g", (0, 0, 1): "b", (1, 1, 1): "w"}
    letters = []
    for y in (0.25, 0.75):
        for x in (0.25, 0.75):
            pixel = rgb.getpixel((round(x * rgb.width), round(y * rgb.height)))
            assert isinstance(pixel, tuple)
            red, green, blue = (int(each > 127) for each in pixel)
            letters.append(names.get((red, green, blue), "?"))
    return f"{letters[0]}{letters[1]}/{letters[2]}{letters[3]}"
