/** A song in the room: what it is, and as which item of the queue it was asked for. */
export interface Song {
  itemId: string;
  trackId: string;
}

export interface OrderFindings {
  /** Songs that were asked for and passed over. */
  skipped: string[];
  /** Songs that came again, or that nobody asked for. */
  repeated: string[];
}

/**
 * Holds what was heard against what was asked for: every song once, in the order in which they were asked for. What
 * was asked for last may not have been heard yet.
 */
export function compareOrder(asked: readonly string[], heard: readonly string[]): OrderFindings {
  const findings: OrderFindings = { skipped: [], repeated: [] };
  const places = new Map(asked.map((id, place) => [id, place]));
  let next = 0;
  for (const id of heard) {
    const place = places.get(id);
    if (place === undefined || place < next) {
      findings.repeated.push(id);
      continue;
    }
    findings.skipped.push(...asked.slice(next, place));
    next = place + 1;
  }
  return findings;
}

/** The same for a history that names tracks only, each of which is asked for again and again in turn. */
export function compareHistory(heard: readonly string[], history: readonly string[]): OrderFindings {
  const numbered = (ids: readonly string[]): string[] => {
    const times = new Map<string, number>();
    return ids.map((id) => {
      const time = (times.get(id) ?? 0) + 1;
      times.set(id, time);
      return `${id} for the ${time}. time`;
    });
  };
  const [wanted, told] = [numbered(heard), numbered(history)];
  return {
    skipped: wanted.filter((play) => !told.includes(play)),
    repeated: told.filter((play) => !wanted.includes(play)),
  };
}
