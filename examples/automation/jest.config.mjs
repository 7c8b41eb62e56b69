// Apart from the project's own configuration: these tests make virtual machines, and are run by themselves.
import project from "../../jest.config.mjs";

const { transform } = project.projects[0];

/** @type {import("jest").Config} */
export default {
  displayName: "automation",
  testEnvironment: "node",
  // The SDK and gRPC keep globals of their own beyond a test file's end.
  testEnvironmentOptions: { globalsCleanup: "off" },
  moduleNameMapper: { "^mesos-testbed$": "<rootDir>/../../package.ts" },
  transform,
};
