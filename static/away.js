// Says in one line that the network is away, that a page is one of before, and what waits to be sent or was refused.
(() => {
  const line = Object.assign(document.createElement("p"), { className: "away" });
  const words = document.createElement("span");
  const link = Object.assign(document.createElement("a"), { href: "/offline", textContent: _("Show") });
  line.append(words, link);
  let waiting = [];

  const isLive = () => navigator.onLine && document.documentElement.dataset.live === "yes";

  function sentences() {
    const refused = waiting.filter((thing) => thing.refused !== undefined).length;
    const left = waiting.length - refused;
    const said = [];
    if (!isLive() && document.querySelector("#page[data-kept]")) said.push(_("Offline: this is what you had."));
    else if (!navigator.onLine) said.push(_("You are offline."));
    if (left) said.push(ngettext("%(num)s thing waits to be sent.", "%(num)s things wait to be sent.", left));
    if (refused) said.push(ngettext("%(num)s thing could not be sent.", "%(num)s things could not be sent.", refused));
    return said;
  }

  function say() {
    const said = sentences().join(" ");
    link.hidden = !waiting.length || location.pathname === "/offline";
    if (said !== words.textContent) words.textContent = said;
    if (!said) line.remove();
    else if (!line.isConnected) document.getElementById("notes").append(line);
  }

  document.addEventListener("tintype:kept", ({ detail }) => {
    waiting = detail.waiting;
    say();
  });
  for (const name of ["htmx:after:swap", "htmx:ws:after:connection", "htmx:ws:close"]) document.addEventListener(name, say);
  for (const name of ["online", "offline"]) addEventListener(name, say);
  say();
})();
