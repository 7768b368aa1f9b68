// What is typed of a draft outlives a reload and a walk through the site, as its files do: kept in this tab only.
(() => {
  const key = () => `composer ${document.getElementById("updates").dataset.topic}`;
  const FIELDS = ["alt", "focus_x", "focus_y"];
  const field = (item, name) => item.querySelector(`[name=${name}]`);

  const kept = () => JSON.parse(sessionStorage.getItem(key()) ?? '{"items": []}');
  const keep = (words) => sessionStorage.setItem(key(), JSON.stringify(words));

  compose.keepWords = () => {
    if (!compose.place) return;
    const items = compose.items.map((item) => [
      item.dataset.item,
      FIELDS.map((name) => field(item, name).value),
      field(item, "camera").checked,
    ]);
    keep({ caption: document.getElementById("field-caption").value, items });
  };

  // Also while another page is shown.
  compose.renameWords = (from, to) => {
    const words = kept();
    for (const item of words.items) if (item[0] === from) item[0] = to;
    keep(words);
  };

  compose.recallWords = () => {
    const words = kept();
    const caption = document.getElementById("field-caption");
    caption.value ||= words.caption ?? "";
    for (const [id, values, camera] of words.items) {
      const item = document.getElementById(`item-${id}`);
      if (!item) continue;
      FIELDS.forEach((name, place) => (field(item, name).value = values[place]));
      field(item, "camera").checked = camera;
      item.parentElement.append(item); // in the order they were put in; what is new goes before
    }
  };

  compose.forgetWords = () => sessionStorage.removeItem(key());

  document.addEventListener("input", (event) => {
    if (event.target.closest(".compose")) compose.keepWords();
  });
})();
