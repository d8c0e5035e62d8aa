const versionWords =
  'live|remix(?:ed)?|re-?master(?:ed)?|acoustic|demo|instrumental|karaoke|unplugged|radio edit|radio mix|club mix|' +
  'extended mix|extended version|single version|album version|alternate take|dub mix|session';
const guestWords = 'feat\\.?|ft\\.?|featuring|with';

/** “(Live)”, “[2011 Remaster]”, “- Acoustic Version” at the end of a title. */
const versionAtEnd = new RegExp(
  `\\s+(?:[([][^()[\\]]*\\b(?:${versionWords})\\b[^()[\\]]*[)\\]]|[-–]\\s+[^-–]*\\b(?:${versionWords})\\b[^-–]*)$`,
  'iu',
);
/** “(feat. Somebody)” at the end of a title. */
const guestAtEnd = new RegExp(`\\s+[([](?:${guestWords})\\s[^()[\\]]*[)\\]]$`, 'iu');
const asksForVersion = new RegExp(`\\b(?:${versionWords})\\b`, 'iu');

export interface ParsedTitle {
  /** The title without what says which version it is, and without guests. */
  base: string;
  /** “Africa - 2011 Remaster” is a version of “Africa”. */
  isVersion: boolean;
}

/** Takes what is at the end of a title apart: at most a version and guests, in either order. */
export function parseTitle(title: string): ParsedTitle {
  let base = title.trim();
  let isVersion = false;
  for (let parts = 0; parts < 3; parts++) {
    const withoutGuest = base.replace(guestAtEnd, '');
    const rest = withoutGuest.replace(versionAtEnd, '');
    if (rest === base || rest === '') break;
    isVersion ||= rest !== withoutGuest;
    base = rest;
  }
  return { base, isVersion };
}

/** “thriller live” asks for a version; “live and let die” is a title, which ranks first by being exactly that. */
export const asksVersion = (query: string): boolean => asksForVersion.test(query);
