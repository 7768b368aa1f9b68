// The items on the page. One is made from the server's own mould when a file is chosen, is joined with the server's as
// soon as that knows of the file, and is never replaced: what stands in its fields, and who is in one, stays.
(() => {
  const MOULD = "0".repeat(24); // server/posts/views.py
  let made = 0;

  function rename(item, from, to) {
    for (const part of [item, ...item.querySelectorAll("*")]) {
      for (const { name, value } of [...part.attributes]) {
        if (value.includes(from)) part.setAttribute(name, value.replaceAll(from, to));
      }
    }
  }

  compose.sendingOf = (item) => compose.sendings.find((sending) => sending.item === item);

  compose.show = (sending) => {
    const item = document.querySelector("#item-mould").content.querySelector(".item").cloneNode(true);
    rename(item, MOULD, `new-${++made}`);
    item.querySelector(".upload").removeAttribute("data-topic"); // nobody speaks of it yet
    item.querySelector(".upload-name").replaceChildren(...compose.nameOf(sending.file));
    sending.item = item;
    document.getElementById("items").append(item);
    compose.draw(sending);
    compose.dress();
  };

  // The server's item of a file that did not arrive whole another day.
  compose.isUnfinished = (id) => {
    const item = document.getElementById(`item-${id}`);
    return item?.querySelector(".upload.arriving") && !compose.sendingOf(item);
  };

  compose.takeUp = (sending, id) => {
    const item = document.getElementById(`item-${id}`);
    const [typed, alt] = [sending.item, item].map((each) => each.querySelector("[name=alt]"));
    if (typed.value) alt.value = typed.value;
    compose.renamePicture(sending.item.dataset.item, id);
    sending.item.remove();
    Object.assign(sending, { item, id });
    compose.dress();
  };

  // Now the server knows of it.
  compose.join = (sending, id) => {
    const before = sending.item.dataset.item;
    compose.renamePicture(before, id);
    rename(sending.item, before, id);
    sending.id = id;
    compose.renameWords(before, id);
    compose.keepWords();
    compose.refresh(sending.item);
  };

  // As the server shows it now, around what is being typed in it.
  compose.refresh = async (item) => {
    const answer = await fetch(`/items/${item.dataset.item}`).catch(() => null);
    // Of a file on its way the sending itself finds out, and says so.
    if (answer?.status === 404 && !compose.sendingOf(item)) item.remove();
    if (!answer?.ok) return;
    const fresh = compose.element("template", { innerHTML: await answer.text() });
    if (!item.isConnected) return;
    keepState(item, fresh.content);
    await htmx.swap({ text: fresh.innerHTML, target: item, swap: "outerMorph", sourceElement: item });
  };

  // The server does not know yet what was typed, or knows it from a form that it refused.
  function keepState(item, fresh) {
    for (const field of item.querySelectorAll("textarea, [type=range]")) {
      const heir = fresh.querySelector(`[name=${field.name}]`);
      if (heir.matches("textarea")) heir.textContent = field.value;
      else heir.setAttribute("value", field.value);
    }
    const [camera, heir] = [item, fresh].map((part) => part.querySelector("[name=camera]"));
    heir.toggleAttribute("checked", camera.checked);
    for (const { id } of item.querySelectorAll("details[open]")) {
      fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
    }
  }

  // Who removed it is at the next one then.
  compose.remove = (item) => {
    const heir = item.nextElementSibling ?? item.previousElementSibling;
    const had = item.contains(document.activeElement) || document.activeElement === document.body;
    item.remove();
    if (had) (heir?.querySelector(".remove button") ?? document.getElementById("field-media"))?.focus();
    compose.say(_("Removed"));
    compose.arrange();
    compose.keepWords();
  };

  document.addEventListener(
    "submit",
    (event) => {
      const sending = event.target.matches(".item .remove") && compose.sendingOf(event.target.closest(".item"));
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
    compose.remove(task.target);
    compose.changed();
  });
})();
