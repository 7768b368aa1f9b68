"""The editor's form: what was typed, and the edit that it means."""

import math

from msgspec import structs

from server.i18n import gettext as _
from server.i18n import mark
from server.media.edits import ANGLE_MOST, ORIGINAL, RATIOS, SIZE_LEAST, Edit
from server.media.filters import FILTERS
from server.web.forms import Form

NAMES = {
    "noon": mark("Noon"),
    "linen": mark("Linen"),
    "honey": mark("Honey"),
    "harbour": mark("Harbour"),
    "moss": mark("Moss"),
    "dusk": mark("Dusk"),
    "cinder": mark("Cinder"),
    "silver": mark("Silver"),
    "soot": mark("Soot"),
    "tintype": mark("Tintype"),
    "cyanotype": mark("Cyanotype"),
}
UNCHANGED = Edit()


def filled(edit: Edit | None) -> Form:
    """The form as it says what is done to a photo now."""
    edit = edit or UNCHANGED
    return Form({name: _plain(getattr(edit, name)) for name in edit.__struct_fields__})


def read(form: Form) -> Edit | None:
    """The edit that was typed; None when it changes nothing, or when the form has messages now."""
    ratio, chosen = form.value("ratio") or ORIGINAL, form.value("filter")
    if ratio not in RATIOS:
        form.refuse("ratio", _("Choose one of these shapes."))
    if chosen and chosen not in FILTERS:
        form.refuse("filter", _("Choose one of these filters."))
    if form.value("turns") not in ("", "0", "1", "2", "3"):
        form.refuse("turns", _("Turn it by a quarter, a half or three quarters."))
    edit = Edit(
        turns=int(form.value("turns") or 0) if not form.error("turns") else 0,
        angle=_number(form, "angle", -ANGLE_MOST, ANGLE_MOST, UNCHANGED.angle),
        ratio=ratio,
        size=_number(form, "size", SIZE_LEAST, 100, UNCHANGED.size),
        across=_number(form, "across", 0, 100, UNCHANGED.across),
        down=_number(form, "down", 0, 100, UNCHANGED.down),
        filter=chosen,
        strength=_number(form, "strength", 0, 100, UNCHANGED.strength),
    )
    return _essential(edit) if form.ok else None


def _essential(edit: Edit) -> Edit | None:
    """The same without what changes nothing, so that the same picture is told in one way."""
    if not edit.filter or not edit.strength:
        edit = structs.replace(edit, filter="", strength=UNCHANGED.strength)
    if edit.ratio == ORIGINAL and edit.size == UNCHANGED.size:
        edit = structs.replace(edit, across=UNCHANGED.across, down=UNCHANGED.down)
    return None if edit == UNCHANGED else edit


def _number(form: Form, name: str, least: float, most: float, otherwise: float) -> float:
    """What stands in the field, in tenths."""
    try:
        number = round(float(form.value(name) or otherwise), 1)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        form.refuse(
            name, _("This must be a number from %(least)s to %(most)s.", least=_plain(least), most=_plain(most))
        )
        return otherwise
    return number


def _plain(value: float | str) -> str:
    """A number as fields have it: without a point where there is nothing behind it."""
    return f"{value:g}" if isinstance(value, float) else str(value)
