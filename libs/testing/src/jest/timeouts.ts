// Generous, because these tests start real servers on machines of any speed; no test asserts a time.
jest.setTimeout(240_000);
