import { withoutAnswer } from "../../../lib/sdkAnswers";

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
