"""A person's page, and who follows whom."""

from quart import Blueprint, abort, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.accounts.models import Account
from server.i18n import gettext as _
from server.i18n import isolated, mark, pgettext
from server.media.models import VIDEO
from server.posts import queries as posts
from server.relationships import actions, broadcasts
from server.relationships import queries as relationships
from server.settings import current
from server.stores.mongo import Document
from server.web import limits, pages, templates
from server.web.access import public

GRID = 24
PEOPLE = 100
# The tabs of a profile: by the name in the address, what they say and which posts they have.
KINDS: dict[str, tuple[str, Document]] = {
    "": (mark("All"), {}),
    "albums": (mark("Albums"), {"items.1": {"$exists": True}}),
    "videos": (mark("Videos"), {"items.kind": VIDEO}),
}
LISTS = {"followers": mark("Followers of %(name)s"), "following": mark("Followed by %(name)s")}

blueprint = Blueprint("profiles", __name__)


@blueprint.get("/@<username>")
@public
async def show(username: str) -> pages.Answer:
    """Who it is, and her posts."""
    viewer, account = await doors.viewer(), await _account(username)
    is_own = viewer is not None and viewer.id == account.id
    before = await posts.cursor(request.args.get("before"))
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        abort(404)
    audiences = await relationships.seen_audiences(viewer, account.id)
    query = {"author": account.id} | KINDS[kind][1]
    found = await posts.published(query, audiences=audiences, before=before, limit=GRID)
    return await pages.page(
        "profiles/show.html",
        account=account,
        is_own=is_own,
        is_followed=account.id in await relationships.followed_among(viewer, [account.id]),
        kind=kind,
        kinds=_tabs(account, kind),
        posts=found,
        older=found[-1].id if len(found) == GRID else None,
        own=await posts.unpublished(account.id) if is_own and before is None else [],
    )


@blueprint.post("/@<username>/follow")
async def follow(username: str) -> pages.Answer:
    """Follow somebody."""
    return await _set(username, is_followed=True)


@blueprint.delete("/@<username>/follow")
async def unfollow(username: str) -> pages.Answer:
    """Follow somebody no more."""
    return await _set(username, is_followed=False)


@blueprint.get("/@<username>/<any(followers, following):field>")
@public
async def people(username: str, field: str) -> pages.Answer:
    """Who follows somebody, or whom she follows."""
    account = await _account(username)
    ids = await relationships.recent(account.id, field=field, limit=PEOPLE)
    found = await accounts.by_ids(ids)
    return await pages.page(
        "accounts/people.html",
        title=_(LISTS[field], name=isolated(account.name)),
        places=_lists(account, field),
        back=f"/@{account.username}",
        people=[found[account_id] for account_id in ids if account_id in found],
        followed=await relationships.followed_among(await doors.viewer(), found),
        older=None,
    )


def _tabs(account: Account, chosen: str) -> list[tuple[str, str, bool]]:
    address = f"/@{account.username}"
    return [
        (f"{address}?kind={kind}" if kind else address, _(label), kind == chosen)
        for kind, (label, _query) in KINDS.items()
    ]


def _lists(account: Account, chosen: str) -> list[tuple[str, str, bool]]:
    said = {"followers": _("Followers"), "following": pgettext("whom somebody follows", "Following")}
    return [(f"/@{account.username}/{name}", said[name], name == chosen) for name in LISTS]


async def _set(username: str, *, is_followed: bool) -> pages.Answer:
    me, account = await doors.me(), await _account(username)
    await limits.spend("follow", current().write_limit, str(me.id))
    after = await (actions.follow if is_followed else actions.unfollow)(me, account)
    if not pages.is_htmx():
        return pages.back(f"/@{account.username}")
    button = templates.render("relationships/_button.html", account=account, is_followed=is_followed)
    return pages.html(button + broadcasts.counts(after))


async def _account(username: str) -> Account:
    account = await accounts.by_username(username)
    if account is None or account.waiting:
        abort(404)
    return account
