"use strict";

/* Keys that steer the bar, as the page's help lists them. They can be switched off (WCAG 2.2, 2.1.4). */

const KEYS = {
  " ": () => bar.recording.toggle(),
  k: () => bar.recording.toggle(),
  ArrowLeft: () => bar.skip(-15),
  ArrowRight: () => bar.skip(15),
  p: () => bar.turn(-1),
  n: () => bar.turn(1),
  "<": () => bar.hurry(-1),
  ">": () => bar.hurry(1),
};

const keysOn = element("keys-on");
if (keysOn) {
  element("keys").hidden = false;
  keysOn.checked = memory.get("keys") !== "off";
  keysOn.addEventListener("change", () => memory.set("keys", keysOn.checked ? null : "off"));
  document.addEventListener("keydown", steer);
}

function steer(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!bar.recording || !keysOn.checked) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const { target } = event;
  // What is typed into a field is text, and the space bar presses the button that has the focus.
  if (!act || target.closest("input:not([type=range], [type=checkbox]), select, textarea, [contenteditable]")) return;
  if (event.key === " " && target.closest("button, a, summary, input")) return;
  event.preventDefault();
  act();
}
