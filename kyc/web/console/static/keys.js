/* Keys: an element with data-key="x" is pressed by x; rows of a list with data-rows are walked with j and k. */

const isWriting = (at) => at instanceof HTMLElement &&
  (at.isContentEditable || at.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button])"));
const isSeen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function keyed(key) {
  const open = document.querySelector("dialog[open]");
  const near = document.activeElement;
  return [...(open ?? document).querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((element) => {
    const scope = element.dataset.keyScope;
    const row = element.closest("[data-row]");
    if (row && !row.hasAttribute("data-current")) return false; /* what stands in a row is meant for the current one */
    return isSeen(element) && !element.disabled && (!scope || near?.closest(scope));
  });
}

const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")].filter(isSeen);
const current = () => document.querySelector("[data-row][data-current]");

function goTo(row) {
  current()?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
  (row.querySelector("a[href]") ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("kyc:row", { bubbles: true }));
}

function walk(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current());
  goTo(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]);
  return true;
}

const moves = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => { const box = current()?.querySelector("input[type=checkbox]"); box?.click(); return Boolean(box); },
  Enter: () => {
    if (document.activeElement?.matches("a, button, summary, input")) return false;
    const link = current()?.querySelector("a[href]");
    link?.click();
    return Boolean(link);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isWriting(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const element = keyed(event.key);
  if (element) {
    event.preventDefault();
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) element.focus();
    else element.click();
  } else if (!document.querySelector("dialog[open]") && moves[event.key]?.()) {
    event.preventDefault();
  }
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-rows] [data-row]");
  if (row && row !== current()) {
    current()?.removeAttribute("data-current");
    row.setAttribute("data-current", "");
    row.dispatchEvent(new CustomEvent("kyc:row", { bubbles: true }));
  }
});

/* The help lists what this page really has. */
function listKeys() {
  const list = document.querySelector("[data-keys-list]");
  list?.querySelectorAll("[data-found]").forEach((item) => item.remove());
  const known = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = element.dataset.key;
    if (key === "?" || known.has(key) || element.closest("dialog")) continue;
    known.add(key);
    const item = document.createElement("div"), term = document.createElement("dt"), said = document.createElement("dd");
    const cap = document.createElement("kbd");
    item.dataset.found = "";
    cap.textContent = key;
    term.append(cap);
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((hint) => hint.remove());
    said.textContent = element.dataset.keyHelp || element.getAttribute("aria-label") || copy.textContent.trim() || element.title;
    item.append(term, said);
    list?.append(item);
  }
}
document.addEventListener("kyc:dialog", (event) => { if (event.detail === "keys") listKeys(); });
