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
