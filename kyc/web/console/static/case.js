/* A case's pages: g and a letter goes to a part, boxes and rows light one another up, the card turns and grows. */

let going = false;
const isWriting = (at) => at instanceof HTMLElement && at.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");

/* Before keys.js hears of it: after g, the next letter means a part of the case and nothing else. */
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  if (!going) {
    going = event.key === "g";
    if (going) setTimeout(() => { going = false; }, 1500);
    return;
  }
  going = false;
  const part = document.querySelector(`[data-goto="${CSS.escape(event.key)}"]`);
  event.stopImmediatePropagation();
  if (part) { event.preventDefault(); part.click(); }
}, true);

/* A judgement or decision that opens has its first field ready, so that a few keys finish it. */
const READY = ["input[type=radio]:checked", "textarea[required]", "select", "textarea"];
function ready(box) {
  for (const wanted of READY) {
    const field = box.querySelector(wanted);
    if (field) return field.focus();
  }
}
document.addEventListener("toggle", (event) => {
  if (event.target instanceof HTMLDetailsElement && event.target.open && event.target.querySelector("form")) ready(event.target);
}, true);
const shown = document.querySelector("[data-judgement][open]");
if (shown) ready(shown);

/* Radios do not send their form by Enter in every browser. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-judgement] input[type=radio]")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

/* Boxes and rows. */
function light(field, on) {
  document.querySelectorAll(`[data-field="${CSS.escape(field)}"]`).forEach((each) => each.classList.toggle("lit", on));
}
for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => {
    const field = event.target.closest?.("[data-field]")?.dataset.field;
    if (field) light(field, on);
  });
}

/* The card. */
const picture = document.querySelector("[data-picture]");
const tools = document.querySelector("[data-tools]");
if (picture && tools) {
  const state = { turn: 0, zoom: 0 };
  tools.hidden = false;
  const show = () => {
    const scale = 1.35 ** state.zoom, isAcross = state.turn % 180 !== 0;
    const { width, height } = picture.viewBox?.baseVal?.width ? picture.viewBox.baseVal : { width: picture.naturalWidth, height: picture.naturalHeight };
    picture.style.width = `${100 * scale}%`;
    picture.style.maxWidth = scale > 1 ? "none" : "";
    picture.style.transform = `rotate(${state.turn}deg)${isAcross && scale <= 1 ? ` scale(${Math.min(1, height / width)})` : ""}`;
  };
  tools.addEventListener("click", (event) => {
    const { turn, zoom, boxes } = event.target.closest("button")?.dataset ?? {};
    if (turn) state.turn = (state.turn + Number(turn) + 360) % 360;
    if (zoom) state.zoom = Number(zoom) ? Math.min(6, Math.max(0, state.zoom + Number(zoom))) : 0;
    if (zoom === "0") state.turn = 0;
    if (boxes !== undefined) {
      const button = event.target.closest("button"), shown = picture.classList.toggle("noboxes");
      button.setAttribute("aria-pressed", String(!shown));
    }
    show();
  });
}

/* The faces laid on one another. */
const overlay = document.querySelector("[data-overlay]");
if (overlay) {
  overlay.closest("[data-overlay-tools]").hidden = false;
  overlay.addEventListener("click", () => {
    const frame = document.querySelector("[data-faces]"), on = frame.classList.toggle("overlaid");
    frame.querySelectorAll("figure")[1].toggleAttribute("data-over", on);
    overlay.setAttribute("aria-pressed", String(on));
  });
}

/* What the applicant will read follows what is chosen. */
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-letters]")) event.target.form.querySelector("[data-preview]")?.click();
});
