// Whole systems, real sound and a browser on a machine that has other work too: a test that fails is tried once more,
// and its first failure is printed all the same. One that fails twice has failed.
jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
