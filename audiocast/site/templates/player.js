"use strict";

/* An episode's recording on this page, and what the browser remembers of it. */

// A browser that blocks storage throws at the very name, and then remembers nothing.
const memory = {
  get(key) {
    try { return localStorage.getItem(`audiocast:${key}`); } catch { return null; }
  },
  set(key, value) {
    try {
      if (value === null) localStorage.removeItem(`audiocast:${key}`);
      else localStorage.setItem(`audiocast:${key}`, value);
    } catch { /* blocked or full */ }
  },
};

class Recording extends EventTarget {
  #wanted = null; // seconds asked for before the browser knows the file
  #saved = 0;

  constructor(article) {
    super();
    this.article = article;
    this.audio = article.querySelector("audio");
    this.title = document.getElementById(`${article.id}_title`);
    this.duration = Number(article.dataset.duration) / 1000;
    this.links = [...article.querySelectorAll(".chapters a[data-seek]")];
    this.chapters = this.links.map((link) => Number(link.dataset.seek) / 1000);
    this.key = `at:${article.id}:${article.dataset.media}`;
    const left = Number(memory.get(this.key));
    if (left > 0 && left < this.duration) this.#wanted = left;

    this.audio.controls = false;
    // The browser may know the file before this script runs.
    this.#settle();
    this.audio.addEventListener("loadedmetadata", () => this.#settle());
    this.audio.addEventListener("timeupdate", () => {
      if (Math.abs(this.time - this.#saved) >= 5) this.remember();
    });
    for (const name of ["pause", "seeked"]) this.audio.addEventListener(name, () => this.remember());
    for (const name of ["play", "pause", "ended", "seeked", "timeupdate", "waiting", "playing", "error"]) {
      this.audio.addEventListener(name, () => this.dispatchEvent(new Event(name)));
    }
  }

  get time() {
    return this.#wanted ?? this.audio.currentTime;
  }

  get playing() {
    return !this.audio.paused && !this.audio.ended;
  }

  get chapter() {
    return lastUpTo(this.chapters, this.time + 0.05);
  }

  seek(seconds) {
    this.#wanted = Math.min(Math.max(seconds, 0), this.duration);
    this.#settle();
    if (this.#wanted !== null) this.dispatchEvent(new Event("seeked"));
  }

  play() {
    // A second tap may interrupt the first one's loading, which is no error for the listener.
    this.audio.play().catch(() => {});
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  #settle() {
    if (this.#wanted === null || this.audio.readyState < HTMLMediaElement.HAVE_METADATA) return;
    this.audio.currentTime = this.#wanted;
    this.#wanted = null;
  }

  // Neither the first seconds nor the last are a place to come back to.
  remember() {
    this.#saved = this.time;
    const worth = this.time > 3 && this.time < this.duration - 3;
    memory.set(this.key, worth ? this.time.toFixed(2) : null);
  }
}

/** Returns the index of the last of the ascending numbers that is not above the value; -1 when all are. */
function lastUpTo(ascending, value) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Returns a time as people read it: 04:05, or 1:04:05. */
function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${minutes}` : minutes;
}

/** Returns the seconds that an address asks for, as #t=83 or #t=1:23; null when it asks for none. */
function momentIn(hash) {
  const found = /[#&]t=(?:npt:)?([\d.:]+)/.exec(hash);
  if (!found) return null;
  const seconds = found[1].split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number.isFinite(seconds) ? seconds : null;
}
