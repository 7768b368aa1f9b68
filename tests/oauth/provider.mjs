// A certified OpenID provider (npm oidc-provider) with one client, until it is ended: node provider.mjs PORT REDIRECT_URI
// Whoever types a login is that person; those whose login begins with "unproven" have an address nobody checked.
import Provider from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "tintype", client_secret: "a secret of the tests", redirect_uris: [redirectUri] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
  findAccount: (_context, login) => ({
    accountId: login,
    claims: () => ({
      sub: login,
      email: `${login}@example.org`,
      email_verified: !login.startsWith("unproven"),
      name: `${login[0].toUpperCase()}${login.slice(1)} Elsewhere`,
      preferred_username: login,
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
