/* The queue: the pane at the right follows the current row, and the selection is counted. */

const LINGER = 250; /* milliseconds: who walks past a case has not looked at it, and no look is noted */
let waiting = 0;

document.addEventListener("kyc:row", (event) => {
  const pane = document.getElementById("preview");
  const address = event.target.dataset.preview;
  clearTimeout(waiting);
  if (!pane || !address || !pane.checkVisibility()) return;
  waiting = setTimeout(() => window.htmx?.ajax("GET", address, { target: "#preview", swap: "innerHTML" }), LINGER);
});

const boxes = () => [...document.querySelectorAll('[data-rows] input[name="case"]')];
const form = document.querySelector("[data-bulk]");
const all = form?.querySelector("[data-all]");
const said = form?.querySelector("[data-count]");

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  said.textContent = chosen ? `${chosen} ${said.dataset.some}` : said.dataset.none;
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && chosen < boxes().length;
}

if (form) {
  all.addEventListener("change", () => { boxes().forEach((box) => { box.checked = all.checked; }); count(); });
  document.addEventListener("change", (event) => { if (event.target.name === "case") count(); });
  addEventListener("pageshow", count);
}

document.addEventListener("htmx:after:swap", () => {
  const dialog = document.getElementById("assign");
  if (dialog && !dialog.open && dialog.querySelector("#assign-title, .alert")) dialog.showModal();
});
document.getElementById("assign")?.addEventListener("close", () => document.getElementById("assign-box").replaceChildren());

/* How many cases each view holds is counted after the page is there. */
const counted = document.querySelectorAll("[data-count-of]");
if (counted.length) {
  fetch("/console/cases/counts", { headers: { Accept: "application/json" }, redirect: "error" })
    .then((reply) => (reply.ok ? reply.json() : {}))
    .then((found) => counted.forEach((place) => { place.textContent = found[place.dataset.countOf] ?? ""; }))
    .catch(() => {}); /* the session ended: the next click leads to the sign-in */
}
