const placeholder = /\$\{([A-Za-z]+)\}/;

/**
 * Puts values into a parsed template. A placeholder `${name}` that is the whole of a text may stand for any value; one
 * within a text stands for a text.
 *
 * @param template the template as data, e.g. of a YAML parser
 * @param values the values by name
 * @returns the template with all placeholders replaced
 * @throws Error when a placeholder has no value, or a value no placeholder: either is a slip that would else go
 *   unnoticed until a guest fails
 */
export function fillTemplate(
  template: unknown,
  values: Readonly<Record<string, unknown>>,
): unknown {
  const used = new Set<string>();
  const valueOf = (name: string): unknown => {
    if (!Object.hasOwn(values, name)) {
      throw new Error(`the template's placeholder \${${name}} has no value`);
    }
    used.add(name);
    return values[name];
  };
  const fill = (part: unknown): unknown => {
    if (Array.isArray(part)) {
      return part.map(fill);
    }
    if (typeof part === "object" && part !== null) {
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, fill(value)]));
    }
    if (typeof part !== "string") {
      return part;
    }
    const whole = new RegExp(`^${placeholder.source}$`).exec(part)?.[1];
    if (whole !== undefined) {
      return valueOf(whole);
    }
    return part.replaceAll(new RegExp(placeholder.source, "g"), (_, name: string) => {
      const value = valueOf(name);
      if (typeof value !== "string") {
        throw new Error(
          `the template's placeholder \${${name}} is within a text but its value is none`,
        );
      }
      return value;
    });
  };
  const result = fill(template);
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw new Error(`no placeholder of the template takes the values ${unused.join(", ")}`);
  }
  return result;
}
