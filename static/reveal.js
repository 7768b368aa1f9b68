// Shows what is typed into a password's field. What is sent was hidden again: browsers offer to keep only such.
(() => {
  const SELECTOR = "button.reveal";

  function show(button, shown) {
    button.setAttribute("aria-pressed", shown);
    document.getElementById(button.getAttribute("aria-controls")).type = shown ? "text" : "password";
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(SELECTOR);
    if (button) show(button, button.getAttribute("aria-pressed") !== "true");
  });
  document.addEventListener(
    "submit",
    (event) => {
      for (const button of event.target.querySelectorAll(SELECTOR)) show(button, false);
    },
    true,
  );
})();
