"""What a video means by its colours: the code points of ISO/IEC 23091-2, with gaps filled as browsers fill them."""

from typing import NamedTuple

PQ, HLG = "smpte2084", "arib-std-b67"
_CURVES = {16: PQ, 18: HLG}
_PRIMARIES = {
    **{1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film", 9: "bt2020"},
    **{11: "smpte431", 12: "smpte432", 22: "ebu3213"},
}
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc"}
_FULL_RANGE = 2
_HD = (1280, 720)


class Colour(NamedTuple):
    """In the words of ffmpeg's `setparams`. `curve` is empty for what is not HDR."""

    primaries: str
    matrix: str
    curve: str
    full_range: bool

    @property
    def is_hdr(self) -> bool:
        """Whether it can be brighter than a white page, so that it must be toned down."""
        return bool(self.curve)


def colour(primaries: int, matrix: int, curve: int, colour_range: int, size: tuple[int, int]) -> Colour:
    """Of a frame with these code points; what it leaves open is told by its size."""
    hdr = _CURVES.get(curve, "")
    hd = hdr or max(size) >= _HD[0] or min(size) >= _HD[1]
    fallback = "bt2020nc" if hdr else "bt709" if hd else "smpte170m"
    return Colour(
        primaries=_PRIMARIES.get(primaries, "bt2020" if hdr else "bt709"),
        matrix=_MATRICES.get(matrix, fallback),
        curve=hdr,
        full_range=colour_range == _FULL_RANGE,
    )
