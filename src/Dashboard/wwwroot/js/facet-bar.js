// <facet-bar open="model,key">: the sidebar of facets. Whether it is shown and which of its sections are open is kept here, by the browser; the server
// is told which are open while it is shown, and only asks for those. On a small screen it is a drawer, shut until it is asked for.
const store = "facets";
const usual = "model,user_id,outcome";
const pause = 150;
const narrow = matchMedia("(max-width: 1000px)");

function kept() {
  try {
    const { shown, open } = JSON.parse(localStorage.getItem(store) ?? "{}");
    return { shown: shown !== false, open: typeof open === "string" && open.length < 2000 ? open : usual };
  } catch {
    return { shown: true, open: usual };
  }
}

function keep(changed) {
  try {
    localStorage.setItem(store, JSON.stringify({ ...kept(), ...changed }));
  } catch {
    // A browser that keeps nothing opens it as it usually is.
  }
}

class FacetBar extends HTMLElement {
  static observedAttributes = ["open"];

  connectedCallback() {
    document.addEventListener("click", this);
    narrow.addEventListener("change", this);
    this.addEventListener("keydown", this);
    this.addEventListener("input", this);
    this.show(!narrow.matches && kept().shown);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
    narrow.removeEventListener("change", this);
    clearTimeout(this.timer);
  }

  // What a reader opens and folds while it is shown.
  attributeChangedCallback(name, before, open) { if (this.told && this.shown) keep({ open }); }

  handleEvent(event) {
    if (event.type === "change") this.show(!narrow.matches && kept().shown);
    else if (event.type === "click") this.clicked(event);
    else if (event.type === "input" && event.target.matches(".facet-search")) this.typed(event.target);
    else if (event.type === "keydown" && event.key === "Escape" && narrow.matches) this.leave(event);
  }

  clicked(event) {
    const button = event.target.closest?.("[data-facets]");
    // The shade around a drawer is its own.
    if (!button && !(narrow.matches && event.target === this)) return;
    this.show(!this.shown);
    if (!narrow.matches) keep({ shown: this.shown });
    if (this.shown) this.querySelector("[data-facets]")?.focus({ preventScroll: true });
    else document.querySelector("[data-facets]:not(facet-bar *)")?.focus({ preventScroll: true });
  }

  leave(event) {
    event.preventDefault();
    event.stopPropagation();
    this.show(false);
    document.querySelector("[data-facets]:not(facet-bar *)")?.focus();
  }

  typed(field) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => field.dispatchEvent(new Event("change", { bubbles: true })), pause);
  }

  show(shown) {
    this.shown = shown;
    this.dataset.state = shown ? "shown" : "hidden";
    // The children arrive after their parent.
    requestAnimationFrame(() => this.tell());
  }

  tell() {
    for (const button of document.querySelectorAll("[data-facets]")) button.setAttribute("aria-expanded", String(this.shown));
    const hidden = this.querySelector("input.opened");
    if (!hidden) return;
    this.told = true;
    hidden.value = this.shown ? kept().open : "";
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("facet-bar", FacetBar);
