import { eventually } from '@djamms/testing';
import { type SearchEngine } from '../../src/engine/search-engine';

/** Asks again what was not answered within the engine's limit: on a machine that is busy it says nothing of what is found. */
export function patient<Engine extends SearchEngine>(engine: Engine): Engine {
  const [search, suggest] = [engine.search.bind(engine), engine.suggest.bind(engine)];
  engine.search = (venueId, query) => eventually(() => search(venueId, query));
  engine.suggest = (venueId, text, limit) => eventually(() => suggest(venueId, text, limit));
  return engine;
}
