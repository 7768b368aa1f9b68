// The composer with a script: each file has an item, and travels, as soon as it is chosen. Without a script the same
// form takes the files along. This file takes files in and lets the post out; its parts are in composer_*.js.
const compose = {
  // Where files are taken; null on other pages, and where a post is edited.
  get place() {
    return document.querySelector(".compose[data-tus]");
  },

  get items() {
    return [...document.querySelectorAll("#items > .item")];
  },

  // To who cannot see it.
  say(words) {
    const place = document.getElementById("composer-said");
    if (place) place.textContent = words;
  },

  refuse(words) {
    const error = document.getElementById("error-media");
    error.textContent = words;
    error.hidden = !words;
    error.closest(".field").classList.toggle("invalid", Boolean(words));
  },
};

(() => {
  let waits = false; // Post was pressed, and something is still on its way
  let sent = false; // the form is on its way

  const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const bringsFiles = (event) => compose.place && event.dataTransfer?.types.includes("Files");

  function choose(files) {
    const most = Number(compose.place.dataset.maxItems);
    const room = Math.max(0, most - compose.items.length);
    const left = files.length - room;
    compose.refuse(left > 0 ? `A post can have up to ${most} photos and videos. The last ${left} of these were left out.` : "");
    files.slice(0, room).forEach(compose.send);
    paint();
  }

  // How far all of them are, at the button that they keep waiting.
  function paint() {
    const button = document.getElementById("post");
    if (!button || !compose.place) return;
    const onTheWay = compose.sendings.filter((sending) => sending.isOnTheWay).length;
    const all = many(compose.items.length, "file");
    const hint = document.getElementById("post-hint");
    button.querySelector(".idle").textContent = waits ? `Waiting for ${onTheWay} of ${all}…` : "Post";
    button.toggleAttribute("data-waits", waits);
    hint.textContent = onTheWay
      ? `${compose.items.length - onTheWay} of ${all} arrived. ${waits ? "Then it is posted, by itself." : "You can post already: it waits for the others."} `
      : "";
    if (waits) hint.append(notYet());
  }

  function notYet() {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Not yet" });
    button.className = "link";
    button.addEventListener("click", () => {
      waits = false;
      paint();
      document.getElementById("post").focus();
    });
    return button;
  }

  // Something arrived, failed or went: perhaps that was all that the post waited for.
  compose.changed = () => {
    const failed = compose.items.find((item) => item.querySelector(".upload.failed"));
    if (waits && failed) {
      waits = false;
      complain(failed);
    }
    const isDone = waits && !compose.sendings.some((sending) => sending.isOnTheWay);
    if (isDone) waits = false;
    paint();
    if (isDone) document.getElementById("composer")?.requestSubmit(document.getElementById("post"));
  };

  function complain(failed) {
    compose.refuse("One of these did not make it. Try it again or remove it, then post the others.");
    failed.scrollIntoView({ block: "center" });
    failed.querySelector(".told button, .remove button").focus({ preventScroll: true });
  }

  // Before htmx sees it.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.id !== "composer" || !compose.place) return;
      const failed = compose.items.find((item) => item.querySelector(".upload.failed"));
      const isOnTheWay = compose.sendings.some((sending) => sending.isOnTheWay);
      sent = !failed && !isOnTheWay;
      if (sent) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (failed) complain(failed);
      else waits = true;
      paint();
      if (waits) compose.say("It is posted as soon as all files have arrived.");
    },
    true,
  );

  document.addEventListener("change", (event) => {
    if (event.target.id !== "field-media" || !compose.place) return;
    choose([...event.target.files]);
    event.target.value = ""; // they travel on their own, not with the form
  });

  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !compose.place) return;
    event.preventDefault();
    choose(files);
  });

  document.addEventListener("dragover", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    compose.place.classList.add("over");
  });

  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) compose.place?.classList.remove("over");
  });

  document.addEventListener("drop", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    compose.place.classList.remove("over");
    choose([...event.dataTransfer.files]);
  });

  window.addEventListener("beforeunload", (event) => {
    if (compose.sendings.some((sending) => sending.isOnTheWay)) event.preventDefault();
  });

  for (const type of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(type, () => {
      sent = false;
    });
  }

  // Another page is shown. Files go on travelling; back here, they and the words are found again.
  compose.onArrival = () => {
    if (sent && !compose.place) compose.forget();
    waits = sent = false;
    paint();
  };
})();
