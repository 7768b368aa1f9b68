"""Whom people may sign in with: those providers that the settings name."""

from dataclasses import dataclass, field

from server.settings import current
from server.web import pages

GOOGLE, GITHUB, OIDC = "google", "github", "oidc"
GOOGLE_ISSUER = "https://accounts.google.com"
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Provider:
    """A provider: its name in addresses, the one that people know, and how it knows us.

    `issuer` is who vouches: an OpenID issuer (but for a slash at its end), or the address of a GitHub server.
    """

    slug: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def redirect_uri(self) -> str:
        """Where people come back to, exactly as it is registered with the provider."""
        return f"{current().address}/auth/{self.slug}/callback"

    @property
    def can_prove(self) -> bool:
        """Whether it can be asked to make sure again that somebody is who she was."""
        return self.slug != GITHUB

    def subject(self, number: str) -> str:
        """How somebody there is called here: the same number at another issuer is somebody else."""
        return f"{self.issuer} {number}"


@pages.shares("providers")
async def shown() -> list[Provider]:
    """Those that have settings; for the others there is no button."""
    settings = current()
    issuer = settings.oidc_issuer.removesuffix(WELL_KNOWN).rstrip("/")
    known = (
        Provider(GOOGLE, "Google", GOOGLE_ISSUER, settings.google_client_id, settings.google_client_secret),
        Provider(
            GITHUB, "GitHub", settings.github_url.rstrip("/"), settings.github_client_id, settings.github_client_secret
        ),
        Provider(OIDC, settings.oidc_name, issuer, settings.oidc_client_id, settings.oidc_client_secret),
    )
    return [provider for provider in known if provider.client_id]


async def by_slug(slug: str) -> Provider | None:
    """The provider with this name in addresses, if it has settings."""
    return next((provider for provider in await shown() if provider.slug == slug), None)
