// <column-grip name="model"> at the end of a column's head: dragged, or with the arrow keys, it makes the column wider. Widths are the reader's own
// and stay in this browser: --column-model on the page, which the heads take before their usual width.
const stored = "column-widths";
const least = 44;
const most = 900;
const widths = JSON.parse(localStorage.getItem(stored) ?? "{}");

const show = name => document.documentElement.style.setProperty(`--column-${name}`, `${widths[name]}px`);
Object.keys(widths).filter(name => /^[a-z_]+$/.test(name) && Number.isFinite(widths[name])).forEach(show);

class ColumnGrip extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", this);
    this.addEventListener("keydown", this);
    this.addEventListener("dblclick", this);
  }

  handleEvent(event) {
    if (event.type === "pointerdown") this.drag(event);
    else if (event.type === "dblclick") this.forget();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      this.set(this.width + (event.key === "ArrowLeft" ? -16 : 16));
      this.keep();
    }
  }

  get width() { return this.closest("th").getBoundingClientRect().width; }

  drag(event) {
    event.preventDefault();
    const [from, start] = [event.clientX, this.width];
    const move = e => this.set(start + e.clientX - from);
    this.setPointerCapture(event.pointerId);
    this.addEventListener("pointermove", move);
    this.addEventListener("lostpointercapture", () => { this.removeEventListener("pointermove", move); this.keep(); }, { once: true });
  }

  set(width) {
    const name = this.getAttribute("name");
    widths[name] = Math.round(Math.min(most, Math.max(least, width)));
    show(name);
  }

  keep() { localStorage.setItem(stored, JSON.stringify(widths)); }

  forget() {
    const name = this.getAttribute("name");
    delete widths[name];
    document.documentElement.style.removeProperty(`--column-${name}`);
    this.keep();
  }
}

customElements.define("column-grip", ColumnGrip);
