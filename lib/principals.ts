/** Base names of the principals that the product uses itself. */
const ownPrincipals = ["slave", "marathon"] as const;

/**
 * Whether a principal is one that the product uses, or will use after a rotation, when its name carries a number.
 *
 * @param principal any name
 */
export function isOwnPrincipal(principal: string): boolean {
  return ownPrincipals.some((own) => new RegExp(`^${own}(-\\d+)?$`).test(principal));
}

/**
 * The name of one of the product's principals. A rotation gives it another one: the master knows one secret for a name,
 * so two secrets can only be valid side by side under two names (docs/decisions/0006-rotation-by-name.md).
 *
 * @param own base name
 * @param rotation how often the secrets have been replaced (`authentication.rotation`)
 * @returns the base name itself before the first rotation, else with the number behind it
 */
export function principalName(own: (typeof ownPrincipals)[number], rotation: number): string {
  return rotation === 0 ? own : `${own}-${rotation}`;
}
