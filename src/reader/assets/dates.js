// Moments as the site's readers write them: in a language, and in the site's zone whatever the reader's is.

import { el } from "./dom.js";

/** The dates of a site, in its language or another. */
export function dates({ language, timezone }, own = language) {
  const format = (options) => new Intl.DateTimeFormat(own, { timeZone: timezone, ...options });
  const day = format({ dateStyle: "long" });
  const moment = format({ dateStyle: "long", timeStyle: "short" });
  const clock = format({ timeStyle: "short" });
  const today = format({ weekday: "long", month: "long", day: "numeric" });
  const key = new Intl.DateTimeFormat("en-CA", { timeZone: timezone });
  const show = (at, text, from) => el("time", { datetime: at, "data-from": from }, text);
  return {
    today: () => el("time", { datetime: key.format(new Date()), "data-from": "site.timezone" }, today.format(new Date())),
    day: (at, from) => show(at, day.format(new Date(at)), from),
    moment: (at, from) => show(at, moment.format(new Date(at)), from),
    /** The hour of what is of today, the day of anything older. */
    short: (at, from) => show(at, key.format(new Date(at)) === key.format(new Date()) ? clock.format(new Date(at)) : day.format(new Date(at)), from),
  };
}
