// <local-time datetime="2026-11-22T10:00:00Z">: the moment in the reader's zone; "12s ago" while it is fresh, the exact time on hover.
// It draws in a shadow root, so that nobody but the server touches the text inside.
const clocks = new Set();
// The page's language, as it is written where the reader lives.
const language = document.documentElement.lang;
const locale = navigator.languages.find(l => l.split("-")[0] === language.split("-")[0]) ?? language;
const ago = new Intl.RelativeTimeFormat(locale, { style: "narrow", numeric: "auto" });
const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const year = new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", day: "numeric" });
const exact = new Intl.DateTimeFormat(locale, {
  year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
  fractionalSecondDigits: 3, hourCycle: "h23", timeZoneName: "short",
});

function words(moment, now, full) {
  const seconds = Math.round((now - moment) / 1000);
  if (full) return exact.format(moment);
  if (seconds >= 0 && seconds < 60) return ago.format(seconds < 2 ? 0 : -seconds, "second");
  if (moment.toDateString() === now.toDateString()) return time.format(moment);
  return Math.abs(seconds) < 300 * 86400 ? day.format(moment) : year.format(moment);
}

class LocalTime extends HTMLElement {
  static observedAttributes = ["datetime"];

  connectedCallback() {
    this.root ??= this.attachShadow({ mode: "open" });
    clocks.add(this);
    this.draw();
  }

  disconnectedCallback() { clocks.delete(this); }

  attributeChangedCallback() { if (this.root) this.draw(); }

  draw() {
    const moment = new Date(this.getAttribute("datetime"));
    if (Number.isNaN(moment.getTime())) return;
    const text = words(moment, new Date(), this.hasAttribute("exact"));
    if (this.root.textContent !== text) this.root.textContent = text;
    this.title = exact.format(moment);
  }
}

customElements.define("local-time", LocalTime);
setInterval(() => { if (!document.hidden) for (const clock of clocks) clock.draw(); }, 1000);
