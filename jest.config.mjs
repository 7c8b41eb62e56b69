// swc transpiles without type checks, which `npm run typecheck` does; the settings are those of
// tsconfig.json that shape the output.
const transform = {
  "^.+\\.ts$": [
    "@swc/jest",
    {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
      sourceMaps: "inline",
    },
  ],
};

/** @type {import("jest").Config} */
export default {
  // Some tests start programs; this bounds one that hangs, and says nothing of how long one may take.
  testTimeout: 60_000,
  projects: [
    {
      displayName: "unit",
      testEnvironment: "node",
      // The SDK and gRPC keep globals of their own beyond a test file's end.
      testEnvironmentOptions: { globalsCleanup: "off" },
      testMatch: ["<rootDir>/tests/unit/**/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/tests/support/setup.ts"],
      // Where Jest looks for packages by name; the SDK's folder holds its package.json twice.
      roots: ["<rootDir>/tests/unit"],
      // What the examples have as a package, as in tsconfig.json.
      moduleNameMapper: { "^mesos-testbed$": "<rootDir>/package.ts" },
      transform,
    },
  ],
};
