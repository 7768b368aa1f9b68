"""Brings the front-end files that package.json pins into static/vendor: `python deploy/frontend.py [--dev]`.

Nothing happens when they are there already. With --dev the test tools (axe, Lighthouse) are installed too.
To use another icon, add its name to deploy/icons.txt.
"""

# ruff: noqa: T201 - this talks to the person who waits for it

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"

SCRIPTS = (
    "htmx.org/dist/htmx.min.js",
    "htmx.org/dist/ext/hx-ws.min.js",
    "htmx.org/dist/ext/hx-upsert.min.js",
    "htmx.org/dist/ext/hx-preload.min.js",
    "hls.js/dist/hls.light.min.js",
    "tus-js-client/dist/tus.min.js",
)
FONT = MODULES / "@fontsource" / "besley" / "files" / "besley-latin-600-normal.woff2"
ICONS = ROOT / "deploy" / "icons.txt"
# No fill and no stroke here: an icon takes them from the style sheet of the page that uses it.
SYMBOL = '<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def main() -> int:
    """Install and copy what is missing. Returns the exit status."""
    dev = "--dev" in sys.argv[1:]
    if installed(dev):
        return 0
    print("Installing front-end files" + (" and browser test tools" if dev else ""), flush=True)
    if status := npm_ci(dev):
        print("Could not install the front-end files: check the network and run the command again.", file=sys.stderr)
        return status
    copy_files()
    (VENDOR / "icons.svg").write_text(sprite(), encoding="utf-8")
    STAMP.write_text(stamp(dev))
    return 0


def installed(dev: bool) -> bool:
    """Whether the files of exactly these pins are in place; the dev set contains the other."""
    if not STAMP.exists():
        return False
    found = STAMP.read_text()
    if found == stamp(dev=True):
        return (MODULES / "axe-core").exists() or not dev
    return not dev and found == stamp(dev=False)


def stamp(dev: bool) -> str:
    """What the installed files depend on, as a short text."""
    inputs = b"".join(path.read_bytes() for path in (ROOT / "package-lock.json", ICONS, Path(__file__)))
    return hashlib.sha256(inputs).hexdigest() + (" dev" if dev else "")


def npm_ci(dev: bool) -> int:
    """Run npm: the machine's, or else the one from the pinned wheel."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"]
    if not dev:
        arguments.append("--omit=dev")
    return subprocess.run([*npm(), *arguments], check=False, cwd=ROOT, stdin=subprocess.DEVNULL).returncode


def npm() -> list[str]:
    """The command that is npm here."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    wheel = Path(sys.executable).with_name("npm")
    if not wheel.exists():
        print("Installing Node, because this machine has no npm", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", ROOT / "requirements-node.txt"], check=True)
    return [str(wheel)]


def copy_files() -> None:
    """Put the few files that pages load into a fresh static/vendor."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for script in SCRIPTS:
        shutil.copy(MODULES / script, VENDOR)
    shutil.copy(FONT, VENDOR / "besley.woff2")


def sprite() -> str:
    """One SVG that holds the used icons as symbols."""
    symbols = "\n".join(SYMBOL.format(name=name, shapes=shapes(name)) for name in ICONS.read_text().split())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Icons of lucide-static, ISC licence -->\n{symbols}\n</svg>\n'
    )


def shapes(name: str) -> str:
    """What one icon draws, without its outer element."""
    text = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
    if not found:
        raise ValueError(f"The icon {name} is not an SVG.")
    return " ".join(found.group(1).split())


if __name__ == "__main__":
    sys.exit(main())
