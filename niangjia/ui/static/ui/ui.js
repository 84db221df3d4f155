/* Small conveniences. Every page can be read, and every form sent, without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  root.classList.add("has-js");
  const near = (event, selector) => event.target instanceof Element && event.target.closest(selector);

  /* side navigation on phones */
  const setNav = (open) => {
    root.classList.toggle("nav-open", open);
    const side = document.getElementById("side");
    if (open) side.querySelector("a")?.focus();
    else document.querySelector("[data-nav-open]")?.focus();
  };
  on("click", (event) => {
    if (near(event, "[data-nav-open]")) { event.preventDefault(); setNav(true); }
    else if (near(event, "[data-nav-close]")) {
      event.preventDefault();
      if (location.hash === "#side") history.replaceState(null, "", location.pathname + location.search);
      setNav(false);
    }
  });

  /* menus and pop-overs: one open at a time, closed by Escape or a click elsewhere */
  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!except || !menu.contains(except)) menu.open = false;
    });
  };
  on("click", (event) => closeMenus(event.target));
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-menu][open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    else if (root.classList.contains("nav-open")) setNav(false);
  });
  on("toggle", (event) => {
    const body = event.target.open && event.target.querySelector?.(".nj-prov-body");
    if (!body) return;
    body.classList.remove("at-start", "at-end");
    const box = body.getBoundingClientRect();
    if (box.left < 8) body.classList.add("at-start");
    else if (box.right > root.clientWidth - 8) body.classList.add("at-end");
  }, true);

  /* toasts leave by themselves, unless they tell of a failure or are being read */
  const armToasts = (scope) => scope.querySelectorAll("[data-toast]").forEach((toast) => {
    if (toast.matches(".nj-tone-error, .nj-tone-warning")) return;
    let timer = setTimeout(() => toast.remove(), 8000);
    const hold = () => clearTimeout(timer);
    toast.addEventListener("mouseenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("mouseleave", () => { timer = setTimeout(() => toast.remove(), 4000); });
  });
  on("click", (event) => near(event, "[data-toast-close]")?.closest("[data-toast]").remove());

  /* confirm: the form's own dialog asks; without this file the server asks on a page */
  on("submit", (event) => {
    const form = event.target;
    const dialog = form.dataset.confirm && document.getElementById(form.dataset.confirm);
    if (!dialog || !dialog.showModal || form.elements.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      const answer = Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "1" });
      form.append(answer);
      form.requestSubmit(event.submitter);
    }, { once: true });
    dialog.showModal();
  }, true);
  on("click", (event) => {
    const button = near(event, "[data-dialog-close]");
    if (button) button.closest("dialog").close(button.value);
  });

  /* tables: choose all on this page, count the chosen, show the batch bar */
  const countPicked = (form) => {
    const boxes = [...form.querySelectorAll("[data-pick]")];
    const picked = boxes.filter((box) => box.checked).length;
    const all = form.querySelector("[data-pick-all]");
    if (all) { all.checked = picked > 0 && picked === boxes.length; all.indeterminate = picked > 0 && !all.checked; }
    form.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = picked; });
    form.classList.toggle("has-picked", picked > 0);
  };
  on("change", (event) => {
    const form = near(event, "[data-picking]");
    if (!form) return;
    if (event.target.matches("[data-pick-all]")) {
      form.querySelectorAll("[data-pick]").forEach((box) => { box.checked = event.target.checked; });
    }
    countPicked(form);
  });

  /* upload: what was dropped or chosen, and how far it has come */
  const tellFile = (input) => {
    const place = input.closest("[data-upload]")?.querySelector("[data-upload-name]");
    if (!place) return;
    const size = (bytes) => bytes > 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} kB`;
    place.textContent = [...input.files].map((file) => `${file.name}（${size(file.size)}）`).join("、");
  };
  on("change", (event) => { if (event.target.matches("[data-upload] input[type=file]")) tellFile(event.target); });
  ["dragover", "dragleave", "drop"].forEach((type) => on(type, (event) => {
    const zone = near(event, "[data-upload]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", type === "dragover");
    if (type === "drop" && event.dataTransfer.files.length) {
      const input = zone.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      tellFile(input);
    }
  }));
  on("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector?.("[data-upload-progress]");
    if (!bar || !event.detail.lengthComputable) return;
    const percent = Math.round((100 * event.detail.loaded) / event.detail.total);
    bar.hidden = false;
    bar.querySelector("[data-bar]").style.width = `${percent}%`;
    bar.querySelector("[role=progressbar]").setAttribute("aria-valuenow", percent);
    bar.querySelector("[data-percent]").textContent = percent < 100 ? `${percent}%` : "已送达，正在检查…";
  });

  /* forms marked so send themselves when a choice changes (column choice, page size) */
  on("change", (event) => { if (near(event, "form[data-autosubmit]")) event.target.form.requestSubmit(); });

  /* filters: an empty box is no condition, so it does not stand in the address */
  on("htmx:configRequest", (event) => {
    if (!near(event, "form[data-clean]")) return;
    const { parameters } = event.detail;
    [...new Set(Object.keys(parameters))].forEach((name) => { if (parameters[name] === "") delete parameters[name]; });
  });
  on("click", (event) => { if (near(event, "[data-print]")) window.print(); });

  /* charts: the library is fetched only where a chart stands */
  const loadScript = (url) => new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
    document.head.append(script);
  });
  let charts = null;
  const drawCharts = (scope) => {
    const holders = [...scope.querySelectorAll("[data-chart]:not([data-drawn])")];
    if (!holders.length) return;
    const { library, drawer } = holders[0].dataset;
    charts ??= loadScript(library).then(() => loadScript(drawer));
    charts.then(() => holders.forEach((holder) => window.drawChart(holder)));
  };

  const ready = (scope) => {
    armToasts(scope);
    drawCharts(scope);
    scope.querySelectorAll("[data-picking]").forEach(countPicked);
  };
  on("DOMContentLoaded", () => ready(document));
  on("htmx:load", (event) => { if (event.target !== document.body) ready(event.target.parentElement ?? event.target); });
  on("htmx:responseError", () => {
    const toasts = document.getElementById("toasts");
    const text = Object.assign(document.createElement("p"), { textContent: "没有成功，请刷新页面后再试。" });
    const toast = Object.assign(document.createElement("div"), { className: "nj-toast nj-tone-error" });
    toast.dataset.toast = "";
    toast.append(text);
    toasts?.append(toast);
  });
})();
