// <copy-button text="…"><button>Copy</button></copy-button>: puts the text on the clipboard and says so for a moment. With from="…" it is what that
// address answers.
async function textAt(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`It answered ${answer.status}.`);
  return answer.text();
}

async function toClipboard(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(await text);
  text = await text;
  // Plain http on a LAN has no clipboard API.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("The browser did not copy.");
}

class CopyButton extends HTMLElement {
  connectedCallback() { this.addEventListener("click", this.copy); }

  disconnectedCallback() { this.removeEventListener("click", this.copy); }

  async copy() {
    clearTimeout(this.timer);
    try {
      await toClipboard(this.hasAttribute("from") ? textAt(this.getAttribute("from")) : this.getAttribute("text"));
      this.dataset.state = "copied";
    } catch {
      this.dataset.state = "failed";
    }
    this.timer = setTimeout(() => delete this.dataset.state, 1600);
  }
}

customElements.define("copy-button", CopyButton);
