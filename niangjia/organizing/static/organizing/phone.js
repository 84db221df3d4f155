/* Small conveniences of the phone pages. Every page works without this file. */
(() => {
  "use strict";
  /* a button that must wait: the server keeps the same brake */
  document.querySelectorAll("[data-wait]").forEach((button) => {
    let left = Number(button.dataset.wait);
    if (!left) return;
    const words = button.textContent;
    const tick = () => {
      button.disabled = left > 0;
      button.textContent = left > 0 ? `${left} 秒` : words;
      if (left > 0) { left -= 1; setTimeout(tick, 1000); }
    };
    tick();
  });
  /* sent once: a second tap on a slow line does nothing (the server would not mind either) */
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.matches("[data-once]")) return;
    if (button.dataset.sent) { event.preventDefault(); return; }
    button.dataset.sent = "1";
    button.setAttribute("aria-busy", "true");
    setTimeout(() => { delete button.dataset.sent; button.removeAttribute("aria-busy"); }, 8000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((b) => delete b.dataset.sent));
  /* platforms open by themselves when chosen */
  document.addEventListener("change", (event) => {
    if (event.target.name === "work" && event.target.value === "platform") {
      const more = document.querySelector(".ph-if-platform");
      if (more) more.open = true;
    }
  });
  /* the card: a new code every half minute */
  const card = document.querySelector("[data-card]");
  if (card) {
    let left = Number(card.dataset.seconds);
    const place = (name) => card.querySelector(`[data-${name}]`);
    const renew = async () => {
      try {
        const answer = await fetch(card.dataset.card, { headers: { Accept: "application/json" } });
        if (answer.redirected || !answer.ok) { location.reload(); return; }
        const now = await answer.json();
        place("qr").innerHTML = now.qr;
        place("code").textContent = `${now.code.slice(0, 3)} ${now.code.slice(3)}`;
        left = now.seconds;
      } catch { left = 5; place("left").textContent = "网络不通，5"; }
    };
    setInterval(() => {
      left -= 1;
      if (left <= 0) { left = 3; renew(); } else place("left").textContent = left;
    }, 1000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
  }
})();
