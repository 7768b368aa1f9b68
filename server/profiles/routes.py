"""A person's page, and who follows whom."""

from quart import Blueprint, abort, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.accounts.models import Account
from server.posts import queries as posts
from server.relationships import actions, broadcasts
from server.relationships import queries as relationships
from server.settings import current
from server.web import limits, pages, templates
from server.web.access import public

GRID = 24
PEOPLE = 100

blueprint = Blueprint("profiles", __name__)


@blueprint.get("/@<username>")
@public
async def show(username: str) -> pages.Answer:
    """Who it is, and her posts."""
    viewer, account = await doors.viewer(), await _account(username)
    is_own = viewer is not None and viewer.id == account.id
    before = await posts.cursor(request.args.get("before"))
    found = await posts.published({"author": account.id}, before=before, limit=GRID)
    return await pages.page(
        "profiles/show.html",
        account=account,
        is_own=is_own,
        is_followed=account.id in await relationships.followed_among(viewer, [account.id]),
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
        title=f"{field.title()} of {account.name}" if field == "followers" else f"Followed by {account.name}",
        back=f"/@{account.username}",
        people=[found[account_id] for account_id in ids if account_id in found],
        followed=await relationships.followed_among(await doors.viewer(), found),
        older=None,
    )


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
