// The eye stays on the photo: that of a grid or of the feed grows into that of its post. What htmx puts in happens while
// the browser holds the old picture; static/posts.css names both.
(() => {
  const MOST_MS = 500; // an answer that is dropped must not hold the page
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement;
  let done = null;

  const finish = () => done?.();

  // Resolves when the old page has been pictured.
  function begin(photo) {
    photo.classList.add("eye");
    return new Promise((resolve) => {
      const transition = document.startViewTransition(() => {
        const swapped = new Promise((end) => (done = end));
        setTimeout(finish, MOST_MS);
        resolve();
        return swapped.then(() => {
          photo.classList.remove("eye");
          root.classList.add("arrives");
        });
      });
      transition.ready.catch(() => {});
      transition.finished.finally(() => root.classList.remove("arrives"));
    });
  }

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const photo = ctx.sourceElement.matches?.("#page :is(.frame, .tile > a)[href]") && ctx.sourceElement.querySelector(".photo");
    if (!photo || calm.matches || document.hidden || !document.startViewTransition) return;
    const load = ctx.fetch;
    ctx.fetch = async (...request) => {
      const answer = await load(...request);
      await answer.clone().text();
      await begin(photo);
      return answer;
    };
  });

  document.addEventListener("htmx:after:swap", finish);
  document.addEventListener("htmx:finally:request", finish);
})();
