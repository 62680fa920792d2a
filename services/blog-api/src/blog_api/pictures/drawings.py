"""Covers and portraits as SVG: a scene of simple shapes, in colours that belong to a name."""

from collections.abc import Callable
from hashlib import blake2s
from html import escape
from itertools import pairwise
from random import Random

WIDTH, HEIGHT = 1_200, 630
SIDE = 400
PORTRAIT = "retrato"
# From the sky to the ground: five colours that go together.
PALETTES = (
    ("#fbe3c0", "#f6b27a", "#e2725b", "#8f3f5f", "#3d2645"),
    ("#dfeaf2", "#a9c6d9", "#6f95b3", "#3f5f80", "#1f3147"),
    ("#eef3d8", "#bcd39a", "#7fae74", "#4a7c59", "#27463a"),
    ("#fde7ea", "#f3aeb4", "#d9737f", "#8c4a6b", "#3a2848"),
    ("#e9e4f5", "#bfb1de", "#8c7cc0", "#574a8c", "#2a2550"),
    ("#fff3d1", "#f7cf6b", "#e89b3c", "#a9582f", "#4a2b20"),
)
Scene = Callable[[tuple[str, ...], Random], str]


def draw(scene: str, name: str) -> str | None:
    """The picture of a scene for a name; None for an unknown scene. The same name gives the same picture."""
    seed = int.from_bytes(blake2s(name.encode(), digest_size=8).digest(), "big")
    chance = Random(seed)
    palette = PALETTES[seed % len(PALETTES)]
    if scene == PORTRAIT:
        return svg(SIDE, SIDE, palette, portrait(palette, name))
    drawn = SCENES.get(scene)
    return svg(WIDTH, HEIGHT, palette, drawn(palette, chance)) if drawn else None


