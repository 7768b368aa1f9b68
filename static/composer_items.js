// The items on the page: made from the mould of the server's own, joined with the server's as soon as it knows of the
// file, and never replaced: what stands in their fields, and who is in one, stays.
(() => {
  const MOULD = "0".repeat(24); // server/posts/views.py
  const MB = 1048576;
  const VIDEO = /\.(mp4|m4v|mov|qt|webm|mkv|avi)$/i;
  const WORDS = {
    waiting: () => ["Waiting", "Its turn comes when others have arrived."],
    sending: ({ percent }) => [`Uploading, ${percent} %`, "What is private in it is looked for as soon as it is here."],
    stalled: ({ percent }) => [`Waiting at ${percent} %`, "There is no connection. It goes on by itself."],
    failed: ({ percent }) => [`Stopped at ${percent} %`],
    refused: () => ["Not sent"],
  };

  let made = 0;
  let shown = null;

  const element = (tag, properties, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };
  const icon = (name) => {
    const copy = document.querySelector("#item-mould").content.querySelector(".icon").cloneNode(true);
    const use = copy.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    return copy;
  };
  const isVideo = (file) => file.type.startsWith("video/") || VIDEO.test(file.name);
  const size = (bytes) => `${(Math.ceil((bytes * 10) / MB) / 10).toLocaleString("en")} MB`;
  const sendingOf = (item) => compose.sendings.find((sending) => sending.item === item);

  // What is wrong with a file, before it travels; nothing, hopefully.
  compose.objection = (file) => {
    const most = Number(compose.place.dataset[isVideo(file) ? "maxVideo" : "maxPhoto"]);
    if (!file.size) return "This file is empty.";
    if (file.size <= most) return "";
    return `This ${isVideo(file) ? "video" : "photo"} has ${size(file.size)}; up to ${size(most)} are allowed.`;
  };

  function rename(item, from, to) {
    for (const part of [item, ...item.querySelectorAll("*")]) {
      for (const { name, value } of [...part.attributes]) {
        if (value.includes(from)) part.setAttribute(name, value.replaceAll(from, to));
      }
    }
  }

  compose.show = (sending) => {
    const { file } = sending;
    const item = document.querySelector("#item-mould").content.querySelector(".item").cloneNode(true);
    const name = item.querySelector(".upload-name");
    rename(item, MOULD, `new-${++made}`);
    item.querySelector(".upload").removeAttribute("data-topic"); // nobody speaks of it yet
    name.replaceChildren(icon(isVideo(file) ? "film" : "image"), element("span", { textContent: file.name }));
    name.append(" ", element("small", { textContent: size(file.size) }));
    sending.item = item;
    document.getElementById("items").append(item);
    compose.picture(sending);
    compose.dress();
  };

  // The server's item of a file that did not arrive whole another day.
  compose.isUnfinished = (id) => {
    const item = document.getElementById(`item-${id}`);
    return item?.querySelector(".upload.arriving") && !sendingOf(item);
  };

  compose.takeUp = (sending, id) => {
    const item = document.getElementById(`item-${id}`);
    const [typed, alt] = [sending.item, item].map((each) => each.querySelector("textarea[name=alt]"));
    if (typed.value) alt.value = typed.value;
    compose.nameOfPicture(sending.item.dataset.item, id);
    sending.item.remove();
    Object.assign(sending, { item, id });
    compose.dress();
  };

  compose.join = (sending, id) => {
    compose.nameOfPicture(sending.item.dataset.item, id);
    rename(sending.item, sending.item.dataset.item, id);
    sending.id = id;
    compose.keepWords();
    refresh(sending.item);
  };

  // As the server shows it now, around what is being typed in it.
  async function refresh(item) {
    const answer = await fetch(`/items/${item.dataset.item}`).catch(() => null);
    if (answer?.status === 404) item.remove();
    if (!answer?.ok) return;
    const fresh = element("template", { innerHTML: await answer.text() });
    if (!item.isConnected) return;
    keepFields(item, fresh.content);
    await htmx.swap({ text: fresh.innerHTML, target: item, swap: "outerMorph", sourceElement: item });
  }

  // The server does not know yet what was typed, or knows it from a form that it refused.
  function keepFields(item, fresh) {
    for (const field of item.querySelectorAll("textarea, [type=range]")) {
      const heir = fresh.querySelector(`[name=${field.name}]`);
      if (heir.matches("textarea")) heir.textContent = field.value;
      else heir.setAttribute("value", field.value);
    }
    const [camera, heir] = [item, fresh].map((part) => part.querySelector("[name=camera]"));
    heir.toggleAttribute("checked", camera.checked);
  }

  compose.paint = (sending) => {
    const { item, state } = sending;
    if (state === "gone") return leave(item);
    if (state === "arrived") {
      delete item.dataset.sending;
      return refresh(item);
    }
    const isNew = item.dataset.sending !== state;
    const [label, hint] = WORDS[state](sending);
    const step = item.querySelector(".way li");
    const bar = step.querySelector("progress") ?? step.appendChild(element("progress", { max: 100 }));
    item.dataset.sending = state;
    step.className = hint ? "now" : "wrong";
    step.querySelector("span").textContent = label;
    bar.value = sending.percent;
    bar.setAttribute("aria-label", label);
    bar.hidden = !hint || state === "waiting";
    item.querySelector(".upload").classList.toggle("failed", !hint);
    item.querySelector(".remove button").lastChild.textContent = hint ? "Cancel" : "Remove";
    const told = item.querySelector(".told");
    if (hint) told.replaceChildren(element("p", { className: "hint", textContent: hint }));
    else if (isNew) told.replaceChildren(...trouble(sending));
  };

  function trouble(sending) {
    const error = element("p", { className: "error", role: "alert", textContent: sending.sentence });
    if (sending.state === "refused") return [error];
    const retry = element("button", { type: "button", className: "button quiet small" }, icon("rotate-ccw"), "Retry");
    retry.addEventListener("click", () => sending.retry());
    return [error, retry];
  }

  // Who removed it is at the next one then.
  function leave(item) {
    const heir = item.nextElementSibling ?? item.previousElementSibling;
    const had = item.contains(document.activeElement) || document.activeElement === document.body;
    item.remove();
    if (had) (heir?.querySelector(".remove button") ?? document.getElementById("field-media"))?.focus();
    compose.say("Removed");
    compose.arrange();
    compose.keepWords();
  }

  // After every swap: what the server does not know of an item, and what it shows only to who has no script.
  compose.dress = () => {
    for (const item of compose.items) {
      const { known } = item.querySelector(".upload").dataset;
      compose.showPicture(item);
      compose.showFocus(item);
      const sending = sendingOf(item);
      if (sending) compose.paint(sending);
      else if (known !== item.dataset.known && item.asked !== known) refresh(Object.assign(item, { asked: known }));
    }
    compose.arrange();
  };

  document.addEventListener(
    "submit",
    (event) => {
      const item = event.target.matches(".remove") && event.target.closest(".item");
      const sending = item && sendingOf(item);
      if (!sending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      sending.cancel();
    },
    true,
  );

  // What htmx removes.
  document.addEventListener("htmx:before:swap", (event) => {
    const [task] = event.detail.tasks ?? [];
    if (task?.swapSpec.style !== "delete" || !task.target?.matches?.(".item")) return;
    leave(task.target);
    compose.changed();
  });

  function arrive() {
    const place = document.querySelector(".compose");
    if (place !== shown) {
      shown = place;
      compose.sendings.forEach(findAgain);
      if (compose.place) {
        compose.loadAhead();
        compose.recallWords();
      }
      compose.onArrival();
    }
    if (place) compose.dress();
  }

  function findAgain(sending) {
    if (!compose.place) return;
    const item = sending.id ? document.getElementById(`item-${sending.id}`) : sending.item;
    if (item) sending.item = item;
    else compose.drop(sending);
    if (item && !item.isConnected) document.getElementById("items").append(item);
  }

  document.addEventListener("htmx:before:settle", arrive);
  document.addEventListener("htmx:after:swap", arrive);
  document.addEventListener("DOMContentLoaded", arrive);
})();
