"""The home page, in both orders."""

from bson import ObjectId
from quart import Blueprint, Response, request

from server.accounts import doors
from server.accounts.models import Viewer
from server.feed import home, news, older, timelines, top
from server.feed.news import Since
from server.likes.queries import liked_among
from server.posts import cards
from server.posts import queries as posts
from server.posts.doors import visible_post
from server.web import pages, saving, templates
from server.web.access import public
from server.web.forms import Form

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
    if request.args.get("sort") == "top":
        return await _top(viewer)
    if through := await posts.cursor(request.args.get("through")):
        return await _as_far_as(viewer, through)
    if before := await posts.cursor(request.args.get("before")):
        return await _older(viewer, before)
    return pages.html(await home.first_page(viewer))


@blueprint.get("/feed/new")
async def new() -> pages.Answer:
    """The pill that says how many posts came since the page was made."""
    since = Since.parse(request.args.get("since", ""))
    count = len(await news.came(await doors.me(), since))
    return pages.html(templates.render("feed/_pill.html", count=count, most=news.ABOVE_MOST, came=0, since=since))


@blueprint.get("/feed/above")
async def above() -> pages.Answer:
    """Those posts, for the place of the pill: they come above what is being read."""
    me, since = await doors.me(), Since.parse(request.args.get("since", ""))
    refs = await news.came(me, since)
    shown, first = await older.render(refs, me), refs[0].post if refs else ""
    since = since.with_those(refs)
    return pages.html(templates.render("feed/_above.html", cards=shown, since=since, first=first, came=len(refs)))


@blueprint.get("/feed/own/<post_id>")
async def own(post_id: str) -> pages.Answer:
    """One's own post on its way: the line that says so, or its card as soon as it is published."""
    me, post = await doors.me(), await visible_post(post_id)
    if not post.is_published:
        return pages.html(templates.render("posts/_own.html", post=post, is_live=True))
    refs = [posts.Ref(post.id, post.author, post.feed_id or post.id)]
    return pages.html(templates.render("feed/_own_card.html", post=post, card=await older.render(refs, me)))


@blueprint.get("/keyboard")
@public
async def keyboard() -> pages.Answer:
    """The keys there are: as a page, or as the dialog that ? opens."""
    if pages.targets("keys-place"):
        return pages.html(templates.render("feed/_keyboard.html"))
    return await pages.page("feed/keyboard.html")


@blueprint.post("/data")
@public
async def save_data() -> pages.Answer:
    """Have pictures wait on this device until they are asked for (`data` is `save`), or come by themselves again."""
    chosen = (await Form.sent()).value("data")
    answer = pages.back()
    if chosen in (saving.SAVE, saving.SPEND):
        saving.remember(answer, save=chosen == saving.SAVE)
    return answer


async def _older(viewer: Viewer, before: ObjectId) -> pages.Answer:
    part = await older.behind(viewer, before)
    if not pages.targets("older"):
        return await pages.page("feed/older.html", part=part)
    answer = pages.html(templates.render("feed/_older.html", part=part))
    if part.refs:
        # What was scrolled to is there again when the page is loaded anew.
        answer.headers["HX-Replace-Url"] = f"/?through={part.refs[-1].post}"
    return answer


async def _as_far_as(viewer: Viewer, through: ObjectId) -> Response:
    part = await older.down_to(viewer, through)
    since = Since.of(part.refs, is_all=part.older is None)
    big = await timelines.big_followed(viewer.id)
    return await pages.page("feed/through.html", part=part, since=since, big=big)


async def _top(viewer: Viewer) -> pages.Answer:
    ranking = await top.ranking(viewer, request.args.get("list", ""))
    places = await top.page(viewer, ranking, after=await posts.cursor(request.args.get("after")))
    notes = {ref.post: templates.render("feed/_why.html", why=why).encode() for ref, why in places}
    refs = [ref for ref, _ in places]
    shown = await cards.html(refs, await liked_among(viewer, [ref.post for ref in refs]), viewer=viewer.id, notes=notes)
    after = refs[-1].post if len(refs) == top.PAGE else None
    context: pages.Context = {"cards": shown, "list": ranking.token, "after": after, "is_empty": not refs}
    if pages.targets("older"):
        return pages.html(templates.render("feed/_top.html", **context))
    return await pages.page("feed/top.html", **context)