def svg(width: int, height: int, palette: tuple[str, ...], shapes: str) -> str:
    """A picture on a sky of the first two colours."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<defs><linearGradient id="c" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{palette[0]}"/>'
        f'<stop offset="1" stop-color="{palette[1]}"/></linearGradient></defs>'
        f'<rect width="{width}" height="{height}" fill="url(#c)"/>{shapes}</svg>'
    )


def portrait(palette: tuple[str, ...], name: str) -> str:
    """The initials of a name in a circle."""
    words = [word for word in name.split("-") if len(word) > 2]
    initials = escape("".join(word[0] for word in words[:2]).upper())
    return (
        f'<circle cx="200" cy="200" r="170" fill="{palette[3]}"/>'
        f'<circle cx="200" cy="200" r="170" fill="none" stroke="{palette[2]}" stroke-width="12"/>'
        f'<text x="200" y="252" font-family="Georgia, serif" font-size="150" text-anchor="middle" fill="{palette[0]}">'
        f"{initials}</text>"
    )


def hills(palette: tuple[str, ...], chance: Random) -> str:
    """Hills below a low sun."""
    sun = f'<circle cx="{chance.randint(250, 950)}" cy="{chance.randint(170, 260)}" r="90" fill="{palette[0]}"/>'
    return sun + "".join(ridge(colour, 300 + 90 * layer, chance) for layer, colour in enumerate(palette[2:]))


def ridge(colour: str, top: int, chance: Random) -> str:
    """One line of hills from left to right."""
    points = [(x, top + chance.randint(-50, 50)) for x in range(0, WIDTH + 1, 300)]
    path = f"M0 {HEIGHT}V{points[0][1]}"
    for (x0, y0), (x1, y1) in pairwise(points):
        path += f"C{x0 + 150} {y0} {x1 - 150} {y1} {x1} {y1}"
    return f'<path d="{path}V{HEIGHT}Z" fill="{colour}"/>'


def window(palette: tuple[str, ...], chance: Random) -> str:
    """A window with rain on it."""
    frame = (
        f'<rect x="300" y="70" width="600" height="490" fill="{palette[2]}"/>'
        f'<rect x="300" y="70" width="600" height="490" fill="none" stroke="{palette[4]}" stroke-width="22"/>'
        f'<path d="M600 70V560M300 315H900" stroke="{palette[4]}" stroke-width="16"/>'
    )
    return frame + drops(palette[0], chance, 45, (320, 880), (90, 500))


def drops(colour: str, chance: Random, count: int, across: tuple[int, int], down: tuple[int, int]) -> str:
    """Slanting drops of rain."""
    path = "".join(
        f"M{chance.randint(*across)} {chance.randint(*down)}l-8 {chance.randint(25, 60)}" for _ in range(count)
    )
    return f'<path d="{path}" stroke="{colour}" stroke-width="4" stroke-linecap="round" opacity=".8"/>'


def street(palette: tuple[str, ...], chance: Random) -> str:
    """A lamp post in the rain."""
    ground = f'<rect y="520" width="{WIDTH}" height="110" fill="{palette[4]}"/>'
    light = f'<path d="M700 170L470 520H930Z" fill="{palette[0]}" opacity=".55"/>'
    post = f'<path d="M700 170V520" stroke="{palette[4]}" stroke-width="16"/>'
    lamp = f'<circle cx="700" cy="160" r="34" fill="{palette[0]}" stroke="{palette[4]}" stroke-width="8"/>'
    night = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette[3]}"/>'
    return night + light + ground + post + lamp + drops(palette[1], chance, 90, (0, WIDTH), (0, 540))


def city(palette: tuple[str, ...], chance: Random) -> str:
    """Houses at night with some windows lit."""
    shapes = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette[3]}"/>'
    shapes += f'<circle cx="{chance.randint(200, 1000)}" cy="120" r="60" fill="{palette[0]}"/>'
    for x in range(0, WIDTH, 120):
        top = chance.randint(200, 400)
        shapes += f'<rect x="{x}" y="{top}" width="118" height="{HEIGHT - top}" fill="{palette[4]}"/>'
        lit = "".join(
            f"M{x + 18 + 32 * column} {y}h18v26h-18z"
            for y in range(top + 24, HEIGHT - 40, 52)
            for column in range(3)
            if chance.random() < 0.5
        )
        shapes += f'<path d="{lit}" fill="{palette[1]}"/>'
    return shapes


def stage(palette: tuple[str, ...], chance: Random) -> str:
    """An empty stage below a light."""
    lit = chance.randint(480, 720)
    return (
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette[4]}"/>'
        f'<path d="M{lit} 0L{lit - 260} 520H{lit + 260}Z" fill="{palette[0]}" opacity=".7"/>'
        f'<rect y="500" width="{WIDTH}" height="130" fill="{palette[3]}"/>'
        f'<ellipse cx="{lit}" cy="520" rx="260" ry="34" fill="{palette[0]}"/>'
        f'<path d="M0 0H150Q90 320 130 500H0ZM1200 0H1050Q1110 320 1070 500H1200Z" fill="{palette[2]}"/>'
    )


def projector(palette: tuple[str, ...], chance: Random) -> str:
    """The beam of a projector through a dark room, above the heads of those who watch."""
    heads = "".join(
        f'<circle cx="{x + chance.randint(-15, 15)}" cy="{chance.randint(560, 585)}" r="44" fill="#000" opacity=".6"/>'
        for x in range(60, WIDTH, 120)
    )
    return (
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette[4]}"/>'
        f'<rect x="120" y="90" width="520" height="330" fill="{palette[0]}"/>'
        f'<path d="M1160 120L640 90V420L1160 150Z" fill="{palette[1]}" opacity=".45"/>'
        f'<circle cx="1160" cy="135" r="26" fill="{palette[0]}"/>{heads}'
    )


def beach(palette: tuple[str, ...], chance: Random) -> str:
    """The sea at the end of a day."""
    sun = f'<circle cx="{chance.randint(300, 900)}" cy="300" r="80" fill="{palette[2]}"/>'
    bands = "".join(
        f'<rect y="{300 + 66 * layer}" width="{WIDTH}" height="330" fill="{colour}"/>'
        for layer, colour in enumerate(palette[2:])
    )
    sand = f'<path d="M0 {HEIGHT}V560Q600 480 1200 570V{HEIGHT}Z" fill="{palette[0]}"/>'
    return sun + bands + sand


def circles(palette: tuple[str, ...], chance: Random) -> str:
    """Circles within circles."""
    x, y = chance.randint(500, 700), chance.randint(270, 360)
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{palette[(radius // 60) % 5]}"/>'
        for radius in range(660, 0, -60)
    )


def road(palette: tuple[str, ...], chance: Random) -> str:
    """A road between hills, towards the sun."""
    way = f'<path d="M520 {HEIGHT}L592 380H608L760 {HEIGHT}Z" fill="{palette[0]}"/>'
    return hills(palette, chance) + way


SCENES: dict[str, Scene] = {
    "colinas": hills,
    "janela": window,
    "chuva": street,
    "cidade": city,
    "palco": stage,
    "projetor": projector,
    "praia": beach,
    "circulos": circles,
    "estrada": road,
}
