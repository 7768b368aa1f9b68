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
    const again = button(_("Try again"), () => tintype.tell("retry", thing));
    const away = button(_("Discard"), () => tintype.tell("discard", thing));
    item.append(...refusal(thing.refused), make("p", { className: "row" }, again, away));
    return item;
  }

  // Nothing of it is taken before she says so: another site may have sent it.
  function sharedEntry(thing) {
    const words = thing.words ? isolated(thing.words) : ngettext("%(num)s file", "%(num)s files", thing.files);
    const take = button(_("Put it into a new post"), () => tintype.tell("bring", thing));
    const away = button(_("Discard"), () => tintype.tell("discardShared", thing));
    const item = make("li", {}, make("p", { textContent: _("Shared from another app: %(words)s", { words }) }));
    if (thing.refused === undefined) item.append(make("p", { className: "row" }, take, away));
    else item.append(...refusal(thing.refused), make("p", { className: "row" }, away));
    return item;
  }

  function refusal(answer) {
    const why = reason(answer) || _("Tintype refused it.");
    return [make("p", { className: "error", textContent: _("Could not be sent: %(why)s", { why }) })];
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
    fill("waiting", [...kept.waiting.map(entry), ...kept.shared.map(sharedEntry)]);
    const pages = kept.pages.filter(({ path }) => path !== "/");
    fill("pages", pages.map(({ path, title }) => make("li", {}, make("a", { href: path, textContent: title.replace(/ · Tintype$/, "") }))));
    document.querySelector("[data-nothing]").hidden = kept.waiting.length + kept.shared.length > 0;
    htmx.process(document.querySelector("[data-list='pages']"));
  }

  document.addEventListener("tintype:kept", ({ detail }) => {
    kept = detail;
    show();
  });
  document.addEventListener("htmx:after:swap", show);
  tintype.tell?.("look");
})();
