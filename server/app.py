"""create_app(): the only file that knows every feature."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from quart import Quart
from quart.sessions import SessionInterface
from quart.wrappers import BaseRequestWebsocket

from server import health
from server.accounts import doors
from server.accounts import models as accounts_models
from server.background import promises
from server.comments import models as comments_models
from server.comments import routes as comments
from server.entry import code, known, proof, sessions, strength
from server.entry import language as chosen_language
from server.entry import routes as entry
from server.explore import routes as explore
from server.feed import questions
from server.feed import routes as feed
from server.likes import models as likes_models
from server.likes import routes as likes
from server.mail import models as mail_models
from server.mail import routes as mail
from server.media import models as media_models
from server.media.delivery import routes as media
from server.media.editing import routes as editor
from server.media.tus import routes
from server.media.uploads import UploadRequest
from server.notifications import models as notifications_models
from server.notifications import routes as notifications
from server.oauth import completing, linking
from server.oauth import routes as oauth
from server.offline import manifest, owners, sharing
from server.offline import routes as offline
from server.passkeys import routes as passkeys
from server.passkeys import settings as passkey_settings
from server.permalinks import routes as permalinks
from server.posts import composer
from server.posts import models as posts_models
from server.posts import routes as posts
from server.posts import uploads as items
from server.profiles import routes as profiles
from server.profiles import settings as profile_settings
from server.realtime.hub import settle_forever
from server.recovery import addresses as recovery_addresses
from server.recovery import routes as recovery
from server.recovery import settings as recovery_settings
from server.relationships import models as relationships_models
from server.settings import Settings, current
from server.stores import addresses, mongo, redis
from server.styleguide import routes as styleguide
from server.two_step import devices as trusted_devices
from server.two_step import models as two_step_models
from server.two_step import routes as two_step
from server.updates import routes as updates
from server.web import compression, errors, hosts, language, lines, origin, requests, saving, static
from server.web.bodies import WholeBody
from server.web.methods import MethodOverride
from server.web.streams import Streams

INDEXES = (
    accounts_models.INDEXES
    | known.INDEXES
    | two_step_models.INDEXES
    | mail_models.INDEXES
    | media_models.INDEXES
    | posts_models.INDEXES
    | likes_models.INDEXES
    | comments_models.INDEXES
    | relationships_models.INDEXES
    | notifications_models.INDEXES
    | promises.INDEXES
)
BLUEPRINTS = (
    static.blueprint,
    health.blueprint,
    updates.blueprint,
    entry.blueprint,
    code.blueprint,
    proof.blueprint,
    sessions.blueprint,
    strength.blueprint,
    chosen_language.blueprint,
    two_step.blueprint,
    trusted_devices.blueprint,
    oauth.blueprint,
    completing.blueprint,
    linking.blueprint,
    passkeys.blueprint,
    passkey_settings.blueprint,
    mail.blueprint,
    recovery.blueprint,
    recovery_addresses.blueprint,
    recovery_settings.blueprint,
    notifications.blueprint,
    media.blueprint,
    routes.blueprint,
    composer.blueprint,
    items.blueprint,
    editor.blueprint,
    posts.blueprint,
    likes.blueprint,
    comments.blueprint,
    feed.blueprint,
    questions.blueprint,
    explore.blueprint,
    profiles.blueprint,
    profile_settings.blueprint,
    permalinks.blueprint,
    styleguide.blueprint,
    manifest.blueprint,
    offline.blueprint,
    sharing.blueprint,
)


class NoSession(SessionInterface):
    """Quart's own session, which nothing here uses, would make a signer for each request; ours is in accounts."""

    async def open_session(self, app: Quart, request: BaseRequestWebsocket) -> None:
        """Nothing to open."""


class Tintype(Quart):
    """Quart, with forms that keep their fields when a file is too large."""

    request_class = UploadRequest
    session_interface = NoSession()  # type: ignore[assignment]
    asgi_websocket_class = lines.Connection


@asynccontextmanager
async def stores(settings: Settings) -> AsyncIterator[None]:
    """MongoDB and Redis for this process. Raises SettingsError when nobody says where they are."""
    where = addresses.addresses(settings)
    await mongo.open_client(where.mongodb_uri, settings.mongodb_database)
    await redis.open_client(where.redis_url)
    try:
        yield
    finally:
        await redis.close_client()
        await mongo.close_client()


def create_app(settings: Settings | None = None) -> Quart:
    """The web application, ready to be served."""
    settings = settings or current()
    app = Tintype("server", static_folder=None, template_folder=None)
    app.config["BODY_TIMEOUT"] = 60
    requests.install(app, secure=settings.secure_cookies)
    compression.install(app, settings)
    language.install(app)
    saving.install(app)
    hosts.protect(app, settings)
    origin.protect(app)
    doors.install(app, settings)
    owners.install(app)
    errors.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)

    @app.while_serving
    async def running() -> AsyncGenerator[None, None]:
        async with stores(settings), _hub_running():
            yield

    # WholeBody outside: it waits for the rest of a body, which Streams lets through only when there is an answer.
    streamed = Streams(MethodOverride(app.asgi_app), routes.PREFIX)
    app.asgi_app = WholeBody(streamed)  # type: ignore[method-assign, assignment]
    return app


@asynccontextmanager
async def _hub_running() -> AsyncIterator[None]:
    tasks = [asyncio.create_task(updates.hub.run()), asyncio.create_task(settle_forever())]
    try:
        yield
    finally:
        updates.hub.close_all()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
