"""The home page."""

from quart import Blueprint, request

from server.accounts import doors
from server.feed import home
from server.posts import queries as posts
from server.web import pages, templates
from server.web.access import public

LANDING_POSTS = 9

blueprint = Blueprint("feed", __name__)


@blueprint.get("/")
@public
async def index() -> pages.Answer:
    """The feed of who is signed in, or what Tintype is."""
    viewer = await doors.viewer()
    if viewer is None:
        newest = await posts.published({}, limit=LANDING_POSTS)
        return await pages.page("feed/landing.html", posts=newest)
    before = await posts.cursor(request.args.get("before"))
    if before is None:
        return pages.html(await home.first_page(viewer))
    shown, older = await home.older(viewer, before)
    if pages.targets("older"):
        return pages.html(templates.render("feed/_older.html", cards=shown, older=older))
    return await pages.page("feed/older.html", cards=shown, older=older)


@blueprint.get("/feed/new")
async def new() -> pages.Answer:
    """The pill that says how many posts came since the page was made."""
    since = request.args.get("since", "")
    count = await home.new_since(await doors.me(), await posts.cursor(since))
    return pages.html(templates.render("feed/_pill.html", count=count, newest=since))
