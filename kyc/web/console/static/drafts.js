/* What is being written outlives an expired session: fields with data-draft are kept for this tab until they are saved. */

const PREFIX = "draft:";
const SENT = "draft-sent";
const nameOf = (field) => `${PREFIX}${location.pathname}:${field.form?.getAttribute("action") ?? ""}:${field.id || field.name}`;
const drafts = (path) => Object.keys(sessionStorage).filter((key) => key.startsWith(`${PREFIX}${path}:`));

/* A page that says what was done comes after a form that was carried out: its drafts are done with. */
const sent = sessionStorage.getItem(SENT);
if (sent !== null && document.body.hasAttribute("data-said")) {
  drafts(sent).forEach((key) => sessionStorage.removeItem(key));
  sessionStorage.removeItem(SENT);
}

function restore(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const kept = sessionStorage.getItem(nameOf(field));
    if (kept !== null && !field.value) {
      field.value = kept;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.closest("details")?.setAttribute("open", "");
    }
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLElement) || !field.matches("[data-draft]")) return;
  if (field.value) sessionStorage.setItem(nameOf(field), field.value);
  else sessionStorage.removeItem(nameOf(field));
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) sessionStorage.clear();
  else if (event.target.querySelector("[data-draft]")) sessionStorage.setItem(SENT, location.pathname);
});

/* Saved by htmx: nothing is loaded anew, so the answer itself tells. A look at the letter goes elsewhere, and saves nothing. */
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx?.sourceElement?.closest?.("form");
  const address = ctx?.sourceElement?.getAttribute?.("data-hx-post");
  const isSaved = !address || address === form?.getAttribute("action");
  if (form && isSaved && ctx.request?.method === "POST" && ctx.response?.status < 300) {
    form.querySelectorAll("[data-draft]").forEach((field) => sessionStorage.removeItem(nameOf(field)));
  }
});

document.addEventListener("htmx:after:swap", () => restore(document));
restore(document);
