// The list of what the API offers, from its own OpenAPI description.
const make = (name, ...children) => {
  const node = document.createElement(name);
  node.append(...children);
  return node;
};

const plain = (text) => (text ?? "").replaceAll("`", "");

// What is wider than the page is scrolled, also with the keyboard.
const json = (value) => Object.assign(make("pre", JSON.stringify(value, null, 2)), { tabIndex: 0 });

function find(description, schema) {
  return schema?.$ref ? schema.$ref.split("/").slice(1).reduce((at, key) => at[key], description) : schema;
}

function typeOf(schema) {
  const kinds = schema.anyOf ?? [schema];
  return kinds
    .map((kind) => kind.$ref?.split("/").pop() ?? kind.format ?? kind.type ?? "any")
    .join(" or ");
}

function fields(named) {
  return make("dl", ...named.flatMap(({ name, required, schema, description }) => {
    const facts = [typeOf(schema), required ? "required" : "", plain(description ?? schema.description)];
    return [make("dt", name), make("dd", facts.filter(Boolean).join("; "))];
  }));
}

function exampleOf(content, schema) {
  const named = Object.values(content.examples ?? {})[0]?.value;
  return content.example ?? named ?? schema?.example;
}

function request(description, operation) {
  const parts = [];
  if (operation.parameters?.length) parts.push(make("h3", "Parameters"), fields(operation.parameters));
  const content = operation.requestBody?.content?.["application/json"];
  if (!content) return parts;
  const schema = find(description, content.schema);
  parts.push(make("h3", "Body"));
  if (schema?.properties) {
    const required = schema.required ?? [];
    parts.push(fields(Object.entries(schema.properties).map(([name, property]) => (
      { name, schema: property, required: required.includes(name) }))));
  }
  const example = exampleOf(content, schema);
  if (example !== undefined) parts.push(json(example));
  return parts;
}

function responses(operation) {
  const list = make("dl", ...Object.entries(operation.responses).flatMap(([status, response]) => (
    [make("dt", status), make("dd", plain(response.description))])));
  const example = operation.responses["200"]?.content?.["application/json"]?.example;
  return [make("h3", "Responses"), list, ...(example === undefined ? [] : [json(example)])];
}

function operationItem(description, path, method, operation) {
  const said = make("span", plain(operation.description ?? operation.summary));
  said.className = "quiet";
  const summary = make("summary", make("b", method.toUpperCase()), make("code", path), said);
  return make("details", summary, ...request(description, operation), ...responses(operation));
}

async function show() {
  const description = await (await fetch("/openapi.json")).json();
  const about = description.info.description.split("\n\n").map((text) => make("p", plain(text)));
  document.getElementById("about").replaceChildren(...about);
  const groups = new Map();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? "other";
      if (!groups.has(tag)) groups.set(tag, [make("h2", tag)]);
      groups.get(tag).push(operationItem(description, path, method, operation));
    }
  }
  document.getElementById("operations").replaceChildren(...[...groups.values()].flat());
}

show();
