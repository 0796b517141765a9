"use strict";

/* The show's page: its feed's address to copy, and what old links to it meant. */

const copy = document.getElementById("_copy");
copy.hidden = false;
copy.addEventListener("click", async () => {
  const field = document.getElementById("_feed");
  const status = document.getElementById("_copied");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    status.textContent = "已复制，请到播客应用里粘贴。";
  } catch {
    // Browsers allow the clipboard on secure origins alone; the text is selected, so the keyboard does it.
    status.textContent = "地址已选中，请复制。";
  }
});

// Once every episode was on this page, under its id.
const asked = location.hash.slice(1);
if (/^\d{4}-\d{2}-\d{2}[a-z0-9-]*$/.test(asked) && !document.getElementById(asked)) {
  location.replace(`episodes/${asked}.html`);
}
