/* Small things of every page: dialogs, the theme, forms that send themselves, buttons that are pressed once. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    document.dispatchEvent(new CustomEvent("kyc:dialog", { detail: opener.dataset.dialog }));
    dialog?.showModal();
    return;
  }
  event.target.closest?.("[data-close]")?.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
  if (event.target.closest?.("[data-theme-toggle]")) turnTheme();
});

function turnTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  const safe = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `kyc_theme=${root.dataset.theme}; path=/console; max-age=31536000; samesite=lax${safe}`;
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit();
});

/* A second click while the first is on its way changes nothing on the server either; this only saves the wait. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent !== undefined && !form.matches("[data-hx-post], [data-hx-get]")) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
