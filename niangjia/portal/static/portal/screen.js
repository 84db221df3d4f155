// The 大屏 asks again every minute, unless somebody is reading a pop-over or a table.
"use strict";
setInterval(() => {
  if (!document.querySelector("details[open]") && !document.hidden) location.reload();
}, 60_000);
