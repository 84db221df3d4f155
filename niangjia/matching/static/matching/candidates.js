"use strict";
// The review by keyboard: a control with data-key="y" is pressed by Y. Can be switched off
// (WCAG 2.1.4), which is remembered; keys pressed in a field or with a modifier are left alone.
(() => {
  const STORE = "niangjia.review-keys";
  const box = () => document.querySelector("[data-keys]");
  const remembered = () => { try { return localStorage.getItem(STORE) !== "off"; } catch { return true; } };
  const show = () => { const found = box(); if (found) found.checked = remembered(); };
  document.addEventListener("change", (event) => {
    if (event.target !== box()) return;
    try { localStorage.setItem(STORE, event.target.checked ? "on" : "off"); } catch { /* not kept */ }
  });
  let pressed = false;
  const again = () => { pressed = false; show(); };
  document.addEventListener("keydown", (event) => {
    if ((box() && !box().checked) || !remembered() || pressed || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("textarea, select, dialog, [contenteditable], input:not([type=checkbox])")) return;
    const wanted = event.key.toLowerCase();
    const controls = [...document.querySelectorAll("[data-key]")];
    const found = controls.find((one) => one.dataset.key.split(" ").includes(wanted));
    if (!found) return;
    event.preventDefault();
    pressed = true; // one answer a pair, however fast the fingers
    found.click();
  });
  for (const name of ["htmx:afterSettle", "htmx:responseError", "htmx:sendError"]) document.addEventListener(name, again);
  window.addEventListener("pageshow", again);
  show();
})();
