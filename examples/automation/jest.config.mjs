// swc transpiles without type checks: this file, and the package too, which is TypeScript.
/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  // The SDK and gRPC keep globals of their own beyond a test file's end.
  testEnvironmentOptions: { globalsCleanup: "off" },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
};
