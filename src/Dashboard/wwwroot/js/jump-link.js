// <jump-link to="id"><button>…</button></jump-link>: brings an element of this page into view and shows for a moment which one it is.
class JumpLink extends HTMLElement {
  connectedCallback() { this.addEventListener("click", this.jump); }

  disconnectedCallback() { this.removeEventListener("click", this.jump); }

  jump() {
    const target = document.getElementById(this.getAttribute("to"));
    if (!target) return;
    target.closest("details:not([open])")?.setAttribute("open", "");
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    target.dataset.jumped = "";
    setTimeout(() => delete target.dataset.jumped, 1600);
  }
}

customElements.define("jump-link", JumpLink);
