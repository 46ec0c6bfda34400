// <elapsed-time since="2026-11-22T10:00:00Z" now="2026-11-22T10:00:01Z">: how long it runs, ten times a second at first and then every second.
// "now" is the server's clock when this was drawn, so a wrong clock here does not show. It draws in a shadow root, as local-time does.
const clocks = new Set();
let timer = 0;

function words(milliseconds) {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  const two = n => String(n).padStart(2, "0");
  return minutes < 60 ? `${minutes}m ${two(Math.floor(seconds % 60))}s` : `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

function draw() {
  if (document.hidden) return;
  for (const clock of clocks) clock.draw();
}

class ElapsedTime extends HTMLElement {
  static observedAttributes = ["since", "now"];

  connectedCallback() {
    this.root ??= this.attachShadow({ mode: "open" });
    this.measure();
    clocks.add(this);
    timer ||= setInterval(draw, 100);
  }

  disconnectedCallback() {
    clocks.delete(this);
    if (clocks.size === 0) {
      clearInterval(timer);
      timer = 0;
    }
  }

  attributeChangedCallback() { if (this.root) this.measure(); }

  // What had passed when it was drawn, by the server's clock; from there on the browser counts.
  measure() {
    this.before = new Date(this.getAttribute("now")) - new Date(this.getAttribute("since"));
    this.drawnAt = performance.now();
    this.draw();
  }

  draw() {
    if (Number.isNaN(this.before)) return;
    const text = words(this.before + performance.now() - this.drawnAt);
    if (this.root.textContent !== text) this.root.textContent = text;
  }
}

customElements.define("elapsed-time", ElapsedTime);
