"""What people type to join: checked, with a sentence beside each field that is wrong."""

from email_validator import EmailNotValidError, validate_email
from regex import fullmatch

from server.accounts import passwords
from server.i18n import gettext as _
from server.web.forms import Form

NAME_MOST = 50
EMAIL_MOST = 254
USERNAME = r"[a-z0-9_][a-z0-9_.]{0,28}[a-z0-9_]"


def name(form: Form) -> str:
    """What a person calls herself."""
    return form.line("name", most=NAME_MOST, label=_("The name"), required=True)


def email(form: Form, field: str = "email") -> str:
    """An e-mail address, in lower case, that could exist."""
    try:
        return validate_email(form.value(field).strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        form.refuse(field, _("This does not look like an e-mail address."))
        return ""


def username(form: Form) -> str:
    """A username, in lower case."""
    typed = form.value("username").strip().lstrip("@").lower()
    if not fullmatch(USERNAME, typed) or ".." in typed:
        words = _("Use 2 to 30 letters a-z, digits, underscores or dots, with no dot at either end.")
        form.refuse("username", words)
    return typed


def new_password(form: Form, *about: str, field: str = "password") -> str:
    """A password to be; `about`: what others know of the person, which makes a poor one."""
    typed = form.value(field)
    if sentence := passwords.refusal(typed, *about):
        form.refuse(field, sentence)
    return typed
