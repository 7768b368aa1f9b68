// What is typed of a draft outlives a reload and a walk through the site, as its files do: kept in this tab only.
(() => {
  const key = () => `composer ${document.getElementById("updates").dataset.topic}`;
  const FIELDS = ["alt", "focus_x", "focus_y"];
  const field = (item, name) => item.querySelector(`[name=${name}]`);

  compose.keepWords = () => {
    if (!compose.place) return;
    const items = compose.items.map((item) => [
      item.dataset.item,
      FIELDS.map((name) => field(item, name).value),
      field(item, "camera").checked,
    ]);
    sessionStorage.setItem(key(), JSON.stringify({ caption: document.getElementById("field-caption").value, items }));
  };

  compose.recallWords = () => {
    const kept = JSON.parse(sessionStorage.getItem(key()) ?? '{"items": []}');
    const caption = document.getElementById("field-caption");
    caption.value ||= kept.caption ?? "";
    for (const [id, values, camera] of kept.items) {
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
