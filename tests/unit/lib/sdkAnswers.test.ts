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

test("the logs of the package's SDK and of the program's hand on lines without answers, and all else as it is", () => {
  const { debug } = pulumi.log;
  const seen: unknown[] = [];
  const see = (...line: unknown[]): Promise<void> => {
    seen.push(line);
    return Promise.resolve();
  };
  const own = { debug: see };
  pulumi.log.debug = see;
  try {
    hideSecretsFromDebugLog(own);
    for (const log of [pulumi.log, own]) {
      void log.debug("Invoke RPC finished: tok=t; err: e, resp: hunter2", undefined, 7, true);
    }
  } finally {
    pulumi.log.debug = debug;
  }
  const shown = "Invoke RPC finished: tok=t; err: e, resp: (not shown: it may hold secrets)";
  expect(seen).toEqual([
    [shown, undefined, 7, true],
    [shown, undefined, 7, true],
  ]);
});
