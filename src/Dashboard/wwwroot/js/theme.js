// <theme-toggle>: light or dark, kept in a cookie that the server reads, so that the first paint is already right.
function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

class ThemeToggle extends HTMLElement {
  connectedCallback() { this.addEventListener("click", this.toggle); }

  disconnectedCallback() { this.removeEventListener("click", this.toggle); }

  toggle() {
    const theme = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    for (const link of document.querySelectorAll("link[data-scheme]")) link.media = link.dataset.scheme === theme ? "all" : "not all";
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  }
}

customElements.define("theme-toggle", ThemeToggle);
