"use strict";
// The review by keyboard: a control with data-key="y" is pressed by Y. Can be switched off
// (WCAG 2.1.4), which is remembered; keys pressed in a field or with a modifier are left alone.
(() => {
  const STORE = "niangjia.review-keys";
  const box = document.querySelector("[data-keys]");
  if (!box) return;
  try { box.checked = localStorage.getItem(STORE) !== "off"; } catch { /* no store: on */ }
  box.addEventListener("change", () => {
    try { localStorage.setItem(STORE, box.checked ? "on" : "off"); } catch { /* not kept */ }
  });
  let pressed = false;
  document.addEventListener("keydown", (event) => {
    if (!box.checked || pressed || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("textarea, select, dialog, [contenteditable], input:not([type=checkbox])")) return;
    const wanted = event.key.toLowerCase();
    const controls = [...document.querySelectorAll("[data-key]")];
    const found = controls.find((one) => one.dataset.key.split(" ").includes(wanted));
    if (!found) return;
    event.preventDefault();
    pressed = true; // one answer a page, however fast the fingers
    found.click();
  });
  window.addEventListener("pageshow", () => { pressed = false; });
})();
