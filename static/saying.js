// What she says stands in the thread at once; the server's own takes its place. When it does not arrive it is taken back,
// and her words are in the box again.
(() => {
  const LAST = "9".repeat(40); // of a thread, which is in the order of ids
  const BATCH_MS = 1_500;
  let heard = 0;

  const mine = (thread) => thread?.querySelector(".comment.sending");

  function begin(ctx) {
    const form = ctx.sourceElement;
    const box = form.elements.text;
    const item = form.querySelector(".mould").content.firstElementChild.cloneNode(true);
    item.querySelector(".said").textContent = box.value.trim();
    item.dataset.order = LAST;
    form.closest(".conversation").querySelector(".comments").append(item);
    ctx.said = { item, words: box.value };
    box.value = "";
    item.scrollIntoView({ block: "nearest" });
  }

  function takeBack({ sourceElement: form, said: { item, words } }) {
    item.remove();
    if (!form.isConnected) return;
    const box = form.elements.text;
    box.value = [words, box.value].filter(Boolean).join("\n");
    box.focus();
  }

  function queue({ sourceElement: form, said: { item } }) {
    item.classList.replace("sending", "queued");
    item.querySelector(".when").textContent = _("Waiting to be sent");
    form.elements.key.value = crypto.randomUUID();
  }

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.matches?.(".comment-form")) begin(ctx);
  });

  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    if (!ctx.response.headers.has("X-Tintype-Queued")) return;
    ctx.swap = "none";
    if (ctx.said) queue(ctx);
  });

  // The box is made anew: what was typed meanwhile goes on in it.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    if (ctx.said && ctx.response.status < 400 && ctx.swap !== "none") {
      ctx.said.typed = ctx.sourceElement.elements.text.value;
    }
    for (const { fragment, target } of tasks) arrive(ctx, fragment?.querySelector?.(".comment"), target);
  });

  function arrive(ctx, comment, target) {
    const thread = comment && typeof target === "string" && document.querySelector(target);
    if (!thread) return;
    const sending = mine(thread);
    if (sending?.dataset.author === comment.dataset.author) sending.remove();
    else if (!ctx.said && !document.getElementById(comment.id)) announce();
  }

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (!ctx.said) return;
    const status = ctx.response?.status;
    const isRefused = status === 422;
    if (isRefused) ctx.said.item.remove();
    else if (!status || status >= 400) takeBack(ctx);
    else ctx.said.item.matches(".sending") && ctx.said.item.remove();
    if (!status) tintype.toast(_("That did not arrive. Your words are still in the box."));
    const box = ctx.sourceElement.elements?.text;
    if (ctx.said.typed && box) box.value = ctx.said.typed;
  });

  // Said together, so that a lively thread does not talk all the time.
  function announce() {
    if (heard++) return;
    setTimeout(() => {
      tintype.say(ngettext("%(num)s new comment", "%(num)s new comments", heard));
      heard = 0;
    }, BATCH_MS);
  }

  // For readers of screens only; outside of an open dialog nothing is heard.
  tintype.say = (words) => {
    const place = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
    let region = place.querySelector(":scope > .spoken");
    if (!region) {
      region = Object.assign(document.createElement("p"), { className: "spoken visually-hidden", role: "status" });
      place.append(region);
    }
    // A region that came with its words is not heard.
    requestAnimationFrame(() => (region.textContent = words));
  };

  // What waited to be sent was sent (static/worker): the threads have it now.
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (!data?.sent) return;
    for (const { dataset } of document.querySelectorAll('[data-topic^="comments:"]')) {
      document.dispatchEvent(new CustomEvent("tintype:hint", { detail: dataset.topic }));
    }
  });
})();
