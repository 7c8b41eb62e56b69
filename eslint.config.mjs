import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

// Layout belongs to Prettier alone; these rules are about meaning.
export default tseslint.config(
  { ignores: ["node_modules/", "sdks/", "plugins/", "lab/", ".lab/", "**/bin/", "coverage/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/prefer-nullish-coalescing": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      eqeqeq: "error",
    },
  },
  {
    // Their own tsconfig.json finds this project only where it is linked as their package.
    files: ["examples/**/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "tsconfig.json" } },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        AbortSignal: "readonly",
        Buffer: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
      },
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      // An Output is not a promise: no-floating-promises does not see an expectation that sits in an
      // `.apply` which nobody awaits, and such a test can never fail.
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='apply']",
          message: "Await `promiseOf(output)` of tests/support/mocks.ts instead of `.apply(`.",
        },
      ],
    },
  },
  {
    files: ["**/*.cjs", "plugin.js"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        require: "readonly",
        module: "writable",
        __dirname: "readonly",
        process: "readonly",
        console: "readonly",
      },
    },
  },
  prettier,
);
