/** Stands in a preview for a digest or commit that the `up` will learn; short enough for the names of resources. */
export const unknownDigest = "learned-at-up";
