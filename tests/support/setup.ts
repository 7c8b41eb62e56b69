// A test that reaches no expectation proves nothing, and is red.
beforeEach(() => {
  expect.hasAssertions();
});
