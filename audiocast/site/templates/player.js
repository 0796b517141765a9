"use strict";

for (const link of document.querySelectorAll("a[data-start]")) {
  link.addEventListener("click", (event) => {
    const player = link.closest("article").querySelector("audio");
    if (!player || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    playFrom(player, Number(link.dataset.start));
  });
}

document.addEventListener("play", (event) => {
  for (const player of document.querySelectorAll("audio")) {
    if (player !== event.target) player.pause();
  }
}, true);

document.addEventListener("timeupdate", (event) => markChapter(event.target), true);

const copy = document.getElementById("copy-feed");
copy.hidden = false;
copy.addEventListener("click", async () => {
  const field = document.getElementById("feed-url");
  const status = document.getElementById("copy-status");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    status.textContent = "已复制，请到播客应用里粘贴。";
  } catch {
    // Browsers allow the clipboard on secure origins alone; the text is selected, so the keyboard does it.
    status.textContent = "地址已选中，请复制。";
  }
});

function playFrom(player, seconds) {
  const seek = () => { player.currentTime = seconds; };
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
  else player.addEventListener("loadedmetadata", seek, { once: true });
  // A second tap may interrupt the first one's loading, which is no error for the listener.
  player.play().catch(() => {});
}

function markChapter(player) {
  let current = null;
  const links = player.closest("article").querySelectorAll("a[data-start]");
  for (const link of links) {
    if (Number(link.dataset.start) <= player.currentTime + 0.05) current = link;
  }
  for (const link of links) {
    if (link === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
