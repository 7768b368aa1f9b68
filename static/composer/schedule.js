// The moment to publish: typed in the time of this place, sent in UTC.
(() => {
  const MINUTE_MS = 60_000;
  const LENGTH = "2026-12-24T18:30".length;
  const text = (date) => date.toISOString().slice(0, LENGTH);
  const toUtc = (local) => (local ? text(new Date(local)) : "");
  const sent = () => document.querySelector("#schedule [type=hidden]");

  function toLocal(utc) {
    if (!utc) return "";
    const date = new Date(`${utc}Z`);
    return text(new Date(date - date.getTimezoneOffset() * MINUTE_MS));
  }

  // In UTC; empty for at once.
  Object.defineProperty(compose, "moment", {
    get: () => sent()?.value ?? "",
    set(utc) {
      if (!sent()) return;
      sent().value = utc ?? "";
      document.getElementById("field-at").value = toLocal(utc);
      if (utc) document.getElementById("schedule").open = true;
    },
  });

  compose.dressSchedule = () => {
    const field = document.getElementById("field-at");
    if (!field?.name) return;
    const hidden = compose.element("input", { type: "hidden", name: field.name, value: field.value });
    field.removeAttribute("name");
    field.before(hidden);
    field.value = toLocal(hidden.value);
    document.querySelector("#schedule .zone").textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
    field.addEventListener("input", () => {
      hidden.value = toUtc(field.value);
      compose.changed();
    });
  };
})();
