// Hearts and Follow answer at once, and agree with the server after. A form's action says what pressing it sends, so it is
// turned with its button. What is pressed while an answer is awaited is sent after it: only the last wish.
(() => {
  const SHORT_FROM = 10_000; // from here on one more is not seen: server/i18n.py
  const FORMS = ".like, .follow";
  const flights = new Map(); // path -> what was sent, what is wanted by now, and counts that came meanwhile

  const landed = new Map(); // path -> what the server has, since when

  const pathOf = (form) => new URL(form.action).pathname;
  const formsOf = (path) => [...document.querySelectorAll(FORMS)].filter((form) => pathOf(form) === path);
  const isTakingBack = (action) => action.includes("_method=DELETE");

  function aim(form, isOn) {
    const action = pathOf(form) + (isOn ? "?_method=DELETE" : "");
    form.setAttribute("action", action);
    form.setAttribute("hx-post", action);
  }

  function face(form, isOn) {
    const button = form.querySelector("button");
    if (form.matches(".like")) return void (button.ariaPressed = String(isOn));
    const { name } = button.dataset;
    button.classList.toggle("quiet", isOn);
    button.ariaLabel = isOn ? _("Following. Unfollow %(name)s", { name }) : _("Follow %(name)s", { name });
    button.textContent = isOn ? _("Following") : _("Follow");
  }

  // As many as the server said, and her own.
  function count(post, more) {
    for (const link of document.querySelectorAll(`[id="counts-${post}"] [data-likes]`)) {
      const likes = Math.max(0, Number(link.dataset.likes) + more);
      if (likes >= SHORT_FROM) continue;
      link.innerHTML = ngettext("<strong>%(num)s</strong> like", "<strong>%(num)s</strong> likes", likes);
    }
  }

  function turn(path, isOn) {
    for (const form of formsOf(path)) {
      aim(form, isOn);
      face(form, isOn);
    }
  }

  function show(path, isOn, more) {
    turn(path, isOn);
    if (path.endsWith("/like")) count(path.split("/")[2], more);
    document.dispatchEvent(new Event("tintype:pressed"));
  }

  function again(path, { sent, wanted }) {
    const [form] = formsOf(path);
    if (!form || wanted === sent) return;
    aim(form, sent);
    form.requestSubmit();
    aim(form, wanted);
  }

  document.addEventListener(
    "submit",
    (event) => {
      const flight = event.target.matches(FORMS) && flights.get(pathOf(event.target));
      if (!flight) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      flight.wanted = !flight.wanted;
      show(pathOf(event.target), flight.wanted, Number(flight.wanted) - Number(!flight.sent));
    },
    true,
  );

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    ctx.begun = performance.now();
    if (!ctx.sourceElement.matches?.(FORMS)) return;
    const path = pathOf(ctx.sourceElement);
    const sent = !isTakingBack(ctx.request.action);
    ctx.swap = "none"; // but for the counts
    ctx.request.keepalive = true; // sent also when she leaves right after
    ctx.flight = { sent, wanted: sent, held: null };
    flights.set(path, ctx.flight);
    show(path, sent, sent ? 1 : -1);
    if (sent) formsOf(path).forEach((form) => form.querySelector("button").classList.add("fresh"));
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (!ctx.flight) return;
    const path = pathOf(ctx.sourceElement);
    const status = ctx.response?.status;
    flights.delete(path);
    const isRefused = !status || status >= 400;
    landed.set(path, { isOn: ctx.flight.sent !== isRefused, at: performance.now() });
    if (isRefused) show(path, !ctx.flight.sent, 0);
    else again(path, ctx.flight);
    if (!status) tintype.toast(_("That did not arrive. Please try again when you are connected."));
    if (ctx.flight.held) htmx.swap({ sourceElement: document.body, text: ctx.flight.held, swap: "none" });
  });

  // A page that was asked for before the answer came may not know of it.
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    for (const [path, { isOn, at }] of landed) if (ctx.begun < at) turn(path, isOn);
    for (const [path, { wanted }] of flights) turn(path, wanted);
  });

  // Counts never go back to older ones. Those that come while an answer is awaited may have her like in them or not.
  function isWanted({ fragment, target }, ctx) {
    const told = fragment?.querySelector?.(".post-counts");
    const shown = told && document.getElementById(told.id);
    if (!shown || target?.matches?.(":not(.post-counts)")) return true;
    if (Number(told.dataset.version) < Number(shown.dataset.version)) return false;
    const flight = flights.get(`/p/${told.id.slice("counts-".length)}/like`);
    if (!flight || flight === ctx.flight) return true;
    flight.held = ctx.text;
    return false;
  }

  document.addEventListener("htmx:before:swap", ({ detail: { tasks, ctx } }) => {
    for (const task of [...tasks]) if (!isWanted(task, ctx)) tasks.splice(tasks.indexOf(task), 1);
  });
})();
