import { limitedMap } from "../../../lib/limited";

test("results come in the order of the things, and no more run at once than may", async () => {
  let running = 0;
  let most = 0;
  const doubled = await limitedMap(2, [3, 1, 2, 0], async (number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, number * 5));
    running -= 1;
    return number * 2;
  });
  expect(doubled).toEqual([6, 2, 4, 0]);
  expect(most).toBe(2);
});

test("after a failure what runs is waited for, and nothing more is begun", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = limitedMap(2, [0, 1, 2, 3], async (number) => {
    begun.push(number);
    if (number === 1) {
      throw new Error("of 1");
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended.push(number);
  });
  await expect(work).rejects.toThrow("of 1");
  expect([begun, ended]).toEqual([[0, 1], [0]]);
});
