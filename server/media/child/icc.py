"""In the child: colour profiles for files that only name their colours by number (CICP, H.273) or by a hint of EXIF."""

import struct
from collections.abc import Callable

Matrix = tuple[tuple[float, float, float], ...]

# What red, green and blue are as XYZ under D50, as ICC profiles say it.
_DISPLAY_P3: Matrix = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
_BT_2020: Matrix = ((0.67348, 0.27904, -0.00193), (0.16567, 0.67534, 0.02998), (0.12505, 0.04561, 0.79686))
_BT_709: Matrix = ((0.43604, 0.22248, 0.01392), (0.38511, 0.71690, 0.09707), (0.14305, 0.06061, 0.71392))
_ADOBE_RGB: Matrix = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
_PRIMARIES = {9: _BT_2020, 11: _DISPLAY_P3, 12: _DISPLAY_P3}
_GAMMA_22, _GAMMA_28, _LINEAR, _PQ, _HLG = 4, 5, 8, 16, 18

_WHITE = (0.96420, 1.0, 0.82491)
_STEPS = 4096
# A page's white, and the brightest light that we keep apart from brighter ones, in candela per square metre.
_PAGE_WHITE, _BRIGHTEST = 203, 1000
_PQ_MOST = 10_000


def of_cicp(primaries: int, transfer: int) -> bytes | None:
    """The profile that is meant by two numbers of H.273; None for what screens show alike without one.

    Light beyond a page's white (PQ, HLG) is rolled off as ITU-R BT.2390 does it. The other curves are so near to
    that of sRGB that browsers take it for all of them.
    """
    curves = {_GAMMA_22: _power(2.2), _GAMMA_28: _power(2.8), _LINEAR: _power(1), _PQ: _seen_of_pq, _HLG: _seen_of_hlg}
    if primaries not in _PRIMARIES and transfer not in curves:
        return None
    return _profile(_PRIMARIES.get(primaries, _BT_709), curves.get(transfer, _srgb))


def adobe_rgb() -> bytes:
    """What cameras mean by "R03"."""
    return _profile(_ADOBE_RGB, _power(563 / 256))


def _power(gamma: float) -> Callable[[float], float]:
    return lambda value: value**gamma


def _srgb(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _seen_of_pq(value: float) -> float:
    return _light_of_pq(_rolled_off(value)) / _PAGE_WHITE


def _seen_of_hlg(value: float) -> float:
    scene = (
        value * value / 3 if value <= 0.5 else (2.718281828 ** ((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
    )
    return _seen_of_pq(_pq_of_light(_BRIGHTEST * scene**1.2))


def _rolled_off(value: float) -> float:
    """BT.2390: dark and middle tones stay, and what is brighter than a page is squeezed in below its white."""
    source, target = _pq_of_light(_BRIGHTEST), _pq_of_light(_PAGE_WHITE)
    value, most = min(value / source, 1), target / source
    knee = 1.5 * most - 0.5
    if value > knee:
        t = (value - knee) / (1 - knee)
        value = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * most
    return value * source


def _light_of_pq(value: float) -> float:
    power = value ** (1 / 78.84375)
    return _PQ_MOST * float((max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125))


def _pq_of_light(light: float) -> float:
    power = (light / _PQ_MOST) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def _profile(primaries: Matrix, curve: Callable[[float], float]) -> bytes:
    """Version 4, with one curve for red, green and blue."""
    values = [round(65535 * min(max(curve(step / (_STEPS - 1)), 0), 1)) for step in range(_STEPS)]
    tags = {
        name: b"XYZ \0\0\0\0" + _fixed(*xyz) for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), struct.pack(f">4s4xI{_STEPS}H", b"curv", _STEPS, *values))
    tags[b"wtpt"] = b"XYZ \0\0\0\0" + _fixed(*_WHITE)
    tags[b"desc"] = tags[b"cprt"] = b"mluc\0\0\0\0" + struct.pack(">II", 0, 12)
    table, content = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        table += struct.pack(">4sII", name, 128 + 4 + 12 * len(tags) + len(content), len(value))
        content += value
    size = 128 + len(table) + len(content)
    header = struct.pack(">I4xI4s4s4s12x4s28x", size, 0x04000000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    return header + _fixed(*_WHITE) + bytes(48) + table + content


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)
