import { cloudInitErrors, parseGuestFacts } from "../../../lib/guestFacts";

test("facts are read line by line", () => {
  const text =
    'hostName=slave1\ncloudInit={"v1": {"errors": []}} \naddress.master=192.168.5.51\naddress.slave2=\n';
  expect(parseGuestFacts(text)).toEqual({
    hostName: "slave1",
    cloudInit: '{"v1": {"errors": []}} ',
    addresses: new Map([["master", "192.168.5.51"]]),
  });
});

test("how far the clock is ahead lies between the asking and the answer", () => {
  const asked = { from: 1000, to: 1002.5 };
  expect(parseGuestFacts("hostName=slave1\nclock=1003.250000000\n", asked)).toEqual({
    hostName: "slave1",
    clockAhead: { least: 0.75, most: 3.25 },
    addresses: new Map(),
  });
});

test("a guest whose cloud-init still runs has no result", () => {
  expect(parseGuestFacts("hostName=slave1\n")).toEqual({
    hostName: "slave1",
    addresses: new Map(),
  });
});

test("another line is an error that shows it", () => {
  expect(() => parseGuestFacts("hostName=slave1\nWelcome!\n")).toThrow('the guest says "Welcome!"');
});

test.each<[string, string, string[]]>([
  ["none", '{"v1": {"datasource": "x", "errors": []}}', []],
  ["two", '{"v1": {"errors": ["no disk", "no net"]}}', ["no disk", "no net"]],
  ["no list", '{"v1": {}}', ['{"v1": {}}']],
  ["no JSON", "{", ["{"]],
])("errors of cloud-init: %s", (_, text, errors) => {
  expect(cloudInitErrors(text)).toEqual(errors);
});
