// One question of a kind at a time: a later one stops the earlier one, whose answer is null.
const asked = {};

export const banner = ""; // what the page says of itself: nothing, where there is a server

export async function ask(kind, question) {
  asked[kind]?.abort();
  const controller = (asked[kind] = new AbortController());
  try {
    const response = await fetch(`/api/${kind}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal: controller.signal,
    });
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") return null;
    return { error: "the server does not answer; is `extremum serve` still running?" };
  }
}
