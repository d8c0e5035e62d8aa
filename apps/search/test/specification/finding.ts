import { type Subject } from './subject';

export function specifyFinding({ titles, first, add }: Subject): void {
  describe('finds', () => {
    it.each([
      ['the whole title', "don't stop me now"],
      ['words in any order', 'now stop'],
      ['without apostrophes', 'dont stop me now'],
      ['other apostrophes and spaces', 'DON’T   stop  me now!'],
      ['a half-typed last word', 'stop me n'],
      ['title and artist', 'queen stop'],
      ['artist and album', 'queen jazz'],
    ])('by %s', async (_, text) => {
      await add({ title: "Don't Stop Me Now", artist: 'Queen', album: 'Jazz' }, { title: 'Other', artist: 'King' });
      await expect(titles(text)).resolves.toEqual(["Don't Stop Me Now"]);
    });

    it.each([
      ['beyonce', 'Beyoncé'],
      ['BEYONCÉ', 'Beyoncé'],
      ['acdc', 'AC/DC'],
      ['ac dc', 'AC/DC'],
      ['ac/dc', 'AC/DC'],
      ['motorhead', 'Motörhead'],
      ['pink', 'P!nk'],
      ['kesha', 'Ke$ha'],
      ['rem', 'R.E.M.'],
      ['simon and garfunkel', 'Simon & Garfunkel'],
      ['simon & garfunkel', 'Simon & Garfunkel'],
      ['simon garfunkel', 'Simon & Garfunkel'],
      ['guns and roses', "Guns N' Roses"],
      ["guns n' roses", "Guns N' Roses"],
      ['santana rob thomas', 'Santana feat. Rob Thomas'],
      ['santana feat rob thomas', 'Santana feat. Rob Thomas'],
      ['santana featuring rob thomas', 'Santana feat. Rob Thomas'],
      ['beatles', 'The Beatles'],
      ['the beatles', 'The Beatles'],
    ])('“%s” as %s', async (text, artist) => {
      await add({ title: 'Wanted', artist }, { title: 'Unwanted', artist: 'Nobody' });
      await expect(titles(text)).resolves.toEqual(['Wanted']);
    });

    it('titles in which signs join words', async () => {
      await add({ title: "Baby(I'm Yours)" }, { title: 'Rock-A-Hula Baby' });
      await expect(first('baby im yours')).resolves.toBe("Baby(I'm Yours)");
      await expect(first('rock a hula')).resolves.toBe('Rock-A-Hula Baby');
    });

    it('titles of stop words, numbers and signs', async () => {
      await add({ title: 'This Is the Day', artist: 'The The' }, { title: '1999', artist: 'Prince' });
      await add({ title: 'One', artist: 'U2' }, { title: 'It', artist: 'Somebody' }, { title: '???', artist: '!!!' });
      for (const [text, title] of [
        ['the the', 'This Is the Day'],
        ['1999', '1999'],
        ['u2', 'One'],
        ['it', 'It'],
        ['!!!', '???'],
        ['???', '???'],
      ] as const)
        expect([text, await first(text)]).toEqual([text, title]);
    });

    it('by one letter what is that word or has one that begins with it, in the album too', async () => {
      const band = { artist: 'Maxstack', album: 'Endgame (Advanced Research)' };
      await add({ title: 'A' }, { title: 'Africa' }, { title: 'Nebula', ...band }, { title: 'Banana' });
      expect((await titles('a')).sort()).toEqual(['A', 'Africa', 'Nebula']);
      await expect(titles('e')).resolves.toEqual(['Nebula']);
    });

    it('other scripts, also parts of those without spaces', async () => {
      await add({ title: '七里香', artist: '周杰倫' }, { title: '上を向いて歩こう', artist: '坂本 九' });
      await add({ title: 'Подмосковные вечера', artist: 'Владимир Трошин' }, { title: 'حبيبي', artist: 'عمرو دياب' });
      for (const [text, title] of [
        ['杰倫', '七里香'],
        ['里香', '七里香'],
        ['歩こう', '上を向いて歩こう'],
        ['вечера', 'Подмосковные вечера'],
        ['ПОДМОСКОВНЫЕ веч', 'Подмосковные вечера'],
        ['\u202bحبيبي\u202c', 'حبيبي'],
      ] as const)
        expect([text, await first(text)]).toEqual([text, title]);
    });

    it('everything, the popular first, when nothing was typed', async () => {
      await add({ title: 'Rare', popularity: 1 }, { title: 'Popular', popularity: 50 });
      for (const text of ['', '   ', '\u0000']) await expect(titles(text)).resolves.toEqual(['Popular', 'Rare']);
    });
  });
}
