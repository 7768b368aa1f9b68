"""`python -m bench.naive PHOTO FOLDER`: the renditions as one would first write them; prints the peak memory in KiB."""

import os
import sys
from pathlib import Path

from PIL import Image, ImageOps

from bench.memory import memory_kib
from server.media.child.render import FORMATS, sizes


def main() -> None:
    """For each file decode the photo, cut and resize it from its full size, and save it as ours are saved."""
    photo, into = Path(sys.argv[1]), Path(sys.argv[2])
    with Image.open(photo) as opened:
        planned = sizes("photo", opened.size)
    for name, size in planned.items():
        for suffix, options in FORMATS.items():
            with Image.open(photo) as opened:
                upright = ImageOps.exif_transpose(opened).convert("RGB")
                image = ImageOps.fit(upright, size, Image.Resampling.LANCZOS)
            image.save(into / f"{name}.{suffix}", **options)
    print(memory_kib(os.getpid(), "VmHWM"))


if __name__ == "__main__":
    main()
