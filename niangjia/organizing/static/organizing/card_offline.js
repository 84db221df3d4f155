/* Checks turning codes without a network: HMAC-SM3 (GB/T 32905) over the half minute. */
(() => {
  "use strict";
  const rotl = (x, n) => { n &= 31; return n ? ((x << n) | (x >>> (32 - n))) >>> 0 : x >>> 0; };
  const p0 = (x) => (x ^ rotl(x, 9) ^ rotl(x, 17)) >>> 0;
  const p1 = (x) => (x ^ rotl(x, 15) ^ rotl(x, 23)) >>> 0;
  const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

  const compress = (v, block) => {
    const w = [], w1 = [];
    for (let j = 0; j < 16; j += 1) w[j] = ((block[4 * j] << 24) | (block[4 * j + 1] << 16) | (block[4 * j + 2] << 8) | block[4 * j + 3]) >>> 0;
    for (let j = 16; j < 68; j += 1) w[j] = (p1((w[j - 16] ^ w[j - 9] ^ rotl(w[j - 3], 15)) >>> 0) ^ rotl(w[j - 13], 7) ^ w[j - 6]) >>> 0;
    for (let j = 0; j < 64; j += 1) w1[j] = (w[j] ^ w[j + 4]) >>> 0;
    let [a, b, c, d, e, f, g, h] = v;
    for (let j = 0; j < 64; j += 1) {
      const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
      const ss1 = rotl((rotl(a, 12) + e + rotl(t, j)) >>> 0, 7);
      const ss2 = (ss1 ^ rotl(a, 12)) >>> 0;
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = ((ff >>> 0) + d + ss2 + w1[j]) >>> 0;
      const tt2 = ((gg >>> 0) + h + ss1 + w[j]) >>> 0;
      d = c; c = rotl(b, 9); b = a; a = tt1;
      h = g; g = rotl(f, 19); f = e; e = p0(tt2);
    }
    return [a, b, c, d, e, f, g, h].map((x, i) => (x ^ v[i]) >>> 0);
  };

  const sm3 = (bytes) => {
    const length = bytes.length, size = ((length + 8) >> 6) * 64 + 64;
    const padded = new Uint8Array(size);
    padded.set(bytes);
    padded[length] = 0x80;
    new DataView(padded.buffer).setUint32(size - 4, length * 8);
    let v = START;
    for (let at = 0; at < size; at += 64) v = compress(v, padded.subarray(at, at + 64));
    const out = new Uint8Array(32);
    v.forEach((x, i) => new DataView(out.buffer).setUint32(4 * i, x));
    return out;
  };

  const join = (a, b) => { const all = new Uint8Array(a.length + b.length); all.set(a); all.set(b, a.length); return all; };
  const hmac = (key, data) => {
    const pad = new Uint8Array(64);
    pad.set(key.length > 64 ? sm3(key) : key);
    return sm3(join(pad.map((x) => x ^ 0x5c), sm3(join(pad.map((x) => x ^ 0x36), data))));
  };
  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  const codeOf = (key, step) => {
    const message = new Uint8Array(8);
    new DataView(message.buffer).setUint32(4, step);
    const tag = hmac(key, message), at = tag[31] & 15;
    return String((new DataView(tag.buffer).getUint32(at) & 0x7fffffff) % 1000000).padStart(6, "0");
  };

  const keys = JSON.parse(document.getElementById("keys").textContent);
  const used = {};
  /* "valid", "wrong", "used", "unknown" or "over": the same minute as the house itself allows */
  const check = (number, code, seconds, day) => {
    const today = new Date(seconds * 1000 + 8 * 3600 * 1000).toISOString().slice(0, 10);
    if (today !== day) return "over";
    const key = keys[number.padStart(10, "0")];
    if (!key) return "unknown";
    const now = Math.floor(seconds / 30);
    for (const step of [now, now - 1, now + 1]) {
      if (codeOf(bytesOf(key), step) !== code) continue;
      if (step <= (used[number] || 0)) return "used";
      used[number] = step;
      return "valid";
    }
    return "wrong";
  };
  window.cardCheck = check;

  const form = document.querySelector("form");
  const place = document.getElementById("answer");
  const words = {
    valid: "在籍会员，码有效", wrong: "码不对，或是一分钟以前的截图", used: "这个码刚刚用过，请等新码",
    unknown: "名单里没有这个卡号，请联网核验", over: "这份核验包只在所写日期有效，请重新下载",
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = check(form.number.value.trim(), form.code.value.replace(/\s/g, ""), Date.now() / 1000, document.body.dataset.day);
    place.textContent = words[answer];
    place.className = answer;
    form.code.value = "";
    form.number.focus();
  });
})();
