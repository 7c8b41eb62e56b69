import { contentHash, stableJson } from "../../../lib/contentHash";

// From sha256sum of each part with its length in bytes and a colon before it.
test.each([
  [["abc"], "aab5f9ae99b2e38fb462025c8f72f570c9c811705d2a4277dc855d7fa293fe97"],
  [["ab", "c"], "430fb1b4ac43316eca81fab27a1930ab8eff8fef6a1dc7903dce44bbc2790dc5"],
  [["ä"], "7a6db0ce95b55a8767f115010bcfbf24f8f61ab2bcab8358a763f0b2018b12f5"],
  [[], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
])("contentHash of %j", (parts, expected) => {
  expect(contentHash(...parts)).toBe(expected);
});

test.each([
  [{ b: 1, a: { d: 2, c: [3, { f: 4, e: 5 }] } }, '{"a":{"c":[3,{"e":5,"f":4}],"d":2},"b":1}'],
  [["b", "a"], '["b","a"]'],
  [null, "null"],
  ["x", '"x"'],
])("stableJson of %j", (value, expected) => {
  expect(stableJson(value)).toBe(expected);
});

test("stableJson refuses what JSON cannot hold", () => {
  expect(() => stableJson(undefined)).toThrow(TypeError);
});
