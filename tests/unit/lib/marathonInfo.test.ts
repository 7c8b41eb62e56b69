import { parseMarathonInfo } from "../../../lib/marathonInfo";

test("a Marathon that leads is read", () => {
  const info = { name: "marathon", version: "0.11.0", elected: true, leader: "m:8080" };
  expect(parseMarathonInfo({ ...info, frameworkId: "M-0000" })).toEqual({
    version: "0.11.0",
    elected: true,
    leader: "m:8080",
    frameworkId: "M-0000",
  });
});

test("without leader and framework ID they are absent, not null", () => {
  const info = { version: "0.11.0", elected: false, leader: null, frameworkId: null };
  expect(parseMarathonInfo(info)).toEqual({ version: "0.11.0", elected: false });
});

test.each([null, "pong", {}, { version: "0.11.0" }, { version: 11, elected: true }])(
  "%j is not the info of a Marathon",
  (answer) => {
    expect(() => parseMarathonInfo(answer)).toThrow("it is not the info of a Marathon");
  },
);
