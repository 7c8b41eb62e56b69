import * as pulumi from "@pulumi/pulumi";

import { hideSecretsFromDebugLog, withoutAnswer } from "../../../lib/sdkAnswers";

test.each([
  [
    "RegisterResource RPC finished: resource:x[a:b:C]; err: null, resp: urn,id,secret\nof two lines",
    "RegisterResource RPC finished: resource:x[a:b:C]; err: null, resp: (not shown: it may hold secrets)",
  ],
  [
    "Invoke RPC finished: tok=t; err: e, resp: ",
    "Invoke RPC finished: tok=t; err: e, resp: (not shown: it may hold secrets)",
  ],
  ["Registering resource: t=a:b:C, name=resp: x", "Registering resource: t=a:b:C, name=resp: x"],
])("of %j", (message, shown) => {
  expect(withoutAnswer(message)).toBe(shown);
});

test("the SDK's own log hands on lines without answers, and all else as it is", () => {
  const { debug } = pulumi.log;
  const seen: unknown[] = [];
  pulumi.log.debug = (...line) => {
    seen.push(line);
    return Promise.resolve();
  };
  try {
    hideSecretsFromDebugLog();
    void pulumi.log.debug("Invoke RPC finished: tok=t; err: e, resp: hunter2", undefined, 7, true);
  } finally {
    pulumi.log.debug = debug;
  }
  expect(seen).toEqual([
    [
      "Invoke RPC finished: tok=t; err: e, resp: (not shown: it may hold secrets)",
      undefined,
      7,
      true,
    ],
  ]);
});
