"use strict";

/* The bar at the foot of the page that plays one of its recordings. */

const element = (name) => document.getElementById(`_${name}`);

class Bar {
  recording = null;
  followers = []; // called with the time, at every frame while it plays
  #frame = 0;
  #second = -1;
  #chapter = -2;
  #sliding = false;

  constructor(recordings) {
    this.recordings = recordings;
    this.speed = element("speed");
    this.slider = element("seek");
    for (const recording of recordings) this.#serve(recording);

    element("play").addEventListener("click", () => this.recording.toggle());
    element("back").addEventListener("click", () => this.skip(-15));
    element("forward").addEventListener("click", () => this.skip(15));
    element("previous").addEventListener("click", () => this.turn(-1));
    element("next").addEventListener("click", () => this.turn(1));
    element("bar-title").addEventListener("click", (event) => {
      if (event.currentTarget.getAttribute("href") !== "#") return;
      event.preventDefault();
      scrollTo({ top: 0 });
    });

    const kept = memory.get("speed");
    if ([...this.speed.options].some((option) => option.value === kept)) this.speed.value = kept;
    this.speed.addEventListener("change", () => this.#setSpeed());

    this.slider.addEventListener("input", () => {
      this.#sliding = true;
      this.#write(Number(this.slider.value));
    });
    for (const name of ["change", "pointerup", "pointercancel"]) {
      this.slider.addEventListener(name, () => {
        if (this.#sliding) this.recording.seek(Number(this.slider.value));
        this.#sliding = false;
      });
    }
    addEventListener("pagehide", () => this.recording?.remember());
    document.addEventListener("visibilitychange", () => this.recording?.remember());
  }

  #serve(recording) {
    const { article } = recording;
    article.querySelector(".listen").hidden = false;
    article.querySelector(".listen-button").addEventListener("click", () => {
      this.choose(recording);
      recording.toggle();
    });
    for (const link of article.querySelectorAll("a[data-seek]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        this.playFrom(recording, Number(link.dataset.seek) / 1000);
      });
    }
    for (const name of ["play", "pause", "ended", "seeked", "timeupdate"]) {
      recording.addEventListener(name, () => this.#refresh(recording));
    }
    for (const name of ["waiting", "playing", "pause"]) {
      recording.addEventListener(name, () => element("bar").classList.toggle("waiting", name === "waiting"));
    }
    recording.addEventListener("error", () => this.#label(recording));
    this.#label(recording);
  }

  /** Makes a recording the one that the bar plays; another one stops. */
  choose(recording) {
    if (this.recording === recording) return;
    this.recording?.pause();
    this.recording = recording;
    this.#second = -1;
    this.#chapter = -2;
    this.slider.max = Math.ceil(recording.duration);
    element("length").textContent = clock(recording.duration);
    const title = element("bar-title");
    title.href = recording.title.querySelector("a")?.getAttribute("href") ?? "#";
    element("previous").hidden = element("next").hidden = recording.chapters.length < 2;
    element("bar").hidden = false;
    document.documentElement.classList.add("with-bar");
    this.#setSpeed();
    announceMedia(this);
    this.#refresh(recording);
  }

  playFrom(recording, seconds) {
    this.choose(recording);
    recording.seek(seconds);
    recording.play();
  }

  skip(seconds) {
    this.recording.seek(this.recording.time + seconds);
  }

  /** Goes a chapter on, or back: to the start of this one unless it has only just begun. */
  turn(by) {
    const { chapter, chapters, time, links } = this.recording;
    const begun = by < 0 && chapter >= 0 && time - chapters[chapter] > 3;
    const target = begun ? chapter : chapter + by;
    if (!(target in chapters)) return;
    this.recording.seek(chapters[target]);
    this.say(links[target].querySelector(".name").textContent);
  }

  /** Takes the next faster speed, or the next slower one. */
  hurry(by) {
    const index = this.speed.selectedIndex + by;
    if (!(index in this.speed.options)) return;
    this.speed.selectedIndex = index;
    this.#setSpeed();
    this.say(`播放速度${this.speed.value}倍`);
  }

  say(text) {
    element("status").textContent = text;
  }

  #setSpeed() {
    memory.set("speed", this.speed.value);
    if (!this.recording) return;
    this.recording.audio.defaultPlaybackRate = this.recording.audio.playbackRate = Number(this.speed.value);
  }

  #refresh(recording) {
    if (recording.playing) this.choose(recording);
    this.#label(recording);
    if (recording !== this.recording) return;
    const play = element("play");
    play.setAttribute("aria-label", recording.playing ? "暂停" : "播放");
    play.classList.toggle("playing", recording.playing);
    cancelAnimationFrame(this.#frame);
    this.#tick();
  }

  #label(recording) {
    const { article, playing, time } = recording;
    const begun = time > 3 && time < recording.duration - 3;
    article.querySelector(".listen-button").classList.toggle("playing", playing);
    write(article.querySelector(".listen-word"), playing ? "暂停" : begun ? "继续播放" : "播放");
    const heard = begun && !playing ? `听到 ${clock(time)}` : "";
    const broken = recording.audio.error && "音频打不开，请稍后再试，或下载后收听。";
    write(article.querySelector(".listen-note"), broken || heard);
  }

  #tick() {
    const { recording } = this;
    this.#paint(recording);
    for (const follow of this.followers) follow(recording.time);
    if (recording.playing) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #paint(recording) {
    const second = Math.floor(recording.time);
    if (second !== this.#second && !this.#sliding) {
      this.#second = second;
      this.slider.value = second;
      this.#write(second);
    }
    const { chapter } = recording;
    if (chapter === this.#chapter) return;
    this.#chapter = chapter;
    for (const other of this.recordings) {
      for (const link of other.links) link.removeAttribute("aria-current");
    }
    const link = recording.links[chapter];
    const name = link?.querySelector(".name") ?? recording.title;
    element("bar-title").textContent = name.textContent;
    link?.setAttribute("aria-current", "true");
    // A long list beside the text scrolls by itself, never the page.
    const list = link?.closest(".contents");
    if (!list || list.scrollHeight <= list.clientHeight) return;
    const [inner, outer] = [link, list].map((node) => node.getBoundingClientRect());
    if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
    list.scrollTop += inner.top - outer.top - list.clientHeight / 3;
  }

  #write(seconds) {
    element("at").textContent = clock(seconds);
    this.slider.setAttribute("aria-valuetext", `${clock(seconds)}，共${clock(this.recording.duration)}`);
  }
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Tells the system's own controls (lock screen, headset) what plays and what they may do. */
function announceMedia(bar) {
  if (!("mediaSession" in navigator)) return;
  const cover = document.querySelector("img.cover");
  navigator.mediaSession.metadata = new MediaMetadata({
    title: bar.recording.title.textContent,
    artist: document.querySelector('meta[property="og:site_name"]').content,
    artwork: cover && location.protocol !== "file:" ? [{ src: cover.src }] : [],
  });
  const actions = {
    play: () => bar.recording.play(),
    pause: () => bar.recording.pause(),
    seekbackward: () => bar.skip(-15),
    seekforward: () => bar.skip(15),
    seekto: (details) => bar.recording.seek(details.seekTime),
    previoustrack: () => bar.turn(-1),
    nexttrack: () => bar.turn(1),
  };
  for (const [name, act] of Object.entries(actions)) {
    try { navigator.mediaSession.setActionHandler(name, act); } catch { /* a browser may not know it */ }
  }
}

const bar = new Bar([...document.querySelectorAll("article[data-media]")].map((article) => new Recording(article)));
