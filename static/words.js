// What scripts say, in the language of the page: _("Sent"), _("Up to %(most)s", {most: 3}) and
// ngettext("%(num)s photo", "%(num)s photos", 3). The server writes `catalogue` before this file (server/web/static.py).
const { _, ngettext } = (() => {
  const SHORT_FROM = 10_000; // as in server/i18n.py
  const language = document.documentElement.lang;
  const numbers = new Intl.NumberFormat(language, { numberingSystem: "latn" });
  const short = new Intl.NumberFormat(language, {
    numberingSystem: "latn",
    notation: "compact",
    maximumFractionDigits: 1,
  });
  const plurals = new Intl.PluralRules(language);
  // In the order in which catalogues have them.
  const forms = ["zero", "one", "two", "few", "many", "other"].filter((form) =>
    plurals.resolvedOptions().pluralCategories.includes(form),
  );

  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);

  return {
    _: (message, values = {}) => fill(catalogue[message] ?? message, values),
    ngettext(singular, plural, number, values = {}) {
      const isShort = number >= SHORT_FROM;
      const form = plurals.select(isShort ? SHORT_FROM : number);
      const text = catalogue[singular]?.[forms.indexOf(form)] ?? (form === "one" ? singular : plural);
      return fill(text, { num: (isShort ? short : numbers).format(number), ...values });
    },
  };
})();

// What scripts share with each other: tintype.toast() and the like, each put here by the file that has it.
const tintype = {};
