import { ExternalSystem, readUrls } from './external-system';

describe('a system that runs elsewhere', () => {
  it('is named by one address or several', () => {
    expect(readUrls('http://127.0.0.1:3000')).toEqual(['http://127.0.0.1:3000']);
    expect(readUrls('http://one:3000/, https://two')).toEqual(['http://one:3000', 'https://two']);
  });

  it.each(['', 'localhost:3000', 'http://one,', 'http://one/api'])('says what is wrong with “%s”', (text) => {
    expect(() => readUrls(text)).toThrow('is not the address of a gateway');
  });

  it('uses the addresses in turn, and one address for every replica', () => {
    const two = new ExternalSystem(['http://one', 'http://two']);
    expect([two.url(0), two.url(1), two.url(2)]).toEqual(['http://one', 'http://two', 'http://one']);
    expect(new ExternalSystem(['http://one']).rest(1).baseUrl).toBe('http://one');
  });
});
