"""`python -m bench [name...]`: side-by-side measurements on real stores; everything is stopped at the end."""

import sys
import time

from bench import auth, delivery, feed, hot_post, instagram2011, pages, renditions, results, site, sockets, video

BENCHMARKS = {
    "home_page": pages.measure,
    "feed": feed.measure,
    "hot_post": hot_post.measure,
    "sockets": sockets.measure,
    "renditions": renditions.measure,
    "delivery": delivery.measure,
    "video": video.measure,
    "auth": auth.measure,
    "instagram2011": instagram2011.measure,
}


def main() -> int:
    """Run the named benchmarks, or all of them. Returns the exit status."""
    names = sys.argv[1:] or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"There is no benchmark {unknown[0]}: choose from {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    found: list[results.Result] = []
    with site.stores() as folder:
        for name in names:
            began = time.monotonic()
            print(f"measuring {name} ...", end=" ", flush=True)
            found += BENCHMARKS[name](folder)
            print(f"{time.monotonic() - began:.0f} s", flush=True)
    print()
    results.show(found)
    results.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
