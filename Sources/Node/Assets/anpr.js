// Reads of vehicles of interest as they come. The page works without this file: it is loaded again by hand.
const place = document.querySelector("[data-hits]");
if (place) listen();

function listen() {
  const source = new EventSource(place.dataset.hits);
  source.addEventListener("hits", (event) => {
    const fresh = new DOMParser().parseFromString(event.data, "text/html");
    // Who is about to say what they saw goes on where they were.
    const here = place.contains(document.activeElement) ? document.activeElement : null;
    const hit = here?.closest("[data-hit]")?.dataset.hit;
    place.replaceChildren(...fresh.body.childNodes);
    if (hit) place.querySelector(`[data-hit="${CSS.escape(hit)}"] button[value="${CSS.escape(here.value)}"]`)?.focus();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2_000);
  });
  addEventListener("pagehide", () => source.close());
}
