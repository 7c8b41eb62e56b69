/** A number that is known by its bounds alone. */
export interface Bounds {
  /** The lower one. */
  readonly least: number;
  /** The upper one. */
  readonly most: number;
}

/** What a guest says of itself (host/guest-facts). */
export interface GuestFacts {
  /** Its own host name. */
  readonly hostName: string;
  /** cloud-init's result.json; absent until its last stage has ended. */
  readonly cloudInit?: string;
  /** How far its clock is ahead of this machine's, in seconds, negative when behind; absent where it is not known. */
  readonly clockAhead?: Bounds;
  /** Address that each host name of the cluster resolves to there; a name that does not resolve is absent. */
  readonly addresses: ReadonlyMap<string, string>;
}

/**
 * Reads what host/guest-facts prints.
 *
 * @param text KEY=VALUE lines
 * @param asked when it was asked and when the answer was there, by this machine's clock, in seconds since 1970
 * @throws Error when a line is none of those
 */
export function parseGuestFacts(
  text: string,
  asked?: { readonly from: number; readonly to: number },
): GuestFacts {
  const addresses = new Map<string, string>();
  const values = new Map<string, string>();
  for (const line of text.split("\n").filter((line) => line !== "")) {
    const [, address, key, value] =
      /^(?:address\.([^=]+)|(hostName|cloudInit|clock))=(.*)$/.exec(line) ?? [];
    if (value === undefined) {
      throw new Error(`the guest says "${line}", which host/guest-facts does not print`);
    }
    if (key !== undefined) {
      values.set(key, value);
    } else if (address !== undefined && value !== "") {
      addresses.set(address, value);
    }
  }
  const cloudInit = values.get("cloudInit");
  const clock = values.get("clock");
  return {
    hostName: values.get("hostName") ?? "",
    ...(cloudInit === undefined ? {} : { cloudInit }),
    ...(clock === undefined || asked === undefined
      ? {}
      : { clockAhead: { least: Number(clock) - asked.to, most: Number(clock) - asked.from } }),
    addresses,
  };
}

/**
 * The errors in cloud-init's own verdict (cloud-init 0.7.5: `{"v1": {"datasource": "...", "errors": []}}`).
 *
 * @param result text of its result.json
 * @returns the errors, empty when it is content; the text itself where it is something else
 */
export function cloudInitErrors(result: string): string[] {
  try {
    const { v1 } = JSON.parse(result) as { v1?: { errors?: unknown } };
    return Array.isArray(v1?.errors) ? v1.errors.map(String) : [result];
  } catch {
    return [result];
  }
}
