import { trackSummary } from '@djamms/testing';
import { specifyAnyText } from './specification/any-text';
import { specifyChanges } from './specification/changes';
import { specifyFacets } from './specification/facets';
import { specifyFinding } from './specification/finding';
import { specifyOrder } from './specification/order';
import { specifyPages } from './specification/pages';
import { specifySlips } from './specification/slips';
import { specifySuggestions } from './specification/suggestions';
import { specifyVenues } from './specification/venues';
import { Subject, document, type EngineUnderTest } from './specification/subject';

export { type EngineUnderTest };

/** What every engine must find, and in what order. */
export function specifyEngine(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(`the ${name} engine`, () => {
    const subject = new Subject();
    const { add, ask, titles } = subject;
    beforeAll(() => subject.start(start), 120_000);
    afterAll(() => subject.stop());
    beforeEach(() => subject.enterAnotherVenue());

    specifyFinding(subject);
    specifySlips(subject);
    specifyOrder(subject);
    specifyPages(subject);
    specifyFacets(subject);
    specifySuggestions(subject);
    specifyAnyText(subject);
    specifyVenues(subject);
    specifyChanges(subject);

    it('holds exactly what it was filled with, while and after searches go on', async () => {
      const [kept, gone] = await add({ title: 'Kept' }, { title: 'Dropped' });
      const fresh = trackSummary({ venueId: subject.venueId, title: 'Fresh' });
      const filling = subject.tested.fill([document(kept!), document(fresh)]);
      await expect(ask('kept')).resolves.toMatchObject({ total: 1 });
      await filling;
      expect((await titles('')).toSorted()).toEqual(['Fresh', 'Kept']);
      await expect(ask(gone!.title)).resolves.toMatchObject({ total: 0 });
      const { tracks, bytes } = await subject.tested.engine.stats();
      expect([tracks >= 2, bytes > 0]).toEqual([true, true]);
      await expect(subject.tested.engine.check()).resolves.toBeUndefined();
    });
  });
}
