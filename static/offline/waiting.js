// The lists on /offline: what waits to be sent, what was refused and why, and the pages that are kept.
(() => {
  let kept = null;

  const WORDS = {
    like: () => _("Your like"),
    unlike: () => _("Taking back your like"),
    comment: ({ text }) => _("Your comment: %(text)s", { text: isolated(text) }),
    follow: ({ text }) => _("Following %(name)s", { name: isolated(text) }),
    unfollow: ({ text }) => _("Following %(name)s no more", { name: isolated(text) }),
  };

  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const button = (textContent, press) =>
    make("button", { type: "button", className: "button quiet small", textContent, onclick: press });

  // What somebody wrote may run the other way than what stands around it.
  const isolated = (text) => `\u2068${text}\u2069`;

  const reason = (answer) =>
    new DOMParser().parseFromString(answer, "text/html").querySelector(".error, .toast, main p")?.textContent.trim();

  function entry(thing) {
    const item = make("li", {}, make("p", { textContent: WORDS[thing.kind](thing) }));
    if (thing.refused === undefined) return item;
    const why = reason(thing.refused) || _("Tintype refused it.");
    const again = button(_("Try again"), () => tintype.tell("retry", thing));
    const away = button(_("Discard"), () => tintype.tell("discard", thing));
    item.append(make("p", { className: "error", textContent: _("Could not be sent: %(why)s", { why }) }));
    item.append(make("p", { className: "row" }, again, away));
    return item;
  }

  function fill(name, items) {
    const section = document.querySelector(`[data-list="${name}"]`);
    if (!section) return;
    section.hidden = !items.length;
    section.querySelector("ul")?.remove();
    section.append(make("ul", {}, ...items));
  }

  function show() {
    if (!kept || !document.querySelector("[data-list]")) return;
    const shared = make("li", {}, make("a", { href: "/posts/shared", textContent: _("What you shared from another app") }));
    shared.firstChild.setAttribute("hx-boost", "false"); // the worker brings it
    fill("waiting", [...kept.waiting.map(entry), ...(kept.shared ? [shared] : [])]);
    const pages = kept.pages.filter(({ path }) => path !== "/");
    fill("pages", pages.map(({ path, title }) => make("li", {}, make("a", { href: path, textContent: title.replace(/ · Tintype$/, "") }))));
    document.querySelector("[data-nothing]").hidden = kept.waiting.length + kept.shared > 0;
    htmx.process(document.querySelector("[data-list='pages']"));
  }

  document.addEventListener("tintype:kept", ({ detail }) => {
    kept = detail;
    show();
  });
  document.addEventListener("htmx:after:swap", show);
  tintype.tell?.("look");
})();
