// Makes times relative, and right in the viewer's own zone; without JavaScript they stand there in UTC.
(() => {
  const STEPS = [
    ["minute", 60],
    ["hour", 24],
    ["day", 7],
    ["week", 5],
  ];
  // The digits are those of the server's numbers.
  const language = `${document.documentElement.lang}-u-nu-latn`;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });

  function words(when) {
    let amount = (when - Date.now()) / 60_000;
    if (Math.abs(amount) < 1) return _("just now");
    for (const [unit, size] of STEPS) {
      if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
      amount /= size;
    }
    return day.format(when);
  }

  function show() {
    for (const time of document.querySelectorAll("time[data-relative]")) {
      const when = new Date(time.dateTime);
      const text = words(when);
      if (time.textContent !== text) time.textContent = text;
      if (!time.title) time.title = exact.format(when);
    }
  }

  show();
  document.addEventListener("htmx:after:swap", show);
  setInterval(show, 15_000);
})();
