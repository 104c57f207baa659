"use strict";

// The token lives as long as the browser tab, and nowhere but in it.
const TOKEN = "warranty-graph-token";
const field = document.getElementById("token");
const state = document.getElementById("token-state");
const examples = JSON.parse(document.getElementById("examples").textContent);
const root = ReactDOM.createRoot(document.getElementById("graphiql"));

function withoutToken() {
  return { errors: [{ message: "Paste a bearer token in the field at the top, then press Enter." }] };
}

function fetcherFor(token) {
  return async (parameters, options) => {
    if (!token) {
      return withoutToken();
    }
    const answer = await fetch("/graphql", {
      method: "POST",
      headers: {
        ...options?.headers,
        Accept: "application/json",
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(parameters),
    });
    return answer.json();
  };
}

function claimsOf(token) {
  try {
    const text = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(text));
  } catch {
    return null;
  }
}

function describe(token) {
  if (!token) {
    return "No token yet";
  }
  const claims = claimsOf(token);
  if (!claims) {
    return "This does not look like a token";
  }
  const until = new Date(claims.exp * 1000);
  const verb = until < new Date() ? "expired" : "valid until";
  const roles = Array.isArray(claims.roles) && claims.roles.length ? ` (${claims.roles.join(", ")})` : "";
  return `${claims.sub}${roles}, ${verb} ${until.toLocaleString()}`;
}

// A new key makes GraphiQL start anew, so that it reads the schema with the new token.
let round = 0;

function show(token) {
  state.textContent = describe(token);
  round += 1;
  root.render(
    React.createElement(GraphiQL, {
      key: round,
      fetcher: fetcherFor(token),
      defaultEditorToolsVisibility: "variables",
      defaultTabs: examples.map((query) => ({ query })),
      shouldPersistHeaders: false,
    }),
  );
}

function use(token) {
  sessionStorage.setItem(TOKEN, token);
  field.value = token;
  show(token);
}

document.getElementById("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  use(field.value.trim().replace(/^Bearer\s+/i, ""));
});

document.getElementById("forget").addEventListener("click", () => {
  use("");
  field.focus();
});

use(sessionStorage.getItem(TOKEN) ?? "");
