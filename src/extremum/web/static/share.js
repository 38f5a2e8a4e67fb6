// A question as the fragment of an address, which never leaves the browser.
export function toFragment(state) {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const text = btoa(String.fromCharCode(...bytes));
  return "#" + text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromFragment(fragment) {
  try {
    const text = atob(fragment.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const found = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {}; // a broken link is an empty question
  }
}
