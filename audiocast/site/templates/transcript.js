"use strict";

/* The text of the page's one recording: it follows the voice, and a click on it moves the voice. */

class Transcript {
  #current = -1;
  #touchedAt = -Infinity;

  constructor(text, recording) {
    this.recording = recording;
    this.phrases = [...text.querySelectorAll("span[data-start]")];
    this.starts = Float64Array.from(this.phrases, (phrase) => Number(phrase.dataset.start) / 1000);
    this.way = element("follow");
    this.numbers = new Map(this.phrases.map((phrase, index) => [phrase, index]));

    text.classList.add("live");
    text.addEventListener("click", (event) => this.#jump(event));
    this.way.addEventListener("click", () => this.reveal());
    // Only the reader's own scrolling fires these.
    for (const name of ["wheel", "touchmove"]) {
      addEventListener(name, () => { this.#touchedAt = performance.now(); }, { passive: true });
    }
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        this.#showWay();
      });
    }, { passive: true });
  }

  /** Marks what is said at a time, and keeps it in sight for a reader who was looking at it. */
  follow(time) {
    const index = lastUpTo(this.starts, time + 0.02);
    if (index === this.#current) return;
    const before = this.phrases[this.#current];
    const watched = before !== undefined && index >= 0 && isSeen(before);
    before?.removeAttribute("aria-current");
    this.#current = index;
    this.phrases[index]?.setAttribute("aria-current", "true");
    if (this.recording.playing && watched && !this.#isBusy()) this.#bring();
    this.#showWay();
  }

  /** Brings what is said into sight, wherever the reader is. */
  reveal() {
    this.#touchedAt = -Infinity;
    if (this.#current >= 0) scrollToward(this.phrases[this.#current]);
  }

  #bring() {
    const { top, bottom } = this.phrases[this.#current].getBoundingClientRect();
    if (top < innerHeight * 0.1 || bottom > sight() - innerHeight * 0.12) scrollToward(this.phrases[this.#current]);
  }

  #isBusy() {
    return performance.now() - this.#touchedAt < 4000 || !getSelection().isCollapsed;
  }

  #showWay() {
    const phrase = this.phrases[this.#current];
    const begun = this.recording.playing || this.#current > 0;
    this.way.hidden = phrase === undefined || !begun || isSeen(phrase);
  }

  #jump(event) {
    const phrase = event.target.closest("span[data-start]");
    if (!phrase || !getSelection().isCollapsed) return;
    this.#touchedAt = -Infinity;
    bar.playFrom(this.recording, this.starts[this.numbers.get(phrase)]);
  }
}

/** Returns how far down the window the text can be seen: as far as the bar. */
function sight() {
  return innerHeight - element("bar").offsetHeight;
}

function isSeen(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < sight();
}

function scrollToward(node) {
  const by = node.getBoundingClientRect().top - innerHeight * 0.3;
  const jump = Math.abs(by) > 2 * innerHeight || matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollBy({ top: by, behavior: jump ? "instant" : "smooth" });
}

const [only] = bar.recordings;
const transcript = new Transcript(element("text"), only);
bar.followers.push((time) => transcript.follow(time));
bar.choose(only);
goToMoment();
addEventListener("hashchange", goToMoment);

function goToMoment() {
  const moment = momentIn(location.hash);
  if (moment === null) return;
  only.seek(moment);
  transcript.follow(moment);
  transcript.reveal();
}

const share = element("moment");
share.hidden = false;
share.addEventListener("click", async () => {
  history.replaceState(null, "", `#t=${Math.floor(only.time)}`);
  try {
    await navigator.clipboard.writeText(location.href);
    bar.say("链接已复制。");
    share.textContent = "链接已复制";
  } catch {
    // Browsers allow the clipboard on secure origins alone.
    share.textContent = "链接在地址栏里";
  }
});
